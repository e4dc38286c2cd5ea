import { afterEach, describe, expect, test, vi } from 'vitest';
import type { VectorRecord } from '#cache';
import { createMemoryVectorStore } from '../../cache/vectors/memory-vector-store.ts';
import { createManualClock } from '../contract/fixtures/manual-clock.ts';
import { createVectorSource, dot64 } from '../contract/fixtures/vectors.ts';

const never = new AbortController().signal;
const FOREVER = Number.MAX_SAFE_INTEGER;

const createStore = (dimensions: number, maxVectors = 100_000) =>
  createMemoryVectorStore({ dimensions, maxVectors, clock: createManualClock() });

const recordsOf = (
  count: number,
  dimensions: number,
  { partition = 'p', prefix = 'r', seed = 7 } = {},
): VectorRecord[] => {
  const source = createVectorSource(dimensions, seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    tenant: 't',
    partition,
    vector: source.unit(),
    expiresAt: FOREVER,
  }));
};

const withoutWebAssembly = <T>(act: () => T): T => {
  vi.stubGlobal('WebAssembly', undefined);
  try {
    return act();
  } finally {
    vi.unstubAllGlobals();
  }
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  ['WebAssembly', <T>(act: () => T) => act()],
  ['JavaScript', withoutWebAssembly],
])('the scan in %s', (_, platform) => {
  test.each([1, 3, 4, 15, 16, 17, 64, 384, 1_000])(
    'every one of 300 similarities in %i dimensions is that of double precision to 1e-5',
    async (dimensions) => {
      const store = platform(() => createStore(dimensions));
      const records = recordsOf(300, dimensions);
      await store.upsert(records);
      const vector = createVectorSource(dimensions, 99).unit();
      const found = await store.search({ tenant: 't', partition: 'p', vector, limit: 300, floor: -1 }, never);
      expect(found).toHaveLength(300);
      const exact = new Map(records.map((record) => [record.id, dot64(vector, record.vector)]));
      for (const { id, similarity } of found) {
        expect(Math.abs(similarity - (exact.get(id) ?? Number.NaN))).toBeLessThan(1e-5);
      }
    },
  );

  test('rows survive the memory growing many times, and a partition of several chunks is searched to its end', async () => {
    const store = platform(() => createStore(32));
    const records = recordsOf(5_000, 32);
    const sizes = new Set<number>();
    for (let from = 0; from < records.length; from += 100) {
      await store.upsert(records.slice(from, from + 100));
      sizes.add(store.stats().bytes);
    }
    expect(sizes.size).toBeGreaterThan(4);
    for (const { id, vector } of [
      ...records.slice(0, 3),
      ...records.slice(2_046, 2_051),
      ...records.slice(-3),
    ]) {
      const [nearest] = await store.search(
        { tenant: 't', partition: 'p', vector, limit: 1, floor: 0.99 },
        never,
      );
      expect(nearest?.id).toBe(id);
    }
  });
});

describe('the vectors in memory', () => {
  test('rows of removed vectors are used again: the memory stays as it is', async () => {
    const store = createStore(64);
    await store.upsert(recordsOf(1_000, 64, { prefix: 'first' }));
    const { bytes } = store.stats();
    for (let round = 0; round < 20; round++) {
      await store.remove(
        recordsOf(1_000, 64, { prefix: round === 0 ? 'first' : `round${round - 1}-` }).map(({ id }) => id),
      );
      await store.upsert(
        recordsOf(1_000, 64, { prefix: `round${round}-`, seed: round, partition: `p${round}` }),
      );
    }
    expect(store.stats()).toMatchObject({ vectors: 1_000, partitions: 1, bytes });
    const [record] = recordsOf(1, 64, { seed: 19 });
    if (!record) throw new Error('no record');
    const query = { tenant: 't', partition: 'p19', vector: record.vector, limit: 1, floor: 0 };
    expect(await store.search(query, never)).toEqual([{ id: 'round19-0', similarity: expect.closeTo(1, 5) }]);
  });

  test('a partition that is emptied leaves nothing behind, whether its records were removed or moved', async () => {
    const store = createStore(8);
    for (let i = 0; i < 1_000; i++) {
      const [record] = recordsOf(1, 8, { partition: `p${i}` });
      await store.upsert(record ? [record] : []);
    }
    expect(store.stats()).toMatchObject({ vectors: 1, partitions: 1 });
    await store.remove(['r0']);
    expect(store.stats()).toMatchObject({ vectors: 0, partitions: 0 });
  });

  test('[C23] one vector too many is refused, unless expired ones can make room', async () => {
    const clock = createManualClock();
    const store = createMemoryVectorStore({ dimensions: 8, maxVectors: 3, clock });
    const [a, b, c, d] = recordsOf(4, 8).map((record) => ({ ...record, expiresAt: clock.now() + 1_000 }));
    if (!a || !b || !c || !d) throw new Error('no records');
    await store.upsert([a, { ...b, expiresAt: clock.now() + 10 }, c]);
    await expect(store.upsert([d])).rejects.toMatchObject({ code: 'vector-store-unavailable' });
    await store.upsert([{ ...a, partition: 'other' }]); // replacing needs no room
    clock.advance(10);
    await store.upsert([d]);
    expect(await store.count()).toBe(3);
    await expect(store.upsert([b])).rejects.toMatchObject({ code: 'vector-store-unavailable' });
  });

  test('a vector that nobody normalised is refused', async () => {
    const store = createStore(4);
    const vector = Float32Array.from([1, 1, 0, 0]);
    const record = { id: 'a', tenant: 't', partition: 'p', vector, expiresAt: FOREVER };
    await expect(store.upsert([record])).rejects.toMatchObject({ code: 'vector-invalid' });
    await expect(store.upsert([{ ...record, vector: new Float32Array(4) }])).rejects.toMatchObject({
      code: 'vector-invalid',
    });
  });

  test('of one batch with a bad vector nothing is stored', async () => {
    const store = createStore(8);
    const [good, bad] = recordsOf(2, 8);
    if (!good || !bad) throw new Error('no records');
    await expect(store.upsert([good, { ...bad, vector: bad.vector.with(0, Number.NaN) }])).rejects.toThrow();
    expect(await store.count()).toBe(0);
  });

  test('without WebAssembly SIMD it says so once and serves', async () => {
    const onSlowScan = vi.fn();
    const options = { dimensions: 4, maxVectors: 10, clock: createManualClock(), onSlowScan };
    const store = withoutWebAssembly(() => createMemoryVectorStore(options));
    await store.upsert(recordsOf(2, 4));
    await store.upsert(recordsOf(2, 4));
    expect(onSlowScan).toHaveBeenCalledTimes(1);
    createMemoryVectorStore(options);
    expect(onSlowScan).toHaveBeenCalledTimes(1);
  });

  test('a bound that no memory can hold is refused at once', () => {
    expect(() => createStore(384, 100_000_000)).toThrow(/100000000 vectors of 384 dimensions/);
  });
});
