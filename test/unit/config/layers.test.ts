import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { folder, HASH, load } from './fixture.ts';

describe('defaults', () => {
  it('accepts no configuration at all', () => {
    const { config, warnings, file } = load();
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8080, bodyLimitBytes: 67_108_864 });
    expect(config.dataDir).toBe('.reprise');
    expect(config.auth).toEqual({ keys: [], secret: null, open: 'loopback' });
    expect(config.routes).toEqual([]);
    expect(config.cache).toMatchObject({ mode: 'on', match: 'semantic', scope: 'team', bound: null });
    expect(config.logs.level).toBe('info');
    expect({ warnings, file }).toEqual({ warnings: [], file: undefined });
  });

  it('always has the providers openai and anthropic, without keys', () => {
    const { providers } = load().config;
    expect(Object.keys(providers).sort()).toEqual(['anthropic', 'openai']);
    expect(providers.openai).toEqual({
      type: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      keys: [],
      timeouts: { connectMs: 5_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 600_000 },
      maxConnections: 256,
      streamUsage: true,
    });
    expect(providers.anthropic).toMatchObject({ type: 'anthropic', baseUrl: 'https://api.anthropic.com' });
  });

  it('has no provider of a name that every object has', () => {
    expect(load().config.providers.constructor).toBeUndefined();
  });

  it('accepts an empty file', () => {
    expect(load({ yaml: '# nothing yet\n' }).config.server.port).toBe(8080);
  });

  it('is frozen all the way down', () => {
    const { config } = load({ yaml: 'routes: [{ model: a, targets: [{ provider: openai, model: b }] }]' });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.routes[0]?.targets[0])).toBe(true);
    expect(Object.isFrozen(config.providers.openai?.timeouts)).toBe(true);
  });
});

describe('the file', () => {
  it.each(['reprise.config.yaml', 'reprise.config.yml', 'reprise.config.json'])('is found as %s', (name) => {
    const { config, file } = load({ files: { [name]: '{"server": {"port": 1234}}' } });
    expect(config.server.port).toBe(1234);
    expect(file).toMatch(new RegExp(`${name}$`));
  });

  it('is the one that REPRISE_CONFIG names, relative to the working directory', () => {
    const files = { 'other.json': '{"server":{"port":1}}', 'reprise.config.yaml': 'server: { port: 2 }' };
    expect(load({ files, env: { REPRISE_CONFIG: 'other.json' } }).config.server.port).toBe(1);
  });

  it('is the one of the command line before that of REPRISE_CONFIG', () => {
    const cwd = folder({ files: { 'a.yaml': 'server: { port: 1 }', 'b.yaml': 'server: { port: 2 }' } });
    const { config } = loadConfig({ env: { REPRISE_CONFIG: 'a.yaml' }, cwd, file: 'b.yaml' });
    expect(config.server.port).toBe(2);
  });

  it('warns of a second file that is not read', () => {
    const files = { 'reprise.config.yaml': 'server: { port: 2 }', 'reprise.config.json': '{}' };
    expect(load({ files }).warnings).toEqual([
      'reprise.config.json is ignored, because reprise.config.yaml was read.',
    ]);
  });

  it('may begin with a byte order mark, be indented with tabs (JSON) and use anchors (YAML)', () => {
    const json = '\uFEFF{\n\t"server": {\n\t\t"port": 7\n\t}\n}\n';
    expect(load({ files: { 'reprise.config.json': json } }).config.server.port).toBe(7);
    const yaml =
      'providers:\n  a: &a { type: openai, maxConnections: 3 }\n  b: { <<: *a, baseUrl: "http://b/v1" }';
    expect(load({ yaml }).config.providers.b).toMatchObject({ maxConnections: 3, baseUrl: 'http://b/v1' });
  });

  it('reads on and off as the words that they are', () => {
    expect(load({ yaml: 'cache: { mode: off, match: off }' }).config.cache).toMatchObject({
      mode: 'off',
      match: 'off',
    });
  });

  it('is read anew by each load', () => {
    const cwd = folder({ yaml: 'server: { port: 1 }' });
    expect(loadConfig({ env: {}, cwd }).config.server.port).toBe(1);
    writeFileSync(join(cwd, 'reprise.config.yaml'), 'server: { port: 2 }');
    expect(loadConfig({ env: {}, cwd }).config.server.port).toBe(2);
  });
});

describe('what follows from other settings', () => {
  it('gives a route the cache settings that it leaves out', () => {
    const yaml = `
cache: { match: exact, ttlSeconds: { default: 60, timeBound: 30 }, errorBudget: 0.02 }
routes:
  - { model: a, targets: [{ provider: openai, model: x }] }
  - { model: b, targets: [{ provider: openai, model: x }], cache: { match: semantic, ttlSeconds: 5, errorBudget: 0.005, timeBoundTtlSeconds: 9, classify: false } }`;
    const { routes } = load({ yaml }).config;
    expect(routes[0]).toMatchObject({ strategy: 'priority', retries: 2, unsupported: 'reject' });
    expect(routes.map((route) => route.cache)).toEqual([
      {
        match: 'exact',
        ttlSeconds: 60,
        timeBoundTtlSeconds: 30,
        classify: true,
        errorBudget: 0.02,
        verify: 'local',
      },
      {
        match: 'semantic',
        ttlSeconds: 5,
        timeBoundTtlSeconds: 9,
        classify: false,
        errorBudget: 0.005,
        verify: 'local',
      },
    ]);
  });

  it('gives a provider the address of its type and cuts slashes at the end of one', () => {
    const yaml =
      'providers: { a: { type: anthropic }, b: { type: openai, baseUrl: "http://b:1/v1//" }, openai: { maxConnections: 1 } }';
    const { providers } = load({ yaml }).config;
    expect(providers.a?.baseUrl).toBe('https://api.anthropic.com');
    expect(providers.b?.baseUrl).toBe('http://b:1/v1');
    expect(providers.openai).toMatchObject({ type: 'openai', maxConnections: 1 });
  });

  it('completes keys and writes hashes in lower case', () => {
    const { auth } = load({
      yaml: `auth: { keys: [{ name: app, hash: "${HASH.replaceAll('ab', 'AB')}" }] }`,
    }).config;
    expect(auth.keys).toEqual([{ name: 'app', hash: HASH, team: null, customer: null, models: ['*'] }]);
  });
});

describe('the command line', () => {
  it('goes before the environment, the environment before the file', () => {
    const yaml = 'server: { port: 1, host: 127.0.0.2 }\nlogs: { level: warn }';
    const env = { REPRISE_PORT: '2', REPRISE_LOG_LEVEL: 'debug' };
    const { config } = load({ yaml, env, overrides: { 'server.port': '3', 'logs.level': undefined } });
    expect(config.server).toMatchObject({ port: 3, host: '127.0.0.2' });
    expect(config.logs.level).toBe('debug');
  });
});
