import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { VectorRecord, VectorStore } from '#cache';
import { systemClock } from '#core';
import {
  createWeaviateVectorStore,
  type WeaviateVectorStoreOptions,
} from '../../cache/vectors/weaviate/weaviate-vector-store.ts';
import { createVectorSource } from '../contract/fixtures/vectors.ts';
import { until } from '../kit/until.ts';
import {
  describeWithWeaviate,
  findWeaviateProgram,
  freshPrefix,
  startSlowWay,
  startWeaviate,
  type WeaviateServer,
} from '../kit/weaviate.ts';

const source = findWeaviateProgram();
const vectors = createVectorSource(16);
const asked = vectors.unit();

/** What a lookup gives a search. */
const LOOKUP_MS = 150;
const WRITE_MS = 1_000;
const CONNECT_MS = 500;
const PAUSE_MS = 300;
/** Far more than any limit, far less than for ever: a call that takes longer hung. */
const HUNG_MS = 10_000;

const record = (id: string): VectorRecord => ({
  id,
  tenant: 'key:a',
  partition: 'p',
  vector: vectors.near(asked, 0.9),
  expiresAt: Number.MAX_SAFE_INTEGER,
});

const searchIn = (store: VectorStore, ms = LOOKUP_MS): Promise<readonly string[]> => {
  const query = { tenant: 'key:a', partition: 'p', vector: asked, limit: 5, floor: 0 };
  return store.search(query, AbortSignal.timeout(ms)).then((found) => found.map(({ id }) => id));
};

/** How a call ended: `done`, the code of its error or the name of its signal's reason. */
const endOf = async (call: Promise<unknown>): Promise<string> => {
  const started = performance.now();
  const end = await call.then(
    () => 'done',
    (error: { code?: unknown; name: string }) => (typeof error.code === 'string' ? error.code : error.name),
  );
  expect(performance.now() - started).toBeLessThan(HUNG_MS);
  return end;
};

const UNAVAILABLE = 'vector-store-unavailable';
const GAVE_UP = 'TimeoutError';

describeWithWeaviate(source, 'a Weaviate that fails', () => {
  let server: WeaviateServer;
  let store: VectorStore;
  const stores: VectorStore[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

  const open = (changes: Partial<WeaviateVectorStoreOptions> = {}): VectorStore => {
    const opened = createWeaviateVectorStore({
      url: server.url,
      grpcPort: server.grpcPort,
      apiKey: undefined,
      collection: freshPrefix(),
      spaceId: 's',
      dimensions: 16,
      clock: systemClock,
      writeMs: WRITE_MS,
      connectMs: CONNECT_MS,
      pauseMs: PAUSE_MS,
      ...changes,
    });
    stores.push(opened);
    return opened;
  };
  const worksAgain = (): Promise<unknown> =>
    until('it serves again', async () => (await endOf(searchIn(store))) === 'done', 30_000);

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled);
    vi.spyOn(console, 'warn').mockReturnValue(); // the client tells of each of its attempts there
    server = await startWeaviate(source);
  }, 90_000);
  afterAll(async () => {
    await server?.dispose();
    process.off('unhandledRejection', onUnhandled);
    vi.restoreAllMocks();
  });
  beforeEach(() => {
    store = open();
  });
  afterEach(async () => {
    for (const one of stores.splice(0)) await one.close();
    server.thaw();

    expect(unhandled).toEqual([]);
  });

  /** Searches and writes without a break until stopped. Tells how they ended. */
  const startTraffic = () => {
    const ends: string[] = [];
    let stopped = false;
    const keepOn = async (call: (n: number) => Promise<unknown>): Promise<void> => {
      for (let n = 0; !stopped; n++) {
        ends.push(await endOf(call(n)));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const workers = [
      ...Array.from({ length: 8 }, () => keepOn(() => searchIn(store))),
      ...Array.from({ length: 4 }, (_, w) => keepOn((n) => store.upsert([record(`t${w}-${n % 20}`)]))),
      keepOn((n) => store.remove([`t0-${n % 20}`], 'key:a')),
      keepOn(() => store.count('p')),
    ];
    return {
      ends,
      stop: async () => {
        stopped = true;
        await Promise.all(workers);
      },
    };
  };
  const endsOnlyAs = (ends: readonly string[], ...allowed: string[]): void => {
    expect([...new Set(ends)].filter((end) => !allowed.includes(end))).toEqual([]);
  };

  test('[C30] is dead when the gateway starts: calls are refused and say why, and it is used once it is there', async () => {
    await server.kill();
    const calls = [searchIn(store, 5_000), store.upsert([record('a')]), store.remove(['a']), store.count()];
    expect(await Promise.all(calls.map(endOf))).toEqual(calls.map(() => UNAVAILABLE));
    await expect(store.check()).rejects.toMatchObject({
      code: UNAVAILABLE,
      retryable: true,
      message: expect.stringMatching(/ECONNREFUSED.*is it running, and is cache\.vectors\.url right/),
    });
    const traffic = startTraffic();
    await until('many calls ended', () => traffic.ends.length > 200);
    endsOnlyAs(traffic.ends, UNAVAILABLE);
    await server.start();
    await worksAgain();
    await traffic.stop();
    await store.upsert([record('a')]);
    expect(await searchIn(store, 5_000)).toContain('a');
    await store.check();
  });

  test('[C30] is killed amid traffic: no call hangs, none answers wrongly, and it serves again what it had', async () => {
    await store.upsert([record('before')]);
    const traffic = startTraffic();
    await until('there is traffic', () => traffic.ends.filter((end) => end === 'done').length > 100);
    await server.kill();
    const atKill = traffic.ends.length;
    await until(
      'it is noticed',
      () => traffic.ends.slice(atKill).filter((end) => end === UNAVAILABLE).length > 100,
    );
    const dead = traffic.ends.length;
    await until('the outage goes on', () => traffic.ends.length > dead + 300);
    endsOnlyAs(traffic.ends.slice(dead), UNAVAILABLE, GAVE_UP);
    await server.start();
    await worksAgain();
    await traffic.stop();
    endsOnlyAs(traffic.ends, 'done', UNAVAILABLE, GAVE_UP);
    expect(await store.count('p')).toBeGreaterThan(0);
    await store.upsert([{ ...record('after'), vector: asked }]);
    expect((await searchIn(store, 5_000))[0]).toBe('after');
  });

  test('[C30] freezes amid traffic: calls end at their deadlines, later ones are refused at once, and it thaws', async () => {
    await store.upsert([record('before')]);
    const traffic = startTraffic();
    await until('there is traffic', () => traffic.ends.filter((end) => end === 'done').length > 100);
    server.freeze();
    await until('the searches gave up', () => traffic.ends.includes(GAVE_UP));
    const noticed = traffic.ends.length;
    await until(
      'calls are refused',
      () => traffic.ends.slice(noticed).filter((end) => end === UNAVAILABLE).length > 200,
    );
    expect(await endOf(store.check())).toBe(UNAVAILABLE);
    server.thaw();
    await worksAgain();
    await traffic.stop();
    endsOnlyAs(traffic.ends, 'done', UNAVAILABLE, GAVE_UP);
  });

  test('freezes: no more calls wait for it than are allowed to', async () => {
    const narrow = open({ maxInFlight: 10, writeMs: 3_000 });
    await narrow.upsert([record('a')]);
    server.freeze();
    let waiting = 0;
    const writes = Array.from({ length: 200 }, async (_, i) => {
      waiting++;
      const end = await endOf(narrow.upsert([record(`w${i}`)]));
      waiting--;
      return end;
    });
    await until('the others are refused', () => waiting <= 10, 2_000);
    expect(new Set(await Promise.all(writes))).toEqual(new Set([UNAVAILABLE]));
  });

  test('freezes: a store that closes lets go of every call', async () => {
    await store.upsert([record('a')]);
    server.freeze();
    const calls = [searchIn(store, 60_000), store.upsert([record('b')]), store.count(), store.check()];
    const ends = calls.map(endOf);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await store.close();
    expect(await Promise.all(ends)).toEqual(calls.map(() => UNAVAILABLE));
  });

  test('is slow: who has little time gives up, who has time gets an answer', async () => {
    const way = await startSlowWay(server);
    store = open({ ...way, connectMs: 5_000 });
    await store.upsert([record('a')]);
    way.delay(200);
    for (let i = 0; i < 10; i++) expect(await endOf(searchIn(store, 50))).toBe(GAVE_UP);
    expect(await searchIn(store, 8_000)).toEqual(['a']);
    way.delay(0);
    await worksAgain();
    await store.close();
    await way.dispose();
  });

  test('loses its power: connections that stay open and carry nothing are left for new ones', async () => {
    const way = await startSlowWay(server);
    store = open(way);
    await store.upsert([record('a')]);
    expect(await searchIn(store, 5_000)).toEqual(['a']);
    way.swallow();
    expect(await endOf(searchIn(store))).toBe(GAVE_UP);
    await worksAgain();
    await store.upsert([record('b')]);
    expect((await searchIn(store, 5_000)).toSorted()).toEqual(['a', 'b']);
    await store.close();
    await way.dispose();
  });

  test('[C30] a search whose caller leaves rejects with the reason, and harms no other', async () => {
    await store.upsert([record('a')]);
    const query = { tenant: 'key:a', partition: 'p', vector: asked, limit: 5, floor: 0 };
    for (let i = 0; i < 50; i++) {
      const controller = new AbortController();
      const left = new Error('the client left');
      const search = store.search(query, controller.signal);
      setImmediate(() => controller.abort(left));
      const [ended, other] = await Promise.allSettled([search, searchIn(store, 5_000)]);
      if (ended.status === 'rejected') expect(ended.reason).toBe(left);
      expect(other).toEqual({ status: 'fulfilled', value: ['a'] });
    }
  });
});
