import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '#config';
import {
  type ComposeService,
  environmentOf,
  interpolate,
  readComposeFile,
  servicesOf,
} from '../kit/compose-file.ts';
import { composeSchema } from '../kit/compose-schema.ts';

const file = readComposeFile();
const full = servicesOf(file, 'full');
const minimal = servicesOf(file, 'minimal');
const all = Object.entries(file.services);
const programs = all.filter(([, { build }]) => build !== undefined);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-compose-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serviceNamed(name: string): ComposeService {
  const service = file.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

const SECRET_NAME = /KEY|PASSWORD|SECRET|TOKEN|HASH/;

const commandOf = ({ command = '' }: ComposeService) =>
  typeof command === 'string' ? command.split(' ') : [...command];
/** The value after a flag of a command. */
const flag = (service: ComposeService, name: string) => {
  const words = commandOf(service);
  return words[words.indexOf(name) + 1];
};
const bytes = (text = '') => Number.parseInt(text, 10) * (/g/i.test(text) ? 2 ** 30 : 2 ** 20);
/** The settings in force, given what stands in `.env`: Compose fills in variables from it, and hands it on as it is. */
const settingsOf = (name: string, env: Record<string, string> = {}) =>
  loadConfig({ env: { ...env, ...environmentOf(serviceNamed(name), env) }, cwd: folder });

describe('the form of docker-compose.yml', () => {
  const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(composeSchema);

  test('is what the Compose Specification says of the fields it uses', () => {
    validate(file);
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['a field that does not exist', { depend_on: {} }],
    ['a restart policy that does not exist', { restart: 'sometimes' }],
    ['a duration without a unit', { stop_grace_period: '45' }],
    ['a health check that names no way to run', { healthcheck: { test: ['node'], interval: '1s' } }],
    ['a number where Compose wants a text', { environment: { PORT: 8080 } }],
  ])('would not hold with %s', (_what, change) => {
    const worker = { ...serviceNamed('worker'), ...change };
    expect(validate({ ...file, services: { ...file.services, worker } })).toBe(false);
  });

  test('names no service, network, volume or secret that is not declared, and declares none that is not used', () => {
    const used = (of: (service: ComposeService) => readonly string[] | undefined) =>
      [...new Set(all.flatMap(([, service]) => of(service) ?? []))].toSorted();
    const volumes = used(({ volumes = [] }) =>
      volumes.filter((volume) => !volume.startsWith('.')).map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(volumes).toEqual(Object.keys(file.volumes).toSorted());
    expect(used(({ networks }) => networks)).toEqual(Object.keys(file.networks).toSorted());
    expect(used(({ secrets }) => secrets)).toEqual(Object.keys(file.secrets).toSorted());
    for (const name of used(({ depends_on = {} }) => Object.keys(depends_on)))
      expect(Object.keys(file.services)).toContain(name);
  });

  test('mounts only files that are here', () => {
    const mounted = all
      .flatMap(([, { volumes = [] }]) => volumes)
      .filter((volume) => volume.startsWith('./'));
    expect(mounted.length).toBeGreaterThan(0);
    for (const volume of mounted) expect(existsSync(volume.split(':')[0] ?? '')).toBe(true);
  });
});

describe('the profiles', () => {
  test('minimal is the gateway and nothing else', () => {
    expect([...minimal.keys()]).toEqual(['gateway-minimal']);
  });

  test('full is the gateway, a worker and every service', () => {
    expect([...full.keys()].toSorted()).toEqual([
      'gateway',
      'postgres',
      'prometheus',
      'redis-entries',
      'redis-queue',
      'weaviate',
      'worker',
    ]);
  });

  test('every service belongs to one of them, so nothing starts unasked', () => {
    expect([...minimal.keys(), ...full.keys()].toSorted()).toEqual(Object.keys(file.services).toSorted());
  });

  test('a gateway waits for no service', () => {
    for (const name of ['gateway', 'gateway-minimal']) expect(serviceNamed(name).depends_on).toBeUndefined();
  });

  test('a worker waits for a queue that answers', () => {
    expect(serviceNamed('worker').depends_on?.['redis-queue']).toEqual({ condition: 'service_healthy' });
  });
});

describe('every service', () => {
  test.each(all)('%s has a health check, a restart policy and limits', (_name, service) => {
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.restart).toBe('unless-stopped');
    const { limits } = service.deploy?.resources ?? {};
    expect(Number(limits?.cpus)).toBeGreaterThan(0);
    expect(bytes(limits?.memory)).toBeGreaterThan(2 ** 28);
  });

  test.each(all.filter(([, { image }]) => image !== undefined))(
    '%s has an image of one version',
    (_name, service) => {
      expect(service.image).toMatch(/:v?\d+\.\d+\.\d+(-[a-z0-9-]+)?$/);
      expect(service.image).not.toContain('latest');
    },
  );

  test('Weaviate is one that the client accepts', () => {
    const [major, minor] =
      /:(\d+)\.(\d+)\./
        .exec(serviceNamed('weaviate').image ?? '')
        ?.slice(1)
        .map(Number) ?? [];
    expect(major === 1 && (minor ?? 0) >= 27).toBe(true);
  });

  test('is published to this machine only, if at all', () => {
    const published = all.flatMap(([, { ports = [] }]) => ports);
    expect(published.length).toBeGreaterThan(0);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('that stores something is neither published nor on a network that reaches the outside', () => {
    const internal = Object.keys(file.networks).filter((name) => file.networks[name]?.internal);
    for (const name of ['redis-queue', 'redis-entries', 'weaviate', 'postgres']) {
      expect(serviceNamed(name).ports).toBeUndefined();
      expect(serviceNamed(name).networks).toEqual(internal);
    }
  });
});

describe('the program', () => {
  test('only the program is built here, and it runs without privileges on a file system that it cannot write', () => {
    expect(programs.map(([name]) => name).toSorted()).toEqual(['gateway', 'gateway-minimal', 'worker']);
    for (const [, service] of programs)
      expect(service).toMatchObject({ cap_drop: ['ALL'], read_only: true, init: true });
  });
});

describe('the two Redis', () => {
  test('the queue never loses a job: no eviction, every write on disk', () => {
    const queue = serviceNamed('redis-queue');
    expect(flag(queue, '--maxmemory-policy')).toBe('noeviction');
    expect(flag(queue, '--appendonly')).toBe('yes');
  });

  test('the entries make room by what is asked for least', () => {
    expect(flag(serviceNamed('redis-entries'), '--maxmemory-policy')).toBe('allkeys-lfu');
  });

  test.each(['redis-queue', 'redis-entries'])('%s stays below its limit while it copies itself', (name) => {
    const service = serviceNamed(name);
    const most = bytes(flag(service, '--maxmemory'));
    expect(most).toBeGreaterThan(2 ** 27);
    expect(most * 2).toBeLessThanOrEqual(bytes(service.deploy?.resources.limits.memory));
  });
});

describe('the settings of the program', () => {
  test('minimal keeps everything in the process', () => {
    const { config } = settingsOf('gateway-minimal');
    const { vectors, entries, queue } = config.cache;
    expect([vectors.type, entries.type, queue.type]).toEqual(['memory', 'sqlite', 'memory']);
    expect(config.dataDir).toBe('/data');
  });

  test('full keeps it in the services', () => {
    const { cache } = settingsOf('gateway').config;
    expect(cache.vectors).toMatchObject({ type: 'weaviate', url: 'http://weaviate:8080', grpcPort: 50_051 });
    expect(cache.entries).toMatchObject({ type: 'redis', url: 'redis://redis-entries:6379' });
    expect(cache.queue).toMatchObject({
      type: 'bullmq',
      url: 'redis://redis-queue:6379',
      workers: 'separate',
    });
  });

  test.each([
    ['as it is', {}],
    [
      'with embeddings of a provider',
      {
        REPRISE_CACHE__EMBEDDER__TYPE: 'openai',
        REPRISE_CACHE__EMBEDDER__MODEL: 'text-embedding-3-small',
        OPENAI_API_KEY: 'sk-test',
      },
    ],
  ])('a worker has the same cache as the gateway, %s', (_what, env) => {
    expect(settingsOf('worker', env).config.cache).toEqual(settingsOf('gateway', env).config.cache);
  });

  test('a worker listens where the health check looks', () => {
    expect(settingsOf('worker').config.server).toMatchObject({ host: '0.0.0.0', port: 8080 });
  });

  test('every address is one of a service on the same network', () => {
    for (const name of ['gateway', 'worker']) {
      const { vectors, entries, queue } = settingsOf(name).config.cache;
      for (const { url } of [vectors, entries, queue]) {
        const host = URL.parse(url ?? '')?.hostname ?? '';
        const { networks = [] } = serviceNamed(host);
        expect(networks.some((network) => serviceNamed(name).networks?.includes(network))).toBe(true);
      }
    }
  });

  test('any other setting may stand in .env, and a wrong name is told', () => {
    expect(settingsOf('gateway', { REPRISE_CACHE__MAX_ENTRIES: '7' }).config.cache.maxEntries).toBe(7);
    expect(() => settingsOf('gateway', { REPRISE_CACHE__MAX_ENTRYS: '7' })).toThrow();
  });

  test('empty variables take a part back into the process', () => {
    const parts = ['VECTORS', 'ENTRIES', 'QUEUE'].flatMap((part) => [`${part}__TYPE`, `${part}__URL`]);
    const env = Object.fromEntries(parts.map((part) => [`REPRISE_CACHE__${part}`, '']));
    const { vectors, entries, queue } = settingsOf('gateway', env).config.cache;
    expect([vectors.type, entries.type, queue.type]).toEqual(['memory', 'sqlite', 'memory']);
  });

  test('without keys a gateway warns that it serves everybody who reaches the port, and of nothing else', () => {
    const served = expect.stringContaining('everybody who reaches the port is served');
    expect(settingsOf('gateway-minimal').warnings).toEqual([served]);
    const { warnings } = settingsOf('gateway', { REPRISE_AUTH__SECRET: 's'.repeat(32) });
    expect(warnings).toEqual([served]);
  });

  test('with keys, and open to nobody else, it has nothing to warn of', () => {
    const keys = JSON.stringify([{ name: 'bot', hash: `sha256:${'0'.repeat(64)}` }]);
    const env = { REPRISE_AUTH__KEYS: keys, REPRISE_AUTH__OPEN: 'never' };
    const { config, warnings } = settingsOf('gateway', env);
    expect(config.auth.keys.map(({ name }) => name)).toEqual(['bot']);
    expect(warnings).toEqual([]);
  });

  test('the port that is published is the one that the gateway listens on', () => {
    for (const name of ['gateway', 'gateway-minimal']) {
      const { server } = settingsOf(name).config;
      expect(server.host).toBe('0.0.0.0');
      for (const port of serviceNamed(name).ports ?? [])
        expect(interpolate(port)).toBe(`127.0.0.1:8080:${server.port}`);
    }
  });
});

describe('secrets', () => {
  test.each(all)('%s has none in the file', (_name, { environment = {}, command = '' }) => {
    for (const [name, value] of Object.entries(environment)) {
      if (SECRET_NAME.test(name)) expect(value).toMatch(/^(\$\{\w+:-\}|\/run\/secrets\/[a-z-]+)$/);
      expect(value).not.toMatch(/:\/\/[^/]*@/);
    }
    expect(String(command)).not.toMatch(/requirepass|password/i);
  });

  test('a file in /run/secrets is there', () => {
    for (const [, { environment = {}, secrets = [] }] of all) {
      for (const value of Object.values(environment).filter((text) => text.startsWith('/run/secrets/')))
        expect(secrets).toContain(value.slice('/run/secrets/'.length));
    }
  });
});

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  /** What is set, and what stands there commented out. */
  const assignments = (pattern: RegExp) =>
    Object.fromEntries(
      lines.flatMap((line) => [...line.matchAll(pattern)].map(([, name, text]) => [name, text])),
    );
  const given = assignments(/^([A-Z_]+)=(.*)$/g) as Record<string, string>;
  const offered = assignments(/^# ([A-Z_]+)=(.*)$/g) as Record<string, string>;

  test('as it is, changes nothing', () => {
    for (const [name, service] of programs) {
      expect(environmentOf(service, given)).toEqual(environmentOf(service));
      expect(settingsOf(name, given).config).toEqual(settingsOf(name).config);
    }
    for (const port of all.flatMap(([, { ports = [] }]) => ports))
      expect(interpolate(port, given)).toBe(interpolate(port));
    expect(['minimal', 'full']).toContain(given.COMPOSE_PROFILES);
  });

  test('holds no secret', () => {
    for (const [name, value] of Object.entries(given)) if (SECRET_NAME.test(name)) expect(value).toBe('');
    for (const name of ['POSTGRES_PASSWORD', 'REPRISE_AUTH__SECRET']) expect(offered[name]).toBe('');
  });
  test('every variable of docker-compose.yml is in it', () => {
    const text = readFileSync('docker-compose.yml', 'utf8');
    const inFile = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    const known = [...Object.keys(given), ...Object.keys(offered)];
    const types = known.filter((name) => /__(VECTORS|ENTRIES)__/.test(name));
    expect(types.length).toBe(4);
    // of the queue there is one kind that is shared
    for (const name of inFile.filter((variable) => !variable.startsWith('REPRISE_CACHE__QUEUE__')))
      expect(known).toContain(name);
    for (const { environment } of Object.values(file.secrets)) expect(known).toContain(environment);
  });

  test('what it offers, PostgreSQL and keys, are settings that go together', () => {
    const password = 'f00d';
    const env = Object.fromEntries(
      Object.entries({ ...given, ...offered }).map(([name, text]) => [
        name,
        interpolate(text.replace(/^'(.*)'$/, '$1'), { POSTGRES_PASSWORD: password }).replace(
          '…',
          '0'.repeat(64),
        ),
      ]),
    );
    const { config } = settingsOf('gateway', env);
    const url = `postgres://reprise:${password}@postgres:5432/reprise`;
    expect(config.cache.vectors).toMatchObject({ type: 'pgvector', url });
    expect(config.cache.entries).toMatchObject({ type: 'postgres', url });
    expect(config.auth.keys).toHaveLength(1);
    const { environment = {} } = serviceNamed('postgres');
    expect([environment.POSTGRES_USER, environment.POSTGRES_DB]).toEqual(['reprise', 'reprise']);
  });
});

test('docs/deploy.md has a line for every service and every volume', () => {
  const page = readFileSync('docs/deploy.md', 'utf8');
  const inTables = new Set(
    [...page.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => cell?.match(/[\w-]+/g) ?? []),
  );
  for (const name of Object.keys(file.services)) expect([...inTables]).toContain(name);
  for (const name of Object.keys(file.volumes)) expect([...inTables]).toContain(`reprise_${name}`);
});
