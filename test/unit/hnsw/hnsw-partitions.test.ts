import { describe, expect, test, vi } from 'vitest';
import type { VectorRecord } from '#cache';
import { createVectorSource } from '../../contract/fixtures/vectors.ts';
import { until } from '../../kit/until.ts';
import {
  DIMENSIONS,
  expected,
  nearest,
  never,
  openStore,
  query,
  recordsOf,
  throughIndex,
  withoutHnsw,
} from './hnsw-kit.ts';

const asked = createVectorSource(DIMENSIONS, 99).unit();
/** What the fixture thread dies of, what makes it hang for a while, and what makes it slow. */
const deadly = new Float32Array(DIMENSIONS).with(0, 1);
const numbing = new Float32Array(DIMENSIONS).with(0, -1);
const tiring = new Float32Array(DIMENSIONS).with(1, 1);
const program = new URL('./fixtures/dying-index.thread.ts', import.meta.url);

describe.skipIf(withoutHnsw)(`a partition above the bound${withoutHnsw}`, () => {
  test('is served by an index that finds what the scan finds, with the same similarities', async () => {
    const { store } = openStore();
    const scanned = openStore({ above: 1_000_000 }).store;
    const records = recordsOf(3_000);
    await store.upsert(records);
    await scanned.upsert(records);
    await store.settled();
    const source = createVectorSource(DIMENSIONS, 5);
    for (let i = 0; i < 50; i++) {
      const asking = query(source.unit());
      const found = await throughIndex(store, () => store.search(asking, never));
      expect(found).toEqual(await scanned.search(asking, never));
    }
    expect(scanned.stats().indexSearches).toBe(0);
    expect(store.stats()).toMatchObject({ vectors: 3_000, indexed: 3_000 });
  });

  test('is searched in full at every moment while its index is built, fills and is built again', async () => {
    const { store } = openStore();
    const present = new Map<string, VectorRecord>();
    const source = createVectorSource(DIMENSIONS, 3);
    for (let round = 0; round < 40; round++) {
      const coming = recordsOf(60, { prefix: `${round}-`, seed: round + 1 });
      await store.upsert(coming);
      for (const record of coming) present.set(record.id, record);
      const leaving = [...present.keys()].filter((_, i) => i % 4 === round % 4).slice(0, 45);
      await store.remove(leaving);
      for (const id of leaving) present.delete(id);
      if (round % 8 === 7) await store.settled();
      const vector = source.unit();
      expect(await nearest(store, vector)).toEqual(expected(present.values(), vector));
    }
    await store.settled();
    const found = await throughIndex(store, () => nearest(store, asked));
    expect(found).toEqual(expected(present.values(), asked));
    expect(store.stats().indexSearches).toBeGreaterThan(1);
  });

  test('grows far past the room its graph was made with', async () => {
    const { store } = openStore();
    const records = recordsOf(6_000);
    await store.upsert(records.slice(0, 60));
    await store.settled();
    await store.upsert(records.slice(60));
    await store.settled();
    for (const record of [records[0], records[59], records[60], records[5_999]]) {
      if (!record) throw new Error('no record');
      expect(await throughIndex(store, () => nearest(store, record.vector, 1))).toEqual([record.id]);
    }
  });

  test('of so many that they enter its index by and by: what changes meanwhile is not lost', async () => {
    const { store } = openStore({ above: 4_500 });
    const present = new Map(recordsOf(5_000).map((record) => [record.id, record]));
    await store.upsert([...present.values()]);
    const coming = recordsOf(400, { prefix: 'new', seed: 8 });
    let isSettled = false;
    const settled = store.settled().then(() => {
      isSettled = true;
    });
    while (!isSettled) {
      // Wherever the filling has got to: one goes from either end, another takes its row.
      const [first] = present.keys();
      const last = [...present.keys()].findLast((id) => id.startsWith('r'));
      const record = coming.pop();
      if (record && first !== undefined && last !== undefined) {
        await store.remove([first, last]);
        await store.upsert([record]);
        present.delete(first);
        present.delete(last);
        present.set(record.id, record);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await settled;
    expect(coming.length).toBeLessThan(400);
    const sample = [...present.values()].filter((_, i) => i % 150 === 0 || i > present.size - 10);
    for (const { id, vector } of sample)
      expect(await throughIndex(store, () => nearest(store, vector, 1))).toEqual([id]);
    const [gone] = recordsOf(1);
    expect(await throughIndex(store, () => nearest(store, gone?.vector ?? asked, 1))).not.toEqual(['r0']);
  });

  test('is built again when a quarter is dead, and finds all that lives and nothing that does not', async () => {
    const { store } = openStore();
    const records = recordsOf(2_000);
    await store.upsert(records);
    await store.settled();
    for (let from = 0; from < 1_500; from += 100) {
      await store.remove(records.slice(from, from + 100).map(({ id }) => id));
      await store.settled();
    }
    const living = records.slice(1_500);
    expect(await throughIndex(store, () => nearest(store, asked, 200))).toEqual(expected(living, asked, 200));
  });

  test('that falls well below the bound is scanned again, and indexed again when it has grown', async () => {
    const { store } = openStore();
    const records = recordsOf(200);
    await store.upsert(records);
    await store.settled();
    expect(store.stats().indexed).toBe(200);
    await store.remove(records.slice(20).map(({ id }) => id));
    await store.settled();
    expect(store.stats()).toMatchObject({ vectors: 20, indexed: 0 });
    expect(await nearest(store, asked)).toEqual(expected(records.slice(0, 20), asked));
    await store.upsert(records);
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
  });

  test('[C2] a row that another partition took is found there only', async () => {
    const { store } = openStore();
    const records = recordsOf(400);
    await store.upsert(records);
    await store.settled();
    const moved = records.slice(0, 200).map((record) => ({ ...record, partition: 'q' }));
    await store.upsert(moved);
    const present = [...moved, ...records.slice(200)];
    for (const partition of ['p', 'q']) {
      expect(await nearest(store, asked, 10, partition)).toEqual(expected(present, asked, 10, partition));
    }
    await store.settled();
    for (const partition of ['p', 'q']) {
      expect(await throughIndex(store, () => nearest(store, asked, 10, partition))).toEqual(
        expected(present, asked, 10, partition),
      );
    }
  });

  test('[C2] nor is it found by a search that was under way when the index of the partition went', async () => {
    const { store } = openStore({ program });
    const records = recordsOf(200);
    await store.upsert(records);
    await store.settled();
    const searching = nearest(store, tiring);
    await store.remove(records.slice(10).map(({ id }) => id));
    await until('the index is dropped', () => store.stats().indexed === 0);
    await new Promise((resolve) => setImmediate(resolve));
    await store.remove(records.slice(0, 9).map(({ id }) => id));
    await store.upsert(recordsOf(199, { partition: 'q', prefix: 'q' }));
    expect(await searching).toEqual(['r9']);
  });

  test('[C10] hundreds of expired neighbours shadow no live one', async () => {
    const { store, clock } = openStore({ ef: 20 });
    const source = createVectorSource(DIMENSIONS, 11);
    const record = (id: string, near: number, expiresAt: number): VectorRecord => ({
      id,
      tenant: 't',
      partition: 'p',
      vector: source.near(asked, near),
      expiresAt,
    });
    const soon = clock.now() + 10;
    const far = clock.now() + 1_000_000;
    await store.upsert([
      ...Array.from({ length: 600 }, (_, i) => record(`expired${i}`, 0.95, soon)),
      record('first', 0.9, far),
      record('second', 0.8, far),
      ...Array.from({ length: 50 }, (_, i) => record(`other${i}`, 0, far)),
    ]);
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked, 1))).not.toContain('first');
    clock.advance(10);
    expect(await nearest(store, asked, 2)).toEqual(['first', 'second']);
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked, 2))).toEqual(['first', 'second']);
  });

  test('[C30] an aborted search rejects with its reason at once, though its index still thinks', async () => {
    const { store } = openStore();
    await store.upsert(recordsOf(500));
    await store.settled();
    const controller = new AbortController();
    const reason = new Error('the client left');
    const search = store.search(query(asked), controller.signal);
    controller.abort(reason);
    await expect(search).rejects.toBe(reason);
    expect(await throughIndex(store, () => nearest(store, asked))).toHaveLength(5);
  });

  test('[C30] a search under way when the store closes is an outage, not a miss', async () => {
    const { store } = openStore();
    await store.upsert(recordsOf(500));
    await store.settled();
    const search = store.search(query(asked), never);
    const closing = store.close();
    await expect(search).rejects.toMatchObject({ code: 'vector-store-unavailable', retryable: true });
    await closing;
    await store.close();
  });

  test('a few dozen equal vectors do not hide what lies behind them', async () => {
    const { store } = openStore();
    const records = recordsOf(300);
    const [one] = records;
    if (!one) throw new Error('no record');
    await store.upsert([...records, ...Array.from({ length: 30 }, (_, i) => ({ ...one, id: `copy${i}` }))]);
    await store.settled();
    const found = await throughIndex(store, () => nearest(store, one.vector, 40));
    expect(found.slice(31)).toEqual(expected(records.slice(1), one.vector, 9));
  });
});

describe('without the library', () => {
  test('the scan serves every size, and it is said once', async () => {
    const onMissing = vi.fn();
    const { store } = openStore({ library: 'hnswlib-node-that-is-not-installed', onMissing });
    const records = recordsOf(500);
    await store.upsert(records.slice(0, 100));
    await store.settled();
    await store.upsert(records.slice(100));
    await store.upsert(recordsOf(100, { partition: 'q', prefix: 'q' }));
    await store.settled();
    expect(onMissing).toHaveBeenCalledTimes(1);
    expect(onMissing.mock.calls[0]?.[0]).toMatch(/hnswlib-node-that-is-not-installed/);
    expect(await nearest(store, asked)).toEqual(expected(records, asked));
    expect(store.stats()).toMatchObject({ indexed: 0, indexSearches: 0 });
  });

  test('no thread is started while no partition is large', async () => {
    const onMissing = vi.fn();
    const { store } = openStore({ library: 'hnswlib-node-that-is-not-installed', onMissing });
    await store.upsert(recordsOf(50));
    await store.settled();
    await store.close();
    expect(onMissing).not.toHaveBeenCalled();
  });
});

describe.skipIf(withoutHnsw)(`when the thread dies${withoutHnsw}`, () => {
  test('the search under way and those after it are answered by the scan, then by a new index', async () => {
    const { store, troubles } = openStore({ program });
    const records = recordsOf(400);
    await store.upsert(records);
    await store.settled();
    await throughIndex(store, () => nearest(store, asked));
    expect(await nearest(store, deadly)).toEqual(expected(records, deadly));
    expect(troubles).toEqual([expect.stringContaining('exit code 3')]);
    expect(store.stats().indexed).toBe(0);
    const more = recordsOf(100, { prefix: 'more', seed: 8 });
    await store.upsert(more);
    await store.remove(['r0', 'r1']);
    const present = [...records.slice(2), ...more];
    expect(await nearest(store, asked)).toEqual(expected(present, asked));
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(present, asked));
    expect(store.stats().indexed).toBe(498);
  });

  test('it is started again each time', async () => {
    const { store, troubles } = openStore({ program });
    const records = recordsOf(200);
    await store.upsert(records);
    for (let round = 1; round <= 3; round++) {
      await store.settled();
      await nearest(store, deadly);
      await until(`death ${round}`, () => troubles.length === round);
    }
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
  });
});

describe.skipIf(withoutHnsw)(`when the thread hangs${withoutHnsw}`, () => {
  test('searches are answered by the scan until it speaks again; one that is aborted does not wait', async () => {
    const { store, troubles } = openStore({ program });
    const records = recordsOf(200);
    await store.upsert(records);
    await store.settled();
    const controller = new AbortController();
    const reason = new Error('the deadline');
    const waiting = store.search(query(numbing), never);
    const aborted = store.search(query(asked), controller.signal);
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect((await waiting).map(({ id }) => id)).toEqual(expected(records, numbing));
    expect(await nearest(store, asked)).toEqual(expected(records, asked));
    expect(store.stats().indexSearches).toBe(0);
    await until('the thread speaks', async () => {
      expect(await nearest(store, asked)).toEqual(expected(records, asked));
      return store.stats().indexSearches > 0;
    });
    expect(troubles).toEqual([]);
  });
});
