import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { startTestGateway, temporaryFolder } from '../kit/gateway.ts';
import { describeWithRedis, freePort, startRedis } from '../kit/redis.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

interface Finding {
  readonly part: string;
  readonly status: string;
  readonly detail: string;
  readonly mend?: string;
}

describe('the command line', () => {
  let mock: MockProvider;
  let cwd: string;
  beforeAll(async () => {
    mock = await createMockProvider({ answerTokens: 3 });
    cwd = temporaryFolder();
  });
  afterAll(async () => {
    await mock.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  const reprise = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
    new Promise((resolve) => {
      const options = { cwd, env: { PATH: process.env.PATH ?? '', ...env }, timeout: 60_000 };
      execFile(process.execPath, [MAIN, ...args], options, (error, output, errors) =>
        resolve({ code: error ? Number(error.code) : 0, output, errors }),
      );
    });
  const examined = async (env: Record<string, string>) => {
    const { code, output } = await reprise(['doctor', '--json'], env);
    const findings = JSON.parse(output) as Finding[];
    return { code, of: (part: string) => findings.filter((finding) => finding.part === part), findings };
  };
  const healthy = async () => ({
    ...upstreamAt(mock.url),
    ...PROVIDER_KEYS,
    REPRISE_PORT: String(await freePort()),
  });

  describe('reprise doctor', () => {
    test('finds nothing wrong with the defaults, and leaves no writes behind', async () => {
      const { code, findings } = await examined(await healthy());
      expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
      expect(findings.map(({ part }) => part)).toEqual([
        ...['configuration', 'port', 'data folder', 'embedder', 'entries', 'vectors', 'queue'],
        ...['provider openai', 'provider anthropic'],
      ]);
      expect(code).toBe(0);
    });

    test('has a line for each part, for people', async () => {
      const { output } = await reprise(['doctor'], await healthy());
      expect(output).toMatch(/ok .*embedder .*all-MiniLM-L6-v2/);
      expect(output).toContain('Everything that is configured works.');
    });

    test('says of every service that is not there what to look at, and ends with 1', async () => {
      const nowhere = `127.0.0.1:${await freePort()}`;
      const { code, of } = await examined({
        ...(await healthy()),
        OPENAI_BASE_URL: `http://${nowhere}/v1`,
        REPRISE_AUTH__SECRET: 'x'.repeat(32),
        REPRISE_CACHE__ENTRIES__TYPE: 'postgres',
        REPRISE_CACHE__ENTRIES__URL: `postgres://reprise:geheim@${nowhere}/reprise`,
        REPRISE_CACHE__VECTORS__TYPE: 'weaviate',
        REPRISE_CACHE__VECTORS__URL: `http://${nowhere}`,
        REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
        REPRISE_CACHE__QUEUE__URL: `redis://${nowhere}`,
      });
      expect(code).toBe(1);
      for (const [part, setting] of [
        ['entries', 'cache.entries.url'],
        ['vectors', 'cache.vectors.url'],
        ['queue', 'cache.queue.url'],
        ['provider openai', 'providers.openai.baseUrl'],
      ] as const) {
        const [finding, ...more] = of(part);
        expect(finding).toMatchObject({ status: 'failed', mend: expect.stringContaining(setting) });
        expect(more).toEqual([]);
        expect(JSON.stringify(finding)).not.toContain('geheim');
      }
    });

    test.skipIf(!existsSync('/proc/self'))(
      'says of a data folder that cannot be made which setting names it; the gateway then does not start',
      async () => {
        const env = { ...(await healthy()), REPRISE_DATA_DIR: '/proc/reprise' };
        const { code, of } = await examined(env);
        expect(code).toBe(1);
        expect(of('data folder')).toMatchObject([
          { status: 'failed', detail: /cannot be made/, mend: expect.stringContaining('REPRISE_DATA_DIR') },
        ]);
        expect(await reprise(['start'], env)).toMatchObject({
          code: 1,
          errors: expect.stringContaining('The gateway could not start: /proc/reprise cannot be made'),
        });
      },
    );

    test('asks the hub for a model that the gateway would ask', async () => {
      const asked: string[] = [];
      const hub = createHttpServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(404).end();
      }).listen(0, '127.0.0.1');
      await once(hub, 'listening');
      const { of } = await examined({
        ...(await healthy()),
        HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}`,
        REPRISE_CACHE__EMBEDDER__MODEL: 'somebody/a-model',
      });
      hub.close();
      expect(asked).toEqual(['/somebody/a-model/resolve/main/config.json']);
      expect(of('embedder')).toMatchObject([
        { status: 'failed', mend: expect.stringContaining('cache.embedder.model') },
      ]);
    });

    test('says which key a provider refuses', async () => {
      const refusing = await createMockProvider({ answerTokens: 3, keys: ['sk-right'] });
      const { of } = await examined({ ...(await healthy()), ...upstreamAt(refusing.url) });
      await refusing.close();
      expect(of('provider openai')).toMatchObject([
        {
          status: 'failed',
          detail: /key default is refused \(401\)/,
          mend: expect.stringContaining('providers.openai.keys'),
        },
      ]);
    });

    test('tells problems of the configuration all at once', async () => {
      const { code, findings } = await examined({ REPRISE_CACHE__ENTRIES__TYPE: 'redis', REPRISE_PORT: 'x' });
      expect(code).toBe(1);
      expect(findings).toHaveLength(1);
      expect(findings[0]?.detail).toMatch(
        /server\.port[\s\S]*cache\.entries\.url|cache\.entries\.url[\s\S]*server\.port/,
      );
    });

    test('looks at the file of a gateway that runs only from outside', async () => {
      const gateway = await startTestGateway({ env: { ...upstreamAt(mock.url), ...PROVIDER_KEYS } });
      const { of } = await examined({
        ...(await healthy()),
        REPRISE_PORT: new URL(gateway.url).port,
        REPRISE_DATA_DIR: gateway.dataDir,
      });
      await gateway.dispose();
      expect(of('port')).toMatchObject([{ status: 'ok', detail: /a gateway runs/ }]);
      expect(of('entries')).toMatchObject([{ status: 'ok', detail: /in use/ }]);
    });
  });

  describeWithRedis('with Redis', () => {
    test('reprise doctor tries entries and queue, and warns of the wrong eviction policies', async () => {
      const entries = await startRedis({ policy: 'noeviction' });
      const queue = await startRedis({ policy: 'allkeys-lru', maxMemory: '64mb' });
      const { code, of } = await examined({
        ...(await healthy()),
        REPRISE_AUTH__SECRET: 'x'.repeat(32),
        REPRISE_CACHE__ENTRIES__TYPE: 'redis',
        REPRISE_CACHE__ENTRIES__URL: entries.url,
        REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
        REPRISE_CACHE__QUEUE__URL: queue.url,
      });
      const left = await entries.client.dbsize();
      await entries.dispose();
      await queue.dispose();
      expect(code).toBe(0);
      expect(of('entries').map(({ status }) => status)).toEqual(['warning', 'ok']);
      expect(of('queue').map(({ status }) => status)).toEqual(['warning', 'ok']);
      expect(of('queue')[0]?.detail).toContain('noeviction');
      expect(left).toBeLessThanOrEqual(3); // counters and the list of changes, no entry
    });

    test('reprise queue shows, tries again and removes what was put aside', async () => {
      const queue = await startRedis();
      const env = { REPRISE_CACHE__QUEUE__TYPE: 'bullmq', REPRISE_CACHE__QUEUE__URL: queue.url };
      const shown = await reprise(['queue', 'show'], env);
      const retried = await reprise(['queue', 'retry'], env);
      const dropped = await reprise(['queue', 'drop'], env);
      await queue.dispose();
      expect([shown, retried, dropped].map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(shown.output).toContain('0 put aside');
      expect(retried.output).toContain('0 will be tried again');
      expect(dropped.output).toContain('0 removed');
    });
  });

  test.each([['start'], ['worker']])(
    'a port that is taken ends reprise %s with a sentence',
    async (command) => {
      const holder = createServer().listen(0, '127.0.0.1');
      await once(holder, 'listening');
      const { port } = holder.address() as AddressInfo;
      const nowhere = `127.0.0.1:${await freePort()}`;
      const shared = {
        REPRISE_AUTH__SECRET: 'x'.repeat(32),
        REPRISE_CACHE__ENTRIES__TYPE: 'redis',
        REPRISE_CACHE__ENTRIES__URL: `redis://${nowhere}`,
        REPRISE_CACHE__VECTORS__TYPE: 'weaviate',
        REPRISE_CACHE__VECTORS__URL: `http://${nowhere}`,
        REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
        REPRISE_CACHE__QUEUE__URL: `redis://${nowhere}`,
      };
      const ended = await reprise([command], {
        ...(await healthy()),
        ...(command === 'worker' ? shared : {}),
        REPRISE_PORT: String(port),
      });
      holder.close();
      expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining(`Port ${port} is taken.`) });
      expect(ended.output).not.toContain('a part failed');
    },
  );

  test('reprise queue without such a queue, or without its Redis, says so', async () => {
    expect(await reprise(['queue', 'show'])).toMatchObject({
      code: 1,
      errors: /cache\.queue\.type is memory/,
    });
    const url = `redis://127.0.0.1:${await freePort()}`;
    const gone = await reprise(['queue', 'show'], {
      REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
      REPRISE_CACHE__QUEUE__URL: url,
    });
    expect(gone).toMatchObject({ code: 1, errors: /cannot be reached.*ECONNREFUSED/ });
  });

  test.each([
    [{}, /cache\.queue\.type is memory/],
    [
      { REPRISE_CACHE__QUEUE__TYPE: 'bullmq', REPRISE_CACHE__QUEUE__URL: 'redis://127.0.0.1:1' },
      /cache\.queue\.workers is gateway/,
    ],
  ])('reprise worker refuses what leaves it nothing to do: %j', async (env, sentence) => {
    expect(await reprise(['worker'], env)).toMatchObject({ code: 1, errors: sentence });
  });
});
