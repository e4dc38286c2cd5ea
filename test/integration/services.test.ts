import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { loadConfig } from '#config';
import type { Readiness } from '#http';
import { type RunningWorker, startWorker } from '../../src/compose/worker.ts';
import { parseCacheStatus } from '../kit/cache-status.ts';
import { startTestGateway, type TestGateway, temporaryFolder } from '../kit/gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import { findPostgres, startPostgres } from '../kit/postgres.ts';
import { absenceOfRedis, startRedis } from '../kit/redis.ts';
import { DECIDED_BY_BOUND, PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';
import { findWeaviateProgram, startWeaviate } from '../kit/weaviate.ts';

/** A service that can be taken away and given back. */
interface Service {
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Where two gateways keep what they share. */
interface Place {
  readonly name: string;
  /** Why it cannot be had here. */
  readonly absent: string | undefined;
  readonly open: () => Promise<{
    readonly env: Record<string, string>;
    readonly services: readonly Service[];
  }>;
  readonly worker?: boolean;
}

// What is ill-treated cannot be a server that others use.
const { REPRISE_TEST_PGVECTOR_URL: _shared, ...environment } = process.env;
const postgres = findPostgres(environment);
const weaviate = findWeaviateProgram();

const PLACES: readonly Place[] = [
  {
    name: 'entries in Redis, a queue in BullMQ, an index in each gateway',
    absent: absenceOfRedis(),
    open: async () => {
      const entries = await startRedis({ policy: 'allkeys-lfu', keepsData: true });
      const queue = await startRedis({ keepsData: true });
      const env = {
        REPRISE_CACHE__ENTRIES__TYPE: 'redis',
        REPRISE_CACHE__ENTRIES__URL: entries.url,
        REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
        REPRISE_CACHE__QUEUE__URL: queue.url,
      };
      return { env, services: [entries, queue] };
    },
  },
  {
    name: 'entries in PostgreSQL, vectors in pgvector',
    absent: postgres.kind === 'none' ? postgres.reason : undefined,
    open: async () => {
      if (postgres.kind !== 'programs') throw new Error('no PostgreSQL of its own');
      const server = await startPostgres(postgres.folder);
      const env = {
        REPRISE_CACHE__ENTRIES__TYPE: 'postgres',
        REPRISE_CACHE__ENTRIES__URL: server.url,
        REPRISE_CACHE__VECTORS__TYPE: 'pgvector',
        REPRISE_CACHE__VECTORS__URL: server.url,
      };
      return { env, services: [server] };
    },
  },
  {
    name: 'entries in Redis, vectors in Weaviate, a queue in BullMQ and a worker',
    absent: absenceOfRedis() ?? (weaviate.kind === 'none' ? weaviate.reason : undefined),
    worker: true,
    open: async () => {
      const entries = await startRedis({ policy: 'allkeys-lfu', keepsData: true });
      const queue = await startRedis({ keepsData: true });
      const vectors = await startWeaviate(weaviate);
      const env = {
        REPRISE_CACHE__ENTRIES__TYPE: 'redis',
        REPRISE_CACHE__ENTRIES__URL: entries.url,
        REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
        REPRISE_CACHE__QUEUE__URL: queue.url,
        REPRISE_CACHE__VECTORS__TYPE: 'weaviate',
        REPRISE_CACHE__VECTORS__URL: vectors.url,
        REPRISE_CACHE__VECTORS__GRPC_PORT: String(vectors.grpcPort),
      };
      return { env, services: [entries, queue, vectors] };
    },
  },
];

const QUESTION = 'How do I reset my account password?';
const FOLDED = 'how do i reset my account password';
const PARAPHRASE = 'How can I reset my account password?';
const LOOKALIKE = 'How do I reset my account password before 5 May?';

for (const { name, absent, open, worker: needsWorker } of PLACES) {
  describe.skipIf(absent)(`two gateways that share ${name}${absent ? ` (skipped: ${absent})` : ''}`, () => {
    let mock: MockProvider;
    let place: Awaited<ReturnType<Place['open']>>;
    let gateways: readonly [TestGateway, TestGateway];
    let worker: RunningWorker | undefined;

    const ask = async (gateway: TestGateway, question: string, key = 'sk-client') => {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }] }),
      });
      await response.text();
      const { hit, detail } = parseCacheStatus(response.headers.get('cache-status')).parameters;
      return { status: response.status, found: hit === true ? detail : undefined, detail };
    };
    const readiness = async ({ url }: TestGateway) =>
      (await (await fetch(`${url}/readyz`)).json()) as Readiness;

    beforeAll(async () => {
      mock = await createMockProvider({ answerTokens: 8 });
      place = await open();
      const env = {
        ...DECIDED_BY_BOUND,
        ...upstreamAt(mock.url),
        ...PROVIDER_KEYS,
        ...place.env,
        REPRISE_AUTH__SECRET: 'a secret that both gateways were given',
        REPRISE_LOG_LEVEL: 'silent',
      };
      const settings = { 'cache.lookupTimeoutMs': 2_000, 'cache.scope': 'credential' };
      gateways = [await startTestGateway({ env, settings }), await startTestGateway({ env, settings })];
      if (!needsWorker) return;
      const dataDir = temporaryFolder();
      const { config } = loadConfig({ env, cwd: dataDir, overrides: { 'server.port': 0, dataDir } });
      worker = await startWorker(config);
    });
    afterAll(async () => {
      await worker?.stop();
      for (const gateway of gateways) await gateway.dispose();
      for (const service of place.services) await service.dispose();
      await mock.close();
    });

    test('what one was answered the other serves: word for word, folded and in other words', async () => {
      const [one, other] = gateways;
      expect(await ask(one, QUESTION)).toMatchObject({ status: 200, found: undefined });
      expect((await ask(one, QUESTION)).found).toBe('exact'); // at once, whoever stores it (C21)
      const calls = mock.requests();
      const finds = (question: string, tier: string) =>
        until(`the other gateway finds it: ${tier}`, async () => {
          const response = await fetch(`${other.url}/v1/chat/completions`, {
            method: 'POST',
            headers: {
              authorization: 'Bearer sk-client',
              'content-type': 'application/json',
              'cache-control': 'only-if-cached',
            },
            body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }] }),
          });
          await response.text();
          return parseCacheStatus(response.headers.get('cache-status')).parameters.detail === tier;
        });
      await finds(QUESTION, 'exact');
      await finds(FOLDED, 'normalised');
      await finds(PARAPHRASE, 'semantic');
      expect(mock.requests()).toBe(calls);
    });

    test('a look-alike and another client are not served it', async () => {
      const [, other] = gateways;
      expect((await ask(other, LOOKALIKE)).found).toBeUndefined();
      expect((await ask(other, QUESTION, 'sk-somebody-else')).found).toBeUndefined();
    });

    test('with every service gone, everybody is answered and what is held here is still served', async () => {
      const [one, other] = gateways;
      await ask(one, QUESTION);
      for (const service of place.services) await service.kill();
      const questions = Array.from({ length: 12 }, () => `What is ${randomUUID()}?`);
      const answers = await Promise.all(
        [one, other].flatMap((gateway) => questions.map((q) => ask(gateway, q))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(answers.filter(({ detail }) => detail === 'unavailable').length).toBeGreaterThan(0);
      expect((await ask(one, QUESTION)).found).toBe('exact');
      await until('/readyz says so', async () => (await readiness(one)).status === 'degraded');
    });

    test('when they are back, they are used again, and nothing has to be restarted', async () => {
      const [one, other] = gateways;
      for (const service of place.services) await service.start();
      await until(
        'all parts are well',
        async () => (await readiness(one)).status === 'ok' && (await readiness(other)).status === 'ok',
        60_000,
      );
      const question = `How do I reset the password of ${randomUUID()}?`;
      await until('what one is answered now, the other serves', async () => {
        await ask(one, question);
        return (await ask(other, question)).found === 'exact';
      });
      const metrics = await readMetrics(one.url);
      expect(metrics.sum('reprise_cache_lookups_total', { result: 'unavailable' })).toBeGreaterThan(0);
    });
  });
}
