import { LRUCache } from 'lru-cache';
import { type Clock, GatewayError } from '#core';
import { type Entry, isExpired } from '../entry.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { type CatalogueItem, createCatalogue, entryBytes } from './catalogue.ts';
import { createChangeLog } from './change-log.ts';
import { createColdReads } from './cold-reads.ts';
import type { EntryHead, EntryJournal } from './entry-journal.ts';
import { createGroupCommit } from './group-commit.ts';
import { journalPages } from './journal-pages.ts';

export interface MemoryEntryStoreOptions {
  /** Where entries last; stays the caller's to close, after the store. */
  readonly journal: EntryJournal;
  readonly clock: Clock;
  readonly maxEntries: number;
  /** Of answers, questions and vectors with 1 KiB for the rest of each. */
  readonly maxBytes: number;
  /** How much of that stays in memory as a whole, the least recently used being read from the journal; default 64 MiB. */
  readonly memoryBytes?: number;
  /** Milliseconds between two looks for expired entries; default 1,000. */
  readonly collectEveryMs?: number;
  /** Live entries as they are read at the start, oldest first: what an index is rebuilt from without a second pass. */
  readonly onLoad?: (heads: readonly EntryHead[]) => void | Promise<void>;
  /** Entries of one tenant that left without being asked to: evicted, expired or lost. Must not throw. */
  readonly onEvict?: (ids: readonly string[], tenant: string) => void;
}

export interface EntryStoreStats {
  readonly entries: number;
  readonly bytes: number;
  /** Of `bytes`, what is in memory as a whole. */
  readonly memoryBytes: number;
  /** Since the start, for want of room. */
  readonly evicted: number;
  /** Since the start, after their time. */
  readonly expired: number;
}

export interface MemoryEntryStore extends EntryStore {
  readonly stats: () => EntryStoreStats;
  /** Removes at most `budget` expired entries and tells how many. The store does it by itself, too. */
  readonly collect: (now: number, budget: number) => number;
}

const DEFAULT_MEMORY_BYTES = 64 * 1024 * 1024;
const DEFAULT_COLLECT_EVERY_MS = 1_000;
/** Expired entries removed at a time: a few milliseconds of the event loop at most. */
const COLLECT_BUDGET = 2_000;
const SCAN_PAGE = 200;
const REMEMBERED_CHANGES = 10_000;

/**
 * Entries in memory over a journal that makes them last. Keys, times and sizes of all entries are in memory, so a
 * lookup that finds nothing never waits for the disk, nor does one that finds a recently used entry.
 *
 * A put resolves once the journal has it, and is found from then on. Over the bounds the entries worth least go
 * (`createEviction`), never the one just put; expired ones go whether or not anybody asks (C23). How often an entry was
 * found is forgotten at a restart. A scan does not count as use.
 */
export async function createMemoryEntryStore(options: MemoryEntryStoreOptions): Promise<MemoryEntryStore> {
  const { journal, clock, maxBytes } = options;
  const catalogue = createCatalogue(options);
  const whole = new LRUCache<CatalogueItem, Entry>({
    maxSize: Math.max(1, options.memoryBytes ?? DEFAULT_MEMORY_BYTES),
    sizeCalculation: (_entry, item) => item.bytes,
  });
  const readCold = createColdReads(journal);
  const log = createChangeLog(REMEMBERED_CHANGES);
  const counts = { evicted: 0, expired: 0 };
  let closed = false;

  const commit = createGroupCommit({
    journal,
    applied: (change, sequence) => {
      if (change.type === 'put') applyPut(sequence, change.entry);
      else drop(change.id);
      log.add({ sequence, type: change.type, id: change.type === 'put' ? change.entry.id : change.id });
    },
  });

  const applyPut = (sequence: number, entry: Entry): void => {
    const replaced = catalogue.byId(entry.id);
    if (replaced) whole.delete(replaced);
    const item = catalogue.put(sequence, entry);
    whole.set(item, entry);
    makeRoom(item);
  };

  const drop = (id: string): void => {
    const item = catalogue.remove(id);
    if (item) whole.delete(item);
  };

  /** For entries that left the catalogue by themselves: everything else follows. */
  const left = (items: readonly CatalogueItem[]): void => {
    if (items.length === 0) return;
    const ids = items.map((item) => item.id);
    for (const item of items) whole.delete(item);
    commit.owe(ids);
    const byTenant = Map.groupBy(items, ({ tenant }) => tenant);
    for (const [tenant, gone] of byTenant) {
      options.onEvict?.(
        gone.map(({ id }) => id),
        tenant,
      );
    }
  };

  const collect = (now: number, budget: number): number => {
    const expired = catalogue.takeExpired(now, budget);
    counts.expired += expired.length;
    left(expired);
    return expired.length;
  };

  const makeRoom = (keep: CatalogueItem | undefined): void => {
    if (catalogue.isOver()) collect(clock.now(), COLLECT_BUDGET);
    const evicted = catalogue.takeOverflow(keep);
    counts.evicted += evicted.length;
    left(evicted);
  };

  /** The entry behind an item, from the journal where it is not in memory; undefined when the item left meanwhile. */
  const entryOf = async (item: CatalogueItem): Promise<Entry | undefined> => {
    const entry = whole.peek(item) ?? (await readCold(item));
    if (!item.live) return undefined;
    if (entry) return entry;
    catalogue.remove(item.id); // the journal lost it with a broken file
    left([item]);
    return undefined;
  };

  const findCold = async (key: string): Promise<Entry | undefined> => {
    for (;;) {
      const item = catalogue.find(key, clock.now());
      if (!item) return undefined;
      const entry = await entryOf(item);
      if (!entry || isExpired(item, clock.now())) continue; // it went, or a successor came, while it was read
      whole.set(item, entry);
      catalogue.used(item);
      return entry;
    }
  };

  /** Puts the entries of the keys at `cold` into their places. */
  const fillCold = async (keys: readonly string[], found: (Entry | undefined)[], cold: readonly number[]) => {
    await Promise.all(
      cold.map(async (place) => {
        found[place] = await findCold(keys[place] ?? '');
      }),
    );
    return found;
  };

  const requireOpen = (): void => {
    if (closed) throw closedStore();
  };

  for await (const page of journalPages(journal)) {
    const items = page.map(({ sequence, head }) => catalogue.put(sequence, head));
    makeRoom(undefined);
    // After that, so that an index with room for `maxEntries` never holds more, however many the journal has.
    const now = clock.now();
    const kept = page.filter((_, i) => items[i]?.live && !isExpired(items[i], now));
    await options.onLoad?.(kept.map(({ head }) => head));
  }
  const collector = setInterval(
    () => collect(clock.now(), COLLECT_BUDGET),
    options.collectEveryMs ?? DEFAULT_COLLECT_EVERY_MS,
  ).unref();

  return {
    // Not an async function, and no promise per key: this is the way of every lookup.
    getMany: (keys) => {
      if (closed) return Promise.reject(closedStore());
      const now = clock.now();
      const found: (Entry | undefined)[] = [];
      const cold: number[] = [];
      for (const key of keys) {
        const item = catalogue.find(key, now);
        const entry = item && whole.get(item);
        if (entry) catalogue.used(item);
        else if (item) cold.push(found.length);
        found.push(entry);
      }
      if (cold.length === 0) return Promise.resolve(found);
      return fillCold(keys, found, cold);
    },
    has: async (ids) => {
      requireOpen();
      const now = clock.now();
      return ids.map((id) => {
        const item = catalogue.byId(id);
        return item !== undefined && !isExpired(item, now);
      });
    },
    put: async (entry) => {
      requireOpen();
      const bytes = entryBytes(entry);
      if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
      await commit.submit([{ type: 'put', entry }]);
    },
    delete: async (ids) => {
      requireOpen();
      for (const id of ids) drop(id); // no longer found from here on, whatever the disk says
      if (ids.length > 0) await commit.submit(ids.map((id) => ({ type: 'delete', id })));
    },
    scan: async (filter, cursor) => {
      requireOpen();
      const items = catalogue.after(Number(cursor ?? 0), filter, clock.now(), SCAN_PAGE);
      const entries = await Promise.all(items.map(entryOf));
      return {
        entries: entries.filter((entry) => entry !== undefined),
        cursor: items.length < SCAN_PAGE ? undefined : String(items.at(-1)?.sequence),
      };
    },
    changes: async (sinceSequence) => {
      requireOpen();
      await commit.settle(); // evictions are written a moment after the put that caused them
      return log.since(sinceSequence);
    },
    check: async () => {
      requireOpen();
      await journal.check();
    },
    close: async () => {
      closed = true;
      clearInterval(collector);
      await commit.settle();
    },
    collect,
    stats: () => ({
      entries: catalogue.entries(),
      bytes: catalogue.bytes(),
      memoryBytes: whole.calculatedSize,
      ...counts,
    }),
  };
}

function closedStore(): GatewayError {
  return new GatewayError({
    code: 'entry-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The entry store cannot be used at the moment.',
    message: 'entry store: closed',
  });
}

function tooLarge(bytes: number, maxBytes: number): GatewayError {
  return new GatewayError({
    code: 'entry-too-large',
    status: 500,
    publicMessage: 'The answer is larger than the whole cache may be.',
    message: `entry store: ${bytes} bytes in one entry, ${maxBytes} allowed for all`,
  });
}
