import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createMemoryEntryStore,
  createMemoryVectorStore,
  type EntryStore,
  type Follower,
  followEntries,
  type VectorStore,
} from '#cache';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';
import { createMemoryJournal } from '../../contract/fixtures/memory-journal.ts';

const VECTOR = Float32Array.of(1, 0, 0, 0);

describe('an index that follows a shared entry store', () => {
  const clock = createManualClock();
  let shared: EntryStore;
  let vectors: VectorStore;
  let follower: Follower | undefined;
  let states: unknown[];
  const openStore = () =>
    createMemoryEntryStore({
      journal: createMemoryJournal(),
      clock,
      maxEntries: 10_000,
      maxBytes: 1_000_000_000,
    });
  const put = (id: string) => shared.put(makeEntry(id, clock.now(), { vector: VECTOR }));
  /** The store may be exchanged under the follower, as a restart without data does. */
  const follow = () => {
    const entries = {
      changes: (since: number) => shared.changes(since),
      getMany: (keys: readonly string[]) => shared.getMany(keys),
      scan: (...asked: Parameters<EntryStore['scan']>) => shared.scan(...asked),
    };
    const onState = (error: unknown) => states.push(error);
    follower = followEntries({ entries, vectors, dimensions: 4, everyMs: 1, onState });
  };
  const untilIndexed = (count: number) =>
    vi.waitFor(async () => expect(await vectors.count()).toBe(count), { timeout: 5_000, interval: 2 });

  beforeEach(async () => {
    states = [];
    shared = await openStore();
    vectors = createMemoryVectorStore({ dimensions: 4, maxVectors: 10_000, clock });
  });
  afterEach(async () => {
    await follower?.close();
    await shared.close();
  });

  test('begins with everything that is there', async () => {
    for (let i = 0; i < 450; i++) await put(`entry-${i}`); // more than a page
    follow();
    await untilIndexed(450);
  });

  test('takes what others put, and drops what others delete', async () => {
    follow();
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(0));
    await put('a');
    await put('b');
    await untilIndexed(2);
    await shared.delete(['a']);
    await untilIndexed(1);
  });

  test('takes a later state only, when an entry changed several times between two looks', async () => {
    await put('a');
    follow();
    await untilIndexed(1);
    await Promise.all([shared.delete(['a']), put('a'), put('b'), shared.delete(['b'])]);
    await put('c');
    await untilIndexed(2);
  });

  test('reads everything again after a history it cannot go on with', async () => {
    await put('a');
    await put('b');
    follow();
    await untilIndexed(2);
    const lost = shared;
    shared = await openStore();
    await put('c');
    await lost.close();
    await untilIndexed(3); // vectors of lost entries go when a lookup meets them
  });

  test('asks for few entries at a time: many large answers are more than a service gives within its deadline', async () => {
    follow();
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(0));
    const real = shared;
    const asked: number[] = [];
    shared = {
      ...real,
      changes: () => Promise.reject(new Error('away')),
      getMany: (keys) => {
        asked.push(keys.length);
        return real.getMany(keys);
      },
    };
    for (let i = 0; i < 300; i++) await put(`entry-${i}`);
    shared = { ...shared, changes: (since) => real.changes(since) };
    await untilIndexed(300);
    expect(asked.length).toBeGreaterThan(1);
    expect(Math.max(...asked)).toBeLessThanOrEqual(50);
  });

  test('one batch that cannot be had does not hold up what was taken before it', async () => {
    follow();
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(0));
    const real = shared;
    let fails = true;
    const taken: string[] = [];
    shared = { ...real, changes: () => Promise.reject(new Error('away')) };
    for (let i = 0; i < 120; i++) await put(`entry-${i}`);
    shared = {
      ...real,
      getMany: async (keys) => {
        if (fails && keys.includes('entry-119')) throw new Error('too slow');
        taken.push(...keys);
        return real.getMany(keys);
      },
    };
    await vi.waitFor(() =>
      expect(states.filter((state) => state instanceof Error).length).toBeGreaterThan(5),
    );
    fails = false;
    await untilIndexed(120);
    expect(new Set(taken).size).toBe(taken.length); // nothing was read twice
  });

  test('holds the latest of a store that has more than there is room for, and does not read it over and over', async () => {
    vectors = createMemoryVectorStore({ dimensions: 4, maxVectors: 50, clock });
    for (let i = 0; i < 450; i++) await put(`entry-${i}`);
    const real = shared;
    let scans = 0;
    shared = {
      ...real,
      scan: (...asked) => {
        scans++;
        return real.scan(...asked);
      },
    };
    follow();
    await vi.waitFor(() => expect(states.at(-1)).toBeUndefined());
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(3));
    const read = scans;
    await shared.put(makeEntry('late', clock.now(), { vector: VECTOR, answerVector: VECTOR }));
    const held = async () => {
      const query = { tenant: 'team:support', partition: 'team:support/compat', vector: VECTOR };
      const found = await vectors.search({ ...query, limit: 450, floor: 0 }, AbortSignal.timeout(5_000));
      return found.map(({ id }) => id);
    };
    await vi.waitFor(async () => expect(await held()).toContain('late'));
    expect(await held()).toContain('entry-449');
    expect(await held()).not.toContain('entry-0');
    expect(states.every((state) => state === undefined)).toBe(true);
    expect(scans).toBe(read);
  });

  test('asks again while the store is away', async () => {
    const real = shared;
    shared = { ...real, changes: () => Promise.reject(new Error('away')) };
    follow();
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(2));
    expect(states.every((state) => state instanceof Error)).toBe(true);
    shared = real;
    await put('a');
    await untilIndexed(1);
    expect(states.at(-1)).toBeUndefined();
  });
});
