import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry } from '#cache';
import { GatewayError } from '#core';
import { entryBytes } from '../../cache/entries/catalogue.ts';
import type { EntryJournal } from '../../cache/entries/entry-journal.ts';
import {
  createMemoryEntryStore,
  type MemoryEntryStore,
  type MemoryEntryStoreOptions,
} from '../../cache/entries/memory-entry-store.ts';
import { idsOf, makeEntry } from '../contract/fixtures/entries.ts';
import { createManualClock, type ManualClock } from '../contract/fixtures/manual-clock.ts';
import { createMemoryJournal, type MemoryJournal } from '../contract/fixtures/memory-journal.ts';

describe('the entry store in memory', () => {
  let clock: ManualClock;
  let journal: MemoryJournal;
  let store: MemoryEntryStore;
  let evicted: string[];
  const reopen = async (options: Partial<MemoryEntryStoreOptions> = {}): Promise<void> => {
    await store?.close();
    store = await createMemoryEntryStore({
      journal,
      clock,
      maxEntries: 1_000,
      maxBytes: 1_000_000_000,
      onEvict: (ids) => evicted.push(...ids),
      ...options,
    });
  };
  const entry = (id: string, changes?: Partial<Entry>): Entry => makeEntry(id, clock.now(), changes);
  const put = (...ids: string[]) => Promise.all(ids.map((id) => store.put(entry(id))));
  const find = async (...keys: string[]) => idsOf(await store.getMany(keys));
  const outage = new GatewayError({ code: 'out', status: 503, retryable: true, publicMessage: 'out' });

  beforeEach(async () => {
    clock = createManualClock();
    journal = createMemoryJournal();
    evicted = [];
    await reopen();
  });
  afterEach(async () => {
    journal.failWith(undefined);
    await store.close();
  });

  test('a lookup that finds nothing never asks the journal, nor does one of recently used entries', async () => {
    await put('a');
    journal.failWith(outage);
    for (let i = 0; i < 100; i++) expect(await find(`nothing${i}`, 'a')).toEqual([undefined, 'a']);
    expect(journal.asked.read).toBe(0);
  });

  test('many who ask at once for answers that are not in memory cost one read', async () => {
    await put('a', 'b', 'c');
    await reopen();
    const answers = await Promise.all([
      find('a', 'b'),
      find('a', 'normalised:a'),
      find('c'),
      find('exact:a'),
    ]);
    expect(answers).toEqual([['a', 'b'], ['a', 'a'], ['c'], ['a']]);
    expect(journal.asked.read).toBe(1);
    await find('a', 'b', 'c');
    expect(journal.asked.read).toBe(1);
  });

  describe('while an answer is read from the journal', () => {
    let arrive: () => void;
    beforeEach(async () => {
      await store.put(entry('a', { expiresAt: clock.now() + 1_000, question: 'old' }));
      const read: EntryJournal['read'] = async (ids) => {
        const rows = await journal.read(ids);
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
        return rows;
      };
      await reopen({ journal: { ...journal, read } });
    });
    test('[C33] it is deleted: it is not served any more', async () => {
      const found = store.getMany(['a']);
      await new Promise(setImmediate);
      await store.delete(['a']);
      arrive();
      expect(await found).toEqual([undefined]);
    });

    test('[C23] it expires: it is not served any more', async () => {
      const found = store.getMany(['a']);
      await new Promise(setImmediate);
      clock.advance(1_000);
      arrive();
      expect(await found).toEqual([undefined]);
    });

    test('others who ask for it wait for the same read', async () => {
      const found = [store.getMany(['a'])];
      await new Promise(setImmediate);
      found.push(store.getMany(['exact:a']));
      await new Promise(setImmediate);
      arrive();
      expect((await Promise.all(found)).map(idsOf)).toEqual([['a'], ['a']]);
      expect(journal.asked.read).toBe(1);
    });

    test('[C22] it is replaced: the new one is served', async () => {
      const found = store.getMany(['a']);
      await new Promise(setImmediate);
      await store.put(entry('a', { question: 'new' }));
      arrive();
      expect((await found)[0]?.question).toBe('new');
      expect((await store.getMany(['a']))[0]?.question).toBe('new');
    });
  });

  test('answers in memory stay within their bytes; the least recently used is read again', async () => {
    await reopen({ memoryBytes: 2 * entryBytes(entry('a')) });
    await put('a', 'b');
    await find('a');
    await put('c');
    expect(store.stats().memoryBytes).toBeLessThanOrEqual(2 * entryBytes(entry('a')));
    await find('a', 'c');
    expect(journal.asked.read).toBe(0);
    expect(await find('b')).toEqual(['b']);
    expect(journal.asked.read).toBe(1);
  });

  test('what is replaced or deleted leaves the memory at once', async () => {
    await put('a', 'b');
    await put('a');
    expect(store.stats().memoryBytes).toBe(2 * entryBytes(entry('a')));
    await store.delete(['a']);
    expect(store.stats().memoryBytes).toBe(entryBytes(entry('b')));
  });

  test('[C30] an outage of the journal rejects and is never a miss', async () => {
    await put('a');
    await reopen();
    journal.failWith(outage);
    await expect(store.getMany(['nothing', 'a'])).rejects.toBe(outage);
    await expect(store.scan({})).rejects.toBe(outage);
    await expect(store.put(entry('b'))).rejects.toBe(outage);
    await expect(store.check()).rejects.toBe(outage);
    journal.failWith(undefined);
    await put('b');
    expect(await find('nothing', 'a', 'b')).toEqual([undefined, 'a', 'b']);
  });

  test('puts of one tick are one transaction, those that come while it runs the next', async () => {
    const first = put('a', 'b', 'c');
    await Promise.resolve();
    const second = put('d', 'e');
    await Promise.all([first, second]);
    const ids = journal.transactions.map((changes) =>
      changes.map((change) => (change.type === 'put' ? change.entry.id : change.id)),
    );
    expect(ids).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  test('an entry that cannot be written takes no other with it', async () => {
    const append: EntryJournal['append'] = async (changes) => {
      if (changes.some((change) => change.type === 'put' && change.entry.id === 'bad'))
        throw new Error('bad');
      return journal.append(changes);
    };
    await reopen({ journal: { ...journal, append } });
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((id) => store.put(entry(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await find('a', 'bad', 'b')).toEqual(['a', undefined, 'b']);
  });

  test('[C33] a delete during an outage rejects, is in force at once, and is written once the journal is back', async () => {
    await put('a', 'b');
    journal.failWith(outage);
    await expect(store.delete(['a'])).rejects.toBe(outage);
    expect(await find('a', 'b')).toEqual([undefined, 'b']);
    journal.failWith(undefined);
    await put('c');
    await reopen();
    expect(await find('a', 'b', 'c')).toEqual([undefined, 'b', 'c']);
  });

  test('a delete that is still owed does not take an entry that was put again meanwhile', async () => {
    await put('a');
    journal.failWith(outage);
    await expect(store.delete(['a'])).rejects.toBe(outage);
    journal.failWith(undefined);
    await put('a');
    await store.changes(0);
    await reopen();
    expect(await find('a')).toEqual(['a']);
  });

  test('[C23] expired entries go whether or not anybody asks, a bounded number at a time', async () => {
    for (let i = 0; i < 5; i++) await store.put(entry(`e${i}`, { expiresAt: clock.now() + 100 - i }));
    await put('later');
    expect(store.collect(clock.now(), 10)).toBe(0);
    clock.advance(100);
    expect(store.collect(clock.now(), 2)).toBe(2);
    expect(evicted).toEqual(['e4', 'e3']);
    expect(store.collect(clock.now(), 10)).toBe(3);
    expect(store.stats()).toMatchObject({
      entries: 1,
      bytes: entryBytes(entry('later')),
      expired: 5,
      evicted: 0,
    });
    await store.changes(0);
    expect((await journal.page(0, 10)).map(({ head }) => head.id)).toEqual(['later']);
  });

  test('[C23] the store looks for expired entries by itself until it is closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await reopen({ collectEveryMs: 500 });
      await store.put(entry('a', { expiresAt: clock.now() + 10 }));
      clock.advance(10);
      vi.advanceTimersByTime(499);
      expect(evicted).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(evicted).toEqual(['a']);
      await store.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('[C23] an entry that is put again before it expires lives as long as the new one', async () => {
    await store.put(entry('a', { expiresAt: clock.now() + 10 }));
    await store.put(entry('a', { expiresAt: clock.now() + 1_000 }));
    clock.advance(10);
    expect(store.collect(clock.now(), 10)).toBe(0);
    expect(await find('a')).toEqual(['a']);
  });

  test('[C23] expired entries make room before anything else is evicted', async () => {
    await reopen({ maxEntries: 2 });
    await store.put(entry('dear', { costNanos: 1e9, expiresAt: clock.now() + 10 }));
    await store.put(entry('cheap', { costNanos: 1 }));
    clock.advance(10);
    await put('new');
    expect(await find('dear', 'cheap', 'new')).toEqual([undefined, 'cheap', 'new']);
    expect(store.stats()).toMatchObject({ entries: 2, expired: 1, evicted: 0 });
  });

  test('[C23] an entry that is put again keeps the value that its hits gave it', async () => {
    await reopen({ maxEntries: 2 });
    await put('a');
    for (let i = 0; i < 3; i++) await find('a');
    await put('a');
    await put('b');
    await find('b');
    await put('c');
    expect(await find('a', 'b', 'c')).toEqual(['a', undefined, 'c']);
  });

  test('[C23] an entry that is evicted and put again in one transaction stays', async () => {
    await reopen({ maxEntries: 2 });
    await store.put(entry('a', { costNanos: 0 }));
    await store.put(entry('b', { costNanos: 1 }));
    await Promise.all([store.put(entry('c')), store.put(entry('a'))]); // the first evicts what the second replaces
    await store.changes(0);
    expect(evicted).toEqual(['a', 'b']);
    expect(await find('a', 'b', 'c')).toEqual(['a', undefined, 'c']);
    expect((await journal.page(0, 10)).map(({ head }) => head.id)).toEqual(['c', 'a']);
  });

  test('[C23] bytes are bounded too, and the entry just put stays, however large and cheap', async () => {
    const small = entryBytes(entry('a'));
    await reopen({ maxBytes: 5 * small });
    await put('a', 'b', 'c', 'd', 'e');
    await store.put(entry('large', { bodyBytes: 3 * small, costNanos: 0 }));
    expect(store.stats().bytes).toBeLessThanOrEqual(5 * small);
    expect(await find('large')).toEqual(['large']);
    expect(store.stats().evicted).toBe(evicted.length);
    expect(evicted.length).toBeGreaterThanOrEqual(3);
    await expect(store.put(entry('too large', { bodyBytes: 5 * small }))).rejects.toMatchObject({
      code: 'entry-too-large',
      retryable: false,
    });
    expect(await find('large', 'too large')).toEqual(['large', undefined]);
  });

  test('[C22] what leaves by itself is told to the index; what is deleted on request is not', async () => {
    await reopen({ maxEntries: 2 });
    await put('evicted', 'deleted');
    await store.put(entry('expired', { expiresAt: clock.now() + 10 }));
    await store.delete(['deleted']);
    clock.advance(10);
    store.collect(clock.now(), 10);
    expect(evicted).toEqual(['evicted', 'expired']);
  });

  test('[C22] an entry that the journal lost with a broken file is a miss, and told to the index', async () => {
    await reopen({ memoryBytes: 0 });
    await put('a', 'b');
    journal.lose('a');
    expect(await find('a', 'b')).toEqual([undefined, 'b']);
    expect(evicted).toEqual(['a']);
    expect(store.stats().entries).toBe(1);
  });

  test('at the start an index gets every live entry once, oldest first, and never more than fit', async () => {
    const ids = Array.from({ length: 1_200 }, (_, i) => `e${i}`);
    await reopen({ maxEntries: 2_000 });
    await put(...ids);
    await store.put(entry('expired', { expiresAt: clock.now() + 10 }));
    clock.advance(10);
    const index = new Set<string>();
    let most = 0;
    await reopen({
      maxEntries: 700,
      onLoad: async (heads) => {
        for (const { id } of heads) index.add(id);
        most = Math.max(most, index.size);
      },
      onEvict: (gone) => {
        for (const id of gone) index.delete(id);
      },
    });
    expect(most).toBeLessThanOrEqual(700);
    expect([...index]).toEqual(idsOf((await scanAll()).flat()));
    expect(index.size).toBe(700);
  });

  test('a failing index or journal fails the start instead of an empty cache', async () => {
    await put('a');
    const failing = reopen({ onLoad: () => Promise.reject(new Error('no index')) });
    await expect(failing).rejects.toThrow('no index');
    journal.failWith(outage);
    await expect(reopen()).rejects.toBe(outage);
  });

  async function scanAll(): Promise<Entry[][]> {
    const pages: Entry[][] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.scan({}, cursor);
      pages.push([...page.entries]);
      cursor = page.cursor;
      if (cursor === undefined) return pages;
    }
  }
});
