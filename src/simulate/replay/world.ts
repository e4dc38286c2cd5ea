import {
  createMemoryEntryStore,
  createMemoryVectorStore,
  type EntryStore,
  mostVectors,
  RECORDS_EACH,
  recordIdsOf,
  type VectorStore,
} from '#cache';
import type { Clock } from '#core';

/** The cache's stores in memory, in a world whose time is that of the log. */
export interface World {
  readonly clock: Clock;
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  /** Moves the clock; time never runs back. */
  readonly advance: (time: number) => void;
  /** Entries that are held, and how many went for want of room. */
  readonly stats: () => { readonly entries: number; readonly evicted: number };
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly dimensions: number;
  /** Entries that left the cache. */
  readonly onGone: (ids: readonly string[]) => void;
}

/** Writes that may be in work while the entry they replace is not gone yet. */
const SPARE_ENTRIES = 128;

/** The store looks for expired entries by the wall's clock; here it has to by the log's. */
const COLLECT_MS = 60_000;

/** The gateway's own stores (C22, C23); what they write to disk there is nowhere here. */
export async function createWorld({
  maxEntries,
  maxBytes,
  dimensions,
  onGone,
}: WorldOptions): Promise<World> {
  let now = 0;
  let collected = 0;
  const clock: Clock = { now: () => now, monotonic: () => performance.now() };
  const vectors = createMemoryVectorStore({
    dimensions,
    maxVectors: Math.min(mostVectors(dimensions), RECORDS_EACH * (maxEntries + SPARE_ENTRIES)),
    clock,
  });
  let sequence = 0;
  const entries = await createMemoryEntryStore({
    journal: {
      append: async (changes) => {
        sequence += changes.length;
        return sequence;
      },
      read: async () => [],
      page: async () => [],
      check: async () => {},
      close: async () => {},
    },
    clock,
    maxEntries,
    maxBytes,
    memoryBytes: Number.MAX_SAFE_INTEGER, // nothing can be read back from that journal
    onEvict: (ids, tenant) => {
      void vectors.remove(recordIdsOf(ids), tenant);
      onGone(ids);
    },
  });
  return {
    clock,
    entries,
    vectors,
    advance: (time) => {
      now = Math.max(now, time);
      if (now - collected < COLLECT_MS) return;
      collected = now;
      entries.collect(now, Number.MAX_SAFE_INTEGER);
    },
    stats: () => entries.stats(),
    close: async () => {
      await entries.close();
      await vectors.close();
    },
  };
}
