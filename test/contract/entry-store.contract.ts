import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry, EntryFilter, EntryStore } from '#cache';
import type { Clock } from '#core';
import { bitsOf, DAY, idsOf, makeEntry } from './fixtures/entries.ts';
import { createManualClock, type ManualClock } from './fixtures/manual-clock.ts';

export interface EntryStoreSetup {
  readonly clock: Clock;
  readonly maxEntries: number;
}

export interface EntryStoreHarness {
  readonly store: EntryStore;
  /** Closes the store and opens another on what it left, as a restart does. */
  readonly reopen: () => Promise<EntryStore>;
  readonly dispose: () => Promise<void>;
}

/** What every `EntryStore` promises. One line per adapter: `entryStoreContract('Redis', open)`. */
export function entryStoreContract(
  adapter: string,
  open: (setup: EntryStoreSetup) => Promise<EntryStoreHarness>,
): void {
  describe(`${adapter} as EntryStore`, () => {
    let clock: ManualClock;
    let harness: EntryStoreHarness;
    let store: EntryStore;
    const entry = (id: string, changes?: Partial<Entry>): Entry => makeEntry(id, clock.now(), changes);
    const putAll = (...ids: string[]) => Promise.all(ids.map((id) => store.put(entry(id))));
    const find = async (...keys: string[]) => idsOf(await store.getMany(keys));
    const scanAll = async (filter: EntryFilter = {}) => (await pages(filter)).flat();
    const pages = async (filter: EntryFilter): Promise<Entry[][]> => {
      const found: Entry[][] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await store.scan(filter, cursor);
        found.push([...page.entries]);
        cursor = page.cursor;
        if (cursor === undefined) return found;
      }
    };

    beforeEach(async () => {
      clock = createManualClock();
      harness = await open({ clock, maxEntries: 1_000 });
      store = harness.store;
    });
    afterEach(() => harness.dispose());

    test('[C1] an entry is found by its id and by every key it carries: one result per key, in order', async () => {
      await putAll('a', 'b');
      expect(await find('exact:b', 'nothing', 'a', 'normalised:a', 'b', 'b')).toEqual([
        'b',
        undefined,
        'a',
        'a',
        'b',
        'b',
      ]);
      expect(await find()).toEqual([]);
    });

    test('[C22] `has` tells what is stored and fresh, by id only, in order', async () => {
      await Promise.all([putAll('a', 'b'), store.put(entry('short', { expiresAt: clock.now() + 1 }))]);
      await store.delete(['b']);
      clock.advance(1);
      expect(await store.has(['short', 'a', 'b', 'exact:a'])).toEqual([false, true, false, false]);
      expect(await store.has([])).toEqual([]);
    });

    test('[C25] every field comes back as it was put, unknown ones of the answer and the bits of the vector too', async () => {
      const full = entry('full', {
        body: { id: 'x', later_field: { nested: [null, 1.5, 'é', {}] }, choices: [{ index: 0 }] },
        vector: Float32Array.from([-0, 0.1, 1e-45, 3.4e38]),
      });
      const bare = entry('bare', {
        vector: undefined,
        question: '',
        costNanos: undefined,
        usage: { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined },
        tags: [],
      });
      await Promise.all([store.put(full), store.put(bare)]);
      const found = await store.getMany(['full', 'bare']);
      expect(found).toEqual([full, bare]);
      expect(bitsOf(found[0]?.vector)).toEqual(bitsOf(full.vector));
    });

    test("[C10] an answer's vector comes with a later put, lasts, and goes with an answer that has none", async () => {
      const answerVector = Float32Array.from([0.5, -0.5, -0, 1e-45]);
      await store.put(entry('a'));
      await store.put(entry('a', { answerVector }));
      const found = async (from: EntryStore) => [
        (await from.getMany(['exact:a']))[0],
        (await from.scan({})).entries[0],
      ];
      for (const one of await found(store)) expect(bitsOf(one?.answerVector)).toEqual(bitsOf(answerVector));
      store = await harness.reopen();
      for (const one of await found(store)) expect(one).toEqual(entry('a', { answerVector }));
      await store.put(entry('a'));
      for (const one of await found(store)) expect(one).toEqual(entry('a'));
      store = await harness.reopen();
      for (const one of await found(store)) expect(one?.answerVector).toBeUndefined();
    });

    test('[C22] a put is idempotent by id and replaces: keys that are no longer carried find nothing', async () => {
      await store.put(entry('a', { keys: ['old', 'kept'], question: 'first' }));
      await store.put(entry('a', { keys: ['kept', 'new'], question: 'second' }));
      await store.put(entry('a', { keys: ['kept', 'new'], question: 'second' }));
      expect(await find('old', 'kept', 'new')).toEqual([undefined, 'a', 'a']);
      expect((await scanAll()).map(({ question }) => question)).toEqual(['second']);
    });

    test('a key that two entries carry belongs to the one put last', async () => {
      await store.put(entry('a', { keys: ['shared'] }));
      await store.put(entry('b', { keys: ['shared'] }));
      expect(await find('shared')).toEqual(['b']);
      await store.put(entry('a', { keys: ['shared'] }));
      expect(await find('shared', 'b')).toEqual(['a', 'b']);
    });

    test('a put that has resolved is found', async () => {
      for (let i = 0; i < 20; i++) {
        await store.put(entry(`e${i}`));
        expect(await find(`exact:e${i}`)).toEqual([`e${i}`]);
      }
    });

    test('[C23] an entry is never found at or after its expiry, and hits do not put it off', async () => {
      await store.put(entry('a', { expiresAt: clock.now() + 1_000 }));
      clock.advance(999);
      expect(await find('a', 'exact:a')).toEqual(['a', 'a']);
      clock.advance(1);
      expect(await find('a', 'exact:a')).toEqual([undefined, undefined]);
      expect(await scanAll()).toEqual([]);
    });

    test('an entry that was put again after it expired is found', async () => {
      await store.put(entry('a', { expiresAt: clock.now() + 10 }));
      clock.advance(10);
      await store.put(entry('a'));
      expect(await find('exact:a')).toEqual(['a']);
    });

    test('a deleted entry is not found; deleting an unknown id is not an error', async () => {
      await putAll('a', 'b', 'c');
      await store.delete(['a', 'nobody', 'c']);
      await store.delete([]);
      expect(await find('a', 'exact:a', 'b', 'c')).toEqual([undefined, undefined, 'b', undefined]);
      expect(idsOf(await scanAll())).toEqual(['b']);
    });

    test('[C33] a scan finds by partition, tenant, tag and age, and by all of them at once', async () => {
      await store.put(entry('a', { partition: 'p1', tenant: 't1', tags: ['x'] }));
      clock.advance(10);
      await store.put(entry('b', { partition: 'p1', tenant: 't2', tags: ['x', 'y'] }));
      clock.advance(10);
      await store.put(entry('c', { partition: 'p2', tenant: 't1', tags: [] }));
      const found = async (filter: EntryFilter) => idsOf(await scanAll(filter)).join('');
      expect(await found({})).toBe('abc');
      expect(await found({ partition: 'p1' })).toBe('ab');
      expect(await found({ tenant: 't1' })).toBe('ac');
      expect(await found({ tag: 'y' })).toBe('b');
      expect(await found({ tag: 'X' })).toBe('');
      expect(await found({ before: clock.now() })).toBe('ab');
      expect(await found({ before: clock.now() - 10 })).toBe('a');
      expect(await found({ partition: 'p1', tenant: 't1', tag: 'x', before: clock.now() })).toBe('a');
    });

    test('[C33] a scan of many pages shows every entry once, oldest first', async () => {
      const ids = Array.from({ length: 650 }, (_, i) => `e${i}`);
      await putAll(...ids);
      const found = await pages({});
      expect(found.length).toBeGreaterThan(1);
      expect(idsOf(found.flat())).toEqual(ids);
    });

    test('[C33] a scan shows entries that were there throughout exactly once, whatever comes and goes', async () => {
      const ids = Array.from({ length: 600 }, (_, i) => `e${i}`);
      await putAll(...ids);
      const seen: (string | undefined)[] = [];
      const gone = new Set<string>();
      for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page++) {
        const found = await store.scan({}, cursor);
        seen.push(...idsOf(found.entries));
        cursor = found.cursor;
        if (page >= 3) continue;
        const leaving = [`e${page * 7}`, `e${599 - page}`];
        await store.delete(leaving);
        for (const id of leaving) gone.add(id);
        await putAll(`new${page}`);
      }
      const stayed = ids.filter((id) => !gone.has(id));
      expect(seen.filter((id) => id !== undefined && stayed.includes(id))).toEqual(stayed);
      expect(new Set(seen).size).toBe(seen.length);
    });

    test('changes are ordered and complete: each put and delete since, none before', async () => {
      await store.put(entry('a'));
      await store.put(entry('b'));
      await store.delete(['a']);
      const all = await store.changes(0);
      expect(all.map(({ type, id }) => `${type} ${id}`)).toEqual(['put a', 'put b', 'delete a']);
      const sequences = all.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      expect(new Set(sequences).size).toBe(3);
      expect(await store.changes(sequences[0] ?? 0)).toEqual(all.slice(1));
      expect(await store.changes(sequences[2] ?? 0)).toEqual([]);
    });

    test('after a restart everything is there: entries, keys, vectors to the bit, what was deleted is not', async () => {
      const kept = Array.from({ length: 300 }, (_, i) =>
        entry(`e${i}`, { vector: Float32Array.from({ length: 8 }, (_, d) => Math.sin(i * 8 + d)) }),
      );
      await Promise.all([...kept, entry('deleted')].map((one) => store.put(one)));
      await store.put(entry('shared-1', { keys: ['shared'] }));
      await store.put(entry('shared-2', { keys: ['shared'] }));
      await store.delete(['deleted']);
      store = await harness.reopen();
      const found = await store.getMany(kept.map(({ id }) => `exact:${id}`));
      expect(found).toEqual(kept);
      expect(found.map((one) => bitsOf(one?.vector))).toEqual(kept.map((one) => bitsOf(one.vector)));
      expect(await find('deleted', 'exact:deleted', 'shared')).toEqual([undefined, undefined, 'shared-2']);
      expect(idsOf(await scanAll())).toEqual([...idsOf(kept), 'shared-1', 'shared-2']);
    });

    test('after a restart sequences go on', async () => {
      await putAll('a', 'b');
      const last = (await store.changes(0)).at(-1)?.sequence ?? 0;
      store = await harness.reopen();
      await store.put(entry('c'));
      const [change] = await store.changes(last);
      expect(change).toMatchObject({ type: 'put', id: 'c' });
      expect(change?.sequence).toBeGreaterThan(last);
    });

    test('[C23] what expired while the store was down is not there after a restart', async () => {
      await store.put(entry('a', { expiresAt: clock.now() + 10 }));
      await store.put(entry('b', { expiresAt: clock.now() + DAY }));
      clock.advance(10);
      store = await harness.reopen();
      expect(await find('a', 'b')).toEqual([undefined, 'b']);
      expect(idsOf(await scanAll())).toEqual(['b']);
    });

    test('check resolves while it serves', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });

    test('[C30] a closed store rejects; it never answers that nothing is there', async () => {
      await store.put(entry('a'));
      await store.close();
      await expect(store.getMany(['a'])).rejects.toMatchObject({ retryable: true });
      await expect(store.getMany(['nothing'])).rejects.toMatchObject({ retryable: true });
      await expect(store.put(entry('b'))).rejects.toMatchObject({ retryable: true });
      await expect(store.delete(['a'])).rejects.toMatchObject({ retryable: true });
      await expect(store.scan({})).rejects.toMatchObject({ retryable: true });
      await expect(store.changes(0)).rejects.toMatchObject({ retryable: true });
      await expect(store.check()).rejects.toMatchObject({ retryable: true });
    });
  });

  describe(`${adapter} as EntryStore with room for ten entries`, () => {
    let clock: ManualClock;
    let harness: EntryStoreHarness;
    beforeEach(async () => {
      clock = createManualClock();
      harness = await open({ clock, maxEntries: 10 });
    });
    afterEach(() => harness.dispose());

    test('[C23] it never holds more, the entry just put is always there, and evictions are changes', async () => {
      const { store } = harness;
      for (let i = 0; i < 40; i++) {
        await store.put(makeEntry(`e${i}`, clock.now()));
        expect(idsOf(await store.getMany([`e${i}`]))).toEqual([`e${i}`]);
      }
      const held = new Set<string>();
      for (const { type, id } of await store.changes(0)) {
        if (type === 'put') held.add(id);
        else held.delete(id);
      }
      const ids = idsOf((await store.scan({})).entries);
      expect(ids).toHaveLength(10);
      expect([...held]).toEqual(ids);
      const reopened = await harness.reopen();
      expect(idsOf((await reopened.scan({})).entries)).toEqual(ids);
    });

    test('[C23] many puts at once end within the bound too', async () => {
      const { store } = harness;
      await Promise.all(Array.from({ length: 100 }, (_, i) => store.put(makeEntry(`e${i}`, clock.now()))));
      expect((await store.scan({})).entries).toHaveLength(10);
      expect(idsOf(await store.getMany(['e99']))).toEqual(['e99']);
    });
  });
}
