import { beforeEach, describe, expect, test } from 'vitest';
import {
  createFirstLevel,
  createMemoryEntryStore,
  createMemoryVectorStore,
  type Entry,
  type EntryStore,
  type FirstLevel,
  withFirstLevel,
} from '#cache';
import { idsOf, makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock, type ManualClock } from '../../contract/fixtures/manual-clock.ts';
import { createMemoryJournal } from '../../contract/fixtures/memory-journal.ts';

const STALE_MS = 60_000;
const UNIT = Float32Array.of(1, 0, 0, 0);

describe('the first level before a shared entry store', () => {
  let clock: ManualClock;
  let shared: EntryStore;
  let level: FirstLevel;
  let store: EntryStore;
  /** Keys that the shared store was asked for. */
  let asked: string[];
  let down: boolean;
  const entry = (id: string, changes: Partial<Entry> = {}): Entry =>
    makeEntry(id, clock.now(), { vector: UNIT, ...changes });
  const near = async (partition = 'team:support/compat') =>
    (
      await level.near(
        { tenant: 'team:support', partition, vector: UNIT, limit: 10, floor: 0 },
        5,
        AbortSignal.timeout(5_000),
      )
    ).map(({ entry }) => entry.id);

  const createLevel = (maxEntries = 100, maxBytes = 1_000_000) =>
    createFirstLevel({
      vectors: createMemoryVectorStore({ dimensions: 4, maxVectors: 101, clock }),
      clock,
      maxEntries,
      maxBytes,
      maxStaleMs: STALE_MS,
    });

  beforeEach(async () => {
    clock = createManualClock();
    asked = [];
    down = false;
    const memory = await createMemoryEntryStore({
      journal: createMemoryJournal(),
      clock,
      maxEntries: 1_000,
      maxBytes: 1_000_000_000,
    });
    shared = {
      ...memory,
      getMany: async (keys) => {
        if (down) throw new Error('down');
        asked.push(...keys);
        return memory.getMany(keys);
      },
    };
    level = createLevel();
    store = withFirstLevel(shared, level);
  });

  test('what was written here is found without asking, by id, by key and by meaning', async () => {
    await store.put(entry('a'));
    expect(idsOf(await store.getMany(['a', 'exact:a', 'normalised:a']))).toEqual(['a', 'a', 'a']);
    expect(await near()).toEqual(['a']);
    expect(asked).toEqual([]);
  });

  test('what another process wrote is asked for once', async () => {
    await shared.put(entry('a'));
    expect(idsOf(await store.getMany(['exact:a', 'nothing']))).toEqual(['a', undefined]);
    expect(idsOf(await store.getMany(['a']))).toEqual(['a']);
    expect(asked).toEqual(['exact:a', 'nothing']);
    expect(await near()).toEqual(['a']);
  });

  test('results stay in order when only some are held', async () => {
    await shared.put(entry('b'));
    await store.put(entry('a'));
    expect(idsOf(await store.getMany(['none', 'b', 'a', 'exact:b']))).toEqual([undefined, 'b', 'a', 'b']);
  });

  test('an entry that was removed elsewhere is served for the stated time at most', async () => {
    await store.put(entry('a'));
    await shared.delete(['a']);
    clock.advance(STALE_MS);
    expect(idsOf(await store.getMany(['a']))).toEqual(['a']);
    clock.advance(1);
    expect(await near()).toEqual([]);
    expect(idsOf(await store.getMany(['a']))).toEqual([undefined]);
  });

  test('an entry that was replaced elsewhere is served for the stated time at most', async () => {
    await store.put(entry('a'));
    clock.advance(1);
    await shared.put(entry('a', { question: 'newer' }));
    clock.advance(STALE_MS);
    expect((await store.getMany(['a']))[0]?.question).toBe('newer');
    expect(level.find('a')?.question).toBe('newer');
  });

  test('what the shared store shows again is good for as long again', async () => {
    await store.put(entry('a'));
    clock.advance(STALE_MS + 1);
    await store.getMany(['a']);
    clock.advance(STALE_MS);
    expect(level.find('exact:a')?.id).toBe('a');
    expect(await near()).toEqual(['a']);
  });

  test('while the shared store is down, what is held is served and nothing else is made up', async () => {
    await store.put(entry('a'));
    down = true;
    expect(idsOf(await store.getMany(['a']))).toEqual(['a']);
    expect(await near()).toEqual(['a']);
    await expect(store.getMany(['b'])).rejects.toThrow('down');
    clock.advance(STALE_MS + 1);
    await expect(store.getMany(['a'])).rejects.toThrow('down');
  });

  test('what the shared store refused is not held', async () => {
    store = withFirstLevel({ ...shared, put: () => Promise.reject(new Error('full')) }, level);
    await expect(store.put(entry('a'))).rejects.toThrow('full');
    expect(level.find('a')).toBeUndefined();
  });

  test('what is removed here is gone at once, also when it is being read meanwhile', async () => {
    await shared.put(entry('a'));
    const reading = store.getMany(['a']);
    await store.delete(['a']);
    await reading;
    expect(level.find('a')).toBeUndefined();
    expect(await near()).toEqual([]);
  });

  test('an older version that arrives late does not replace a newer one', async () => {
    const older = entry('a', { question: 'older' });
    clock.advance(5);
    await store.put(entry('a', { question: 'newer' }));
    level.keep(older);
    expect(level.find('a')?.question).toBe('newer');
  });

  test('an expired entry is not served, fresh as its copy may be', async () => {
    await store.put(entry('a', { expiresAt: clock.now() + 10 }));
    clock.advance(10);
    expect(level.find('a')).toBeUndefined();
    expect(await near()).toEqual([]);
  });

  test('the least recently used go when it is full, with their keys and vectors', async () => {
    level = createLevel(2);
    store = withFirstLevel(shared, level);
    await store.put(entry('a'));
    await store.put(entry('b'));
    await store.getMany(['a']);
    await store.put(entry('c'));
    expect(['a', 'b', 'c', 'exact:b'].map((key) => level.find(key)?.id)).toEqual([
      'a',
      undefined,
      'c',
      undefined,
    ]);
    expect((await near()).sort()).toEqual(['a', 'c']);
    expect(level.stats().entries).toBe(2);
  });

  test('an entry larger than everything there is room for is not held', async () => {
    level = createLevel(10, 2_000);
    store = withFirstLevel(shared, level);
    await store.put(entry('a', { bodyBytes: 5_000 }));
    expect(level.find('exact:a')).toBeUndefined();
    expect(await near()).toEqual([]);
  });

  test('an entry that has become larger than that takes its older copy and its vectors with it', async () => {
    const vectors = createMemoryVectorStore({ dimensions: 4, maxVectors: 4, clock });
    level = createFirstLevel({ vectors, clock, maxEntries: 2, maxBytes: 2_000, maxStaleMs: STALE_MS });
    level.keep(entry('a'));
    expect(await vectors.count()).toBe(1);
    level.keep(entry('a', { bodyBytes: 5_000 }));
    expect(level.find('a')).toBeUndefined();
    expect(await vectors.count()).toBe(0);
    await vectors.close();
  });

  test('a vector of another space is left out; its entry is found by key', async () => {
    await store.put(entry('a', { vector: Float32Array.of(1, 0) }));
    expect(level.find('exact:a')?.id).toBe('a');
    expect(await near()).toEqual([]);
  });

  test('[C10] an entry is found by its answer too, once, with both similarities; both vectors go with it', async () => {
    const ask = () =>
      level.near(
        { tenant: 'team:support', partition: 'team:support/compat', vector: UNIT, limit: 10, floor: 0.4 },
        5,
        AbortSignal.timeout(5_000),
      );
    await store.put(entry('a', { vector: Float32Array.of(0, 1, 0, 0) }));
    expect(await ask()).toEqual([]);
    await store.put(entry('a', { vector: Float32Array.of(0, 1, 0, 0), answerVector: UNIT }));
    await store.put(entry('b', { answerVector: UNIT }));
    expect(
      (await ask()).map(({ entry, similarity, answerSimilarity }) => [
        entry.id,
        similarity,
        answerSimilarity,
      ]),
    ).toEqual([
      ['b', 1, 1],
      ['a', 0, 1],
    ]);
    await store.delete(['a', 'b']);
    expect(await ask()).toEqual([]);
    await store.put(entry('a', { vector: Float32Array.of(0, 1, 0, 0) }));
    expect(await ask()).toEqual([]);
  });
});
