import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordIdsOf, recordsOf, type VectorQuery, type VectorRecord, type VectorStore } from '#cache';
import type { Clock } from '#core';
import { readRecordId } from '../../cache/vectors/entry-records.ts';
import { createManualClock, type ManualClock } from './fixtures/manual-clock.ts';
import { createVectorSource, dot64 } from './fixtures/vectors.ts';

export interface VectorStoreSetup {
  readonly clock: Clock;
  readonly dimensions: number;
}

export interface VectorStoreHarness {
  readonly store: VectorStore;
  readonly dispose: () => Promise<void>;
}

const DIMENSIONS = 24;
const FOREVER = Number.MAX_SAFE_INTEGER;

/** What every `VectorStore` promises. One line per adapter: `vectorStoreContract('Weaviate', open)`. */
export function vectorStoreContract(
  adapter: string,
  open: (setup: VectorStoreSetup) => Promise<VectorStoreHarness>,
): void {
  describe(`${adapter} as VectorStore`, () => {
    const source = createVectorSource(DIMENSIONS);
    const asked = source.unit();
    const never = new AbortController().signal;
    let clock: ManualClock;
    let harness: VectorStoreHarness;
    let store: VectorStore;
    /** A record whose similarity to `asked` is `similarity`. */
    const record = (id: string, similarity: number, changes: Partial<VectorRecord> = {}): VectorRecord => ({
      id,
      tenant: 't',
      partition: 'p',
      vector: source.near(asked, similarity),
      expiresAt: FOREVER,
      ...changes,
    });
    const search = (changes: Partial<VectorQuery> = {}) =>
      store.search({ tenant: 't', partition: 'p', vector: asked, limit: 5, floor: -1, ...changes }, never);
    const idsNear = async (changes?: Partial<VectorQuery>) => (await search(changes)).map(({ id }) => id);

    beforeEach(async () => {
      clock = createManualClock();
      harness = await open({ clock, dimensions: DIMENSIONS });
      store = harness.store;
    });
    afterEach(() => harness.dispose());

    test('[C10] the nearest come first, with their cosine, at most as many as asked for', async () => {
      const records = [0.3, 0.9, -0.5, 0.7, 0.1, 0.5].map((near) => record(`at ${near}`, near));
      await store.upsert(records);
      const found = await search({ limit: 4 });
      expect(found.map(({ id }) => id)).toEqual(['at 0.9', 'at 0.7', 'at 0.5', 'at 0.3']);
      for (const { id, similarity } of found) {
        const vector = records.find((one) => one.id === id)?.vector ?? asked;
        expect(similarity).toBeCloseTo(dot64(asked, vector), 4);
      }
      expect(await idsNear({ limit: 0 })).toEqual([]);
    });

    test('similarity is cosine in [-1, 1]: the vector itself is 1, its opposite -1', async () => {
      await store.upsert([
        record('same', 1, { vector: asked }),
        record('opposite', 1, { vector: asked.map((value) => -value) }),
      ]);
      const [same, opposite] = await search();
      expect(same).toMatchObject({ id: 'same', similarity: expect.closeTo(1, 4) });
      expect(opposite).toMatchObject({ id: 'opposite', similarity: expect.closeTo(-1, 4) });
      for (const found of [same, opposite]) expect(Math.abs(found?.similarity ?? 2)).toBeLessThanOrEqual(1);
    });

    test('neighbours below the floor are left out', async () => {
      await store.upsert([0.9, 0.6, 0.2].map((near) => record(`at ${near}`, near)));
      expect(await idsNear({ floor: 0.5 })).toEqual(['at 0.9', 'at 0.6']);
      expect(await idsNear({ floor: 0.95 })).toEqual([]);
    });

    test('[C2] never a record of another partition, however near', async () => {
      await store.upsert([
        record('mine', 0.1),
        record('theirs', 1, { partition: 'q', vector: asked }),
        record('prefix', 1, { partition: 'p2', vector: asked }),
        record('empty', 1, { partition: '', vector: asked }),
      ]);
      expect(await idsNear()).toEqual(['mine']);
      expect(await idsNear({ partition: 'q' })).toEqual(['theirs']);
      expect(await idsNear({ partition: 'nobody' })).toEqual([]);
    });

    test('[C10] an expired record is never a candidate and does not shadow a live one', async () => {
      const expired = Array.from({ length: 20 }, (_, i) =>
        record(`expired${i}`, 0.99, { expiresAt: clock.now() + 10 }),
      );
      await store.upsert([
        ...expired,
        record('live', 0.5),
        record('edge', 0.7, { expiresAt: clock.now() + 11 }),
      ]);
      expect(await idsNear({ limit: 1 })).not.toEqual(['live']);
      clock.advance(10);
      expect(await idsNear({ limit: 2 })).toEqual(['edge', 'live']);
      clock.advance(1);
      expect(await idsNear({ limit: 2 })).toEqual(['live']);
    });

    test('[C10] question and answer of an entry are records of their own, found apart and removed together', async () => {
      const expiresAt = clock.now() + 10;
      const place = { tenant: 't', partition: 'p', expiresAt };
      const both = (id: string, question: number, answer: number) =>
        recordsOf({
          ...{ id, ...place },
          vector: source.near(asked, question),
          answerVector: source.near(asked, answer),
        });
      await store.upsert([...both('a', 0.3, 0.9), ...both('b', 0.6, 0.5), record('c', 0.1)]);
      expect((await idsNear()).map(readRecordId)).toEqual([
        { entryId: 'a', of: 'answer' },
        { entryId: 'b', of: 'question' },
        { entryId: 'b', of: 'answer' },
        { entryId: 'a', of: 'question' },
        { entryId: 'c', of: 'question' },
      ]);
      expect(await idsNear({ partition: 'q' })).toEqual([]);
      await store.remove(recordIdsOf(['a', 'c']), 't'); // c has no answer
      expect((await idsNear()).map((id) => readRecordId(id).entryId)).toEqual(['b', 'b']);
      clock.advance(10);
      expect(await idsNear()).toEqual([]);
    });

    test('[C22] an upsert is idempotent and replaces by id', async () => {
      await store.upsert([record('a', 0.2), record('b', 0.5)]);
      await store.upsert([record('a', 0.9)]);
      await store.upsert([record('a', 0.9), record('a', 0.8)]);
      const found = await search();
      expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(found[0]?.similarity).toBeCloseTo(0.8, 2);
      expect(await store.count()).toBe(2);
    });

    test('[C2] a record that moves to another partition leaves the one it was in', async () => {
      await store.upsert([record('a', 0.9), record('b', 0.5)]);
      await store.upsert([record('a', 0.9, { partition: 'q' })]);
      expect(await idsNear()).toEqual(['b']);
      expect(await idsNear({ partition: 'q' })).toEqual(['a']);
      expect([await store.count('p'), await store.count('q'), await store.count()]).toEqual([1, 1, 2]);
    });

    test('a replaced record has the new expiry', async () => {
      await store.upsert([record('a', 0.9, { expiresAt: clock.now() + 10 })]);
      await store.upsert([record('a', 0.9, { expiresAt: clock.now() + 100 })]);
      clock.advance(10);
      expect(await idsNear()).toEqual(['a']);
    });

    test('removed records are not found; removing an unknown id is not an error', async () => {
      await store.upsert([record('a', 0.9), record('b', 0.5), record('c', 0.3)]);
      await store.remove(['a', 'nobody', 'c']);
      await store.remove(['a']);
      await store.remove([]);
      expect(await idsNear()).toEqual(['b']);
      expect(await store.count('p')).toBe(1);
    });

    test('[C2] tenants do not meet: one without records has no candidates, and removal finds the tenant by itself', async () => {
      const mine = { tenant: 'key:mine', partition: 'mine' };
      const theirs = { tenant: 'key:theirs', partition: 'theirs' };
      await store.upsert([
        record('a', 0.9, mine),
        record('b', 0.8, theirs),
        record('c', 0.7, mine),
        record('d', 0.6, theirs),
      ]);
      expect(await idsNear(mine)).toEqual(['a', 'c']);
      expect(await idsNear(theirs)).toEqual(['b', 'd']);
      expect(await idsNear({ tenant: 'key:nobody', partition: 'nobody' })).toEqual([]);
      expect([await store.count('mine'), await store.count()]).toEqual([2, 4]);
      await store.remove(['a', 'b', 'nobody']);
      await store.remove(['c', 'nobody'], 'key:mine');
      await store.remove(['a'], 'key:nobody');
      expect([await idsNear(mine), await idsNear(theirs)]).toEqual([[], ['d']]);
    });

    test('the right neighbours among thousands that come, go and move', async () => {
      const present = new Map<string, VectorRecord>();
      for (let round = 0; round < 6; round++) {
        const records = Array.from({ length: 500 }, (_, i) => ({
          ...record(`r${(round * 311 + i) % 1_500}`, source.random() * 1.8),
          partition: source.random() < 0 ? 'p' : 'q',
        }));
        await store.upsert(records);
        for (const one of records) present.set(one.id, one);
        const leaving = [...present.keys()].filter((_, i) => i % 5 === round % 5);
        await store.remove(leaving);
        for (const id of leaving) present.delete(id);
      }
      for (const partition of ['p', 'q']) {
        const expected = [...present.values()]
          .filter((one) => one.partition === partition)
          .map(({ id, vector }) => ({
            id,
            similarity: expect.closeTo(dot64(asked, vector), 4) as number,
            vector,
          }))
          .toSorted((a, b) => dot64(asked, b.vector) - dot64(asked, a.vector))
          .map(({ id, similarity }) => ({ id, similarity }));
        expect(await store.count(partition)).toBe(expected.length);
        expect(await search({ partition, limit: 5 })).toEqual(expected.slice(0, 5));
      }
    });

    test.each([
      ['too short', () => asked.slice(1)],
      ['too long', () => Float32Array.from([...asked, 0])],
      ['empty', () => new Float32Array(0)],
      ['with NaN', () => asked.with(3, Number.NaN)],
      ['with infinity', () => asked.with(3, Number.POSITIVE_INFINITY)],
    ])('a vector %s is refused, stored or asked', async (_, broken) => {
      await store.upsert([record('a', 0.9)]);
      await expect(store.upsert([record('b', 0.9, { vector: broken() })])).rejects.toThrow();
      await expect(search({ vector: broken() })).rejects.toThrow();
      expect(await idsNear()).toEqual(['a']);
    });

    test('[C30] an aborted search rejects with the reason of the signal; it is not a miss', async () => {
      const reason = new Error('the client left');
      const query = { tenant: 't', partition: 'p', vector: asked, limit: 5, floor: -1 };
      await expect(store.search(query, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test('[C30] a closed store rejects; it never answers that nothing is there', async () => {
      await store.upsert([record('a', 0.9)]);
      await store.check();
      await store.close();
      await expect(search()).rejects.toMatchObject({ retryable: true });
      await expect(store.upsert([record('b', 0.9)])).rejects.toMatchObject({ retryable: true });
      await expect(store.remove(['a'])).rejects.toMatchObject({ retryable: true });
      await expect(store.count()).rejects.toMatchObject({ retryable: true });
      await expect(store.check()).rejects.toMatchObject({ retryable: true });
    });
  });
}
