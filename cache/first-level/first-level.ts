import { LRUCache } from 'lru-cache';
import type { Clock } from '#core';
import type { Candidate } from '../decision/candidate.ts';
import { entryBytes } from '../entries/catalogue.ts';
import { type Entry, isExpired } from '../entry.ts';
import { candidateOf, inOrder, nearEntries } from '../lookup/near-entries.ts';
import type { VectorQuery, VectorStore } from '../ports/vector-store.ts';
import { recordIdsOf, recordsOf } from '../vectors/entry-records.ts';

export interface FirstLevelOptions {
  /** Vectors of what is held, in this process; stays the caller's to close. Holds at least twice `maxEntries`. */
  readonly vectors: VectorStore;
  readonly clock: Clock;
  readonly maxEntries: number;
  /** Of answers, questions and vectors with 1 KiB for the rest of each. */
  readonly maxBytes: number;
  /** Milliseconds that an entry is served without the shared store having shown it again. */
  readonly maxStaleMs: number;
}

/**
 * Copies of a shared store's entries in this process, so that what is asked often is answered without a network and
 * while the shared store is away. Filled from what was written and read here; the least recently used go first.
 *
 * Staleness is bounded: a copy that the shared store has not shown for `maxStaleMs` is not served any more, so an
 * entry that was removed or replaced elsewhere is gone here by then, whatever happened to messages or connections.
 */
export interface FirstLevel {
  /** By id or key: what is held, not expired and not stale. */
  readonly find: (key: string) => Entry | undefined;
  /** The nearest entries of what is held, not expired and not stale; nearest first, at most `limit`. */
  readonly near: (query: VectorQuery, limit: number, signal: AbortSignal) => Promise<readonly Candidate[]>;
  /** Holds what the shared store has just taken or shown; an older version never replaces a newer one. */
  readonly keep: (entry: Entry) => void;
  readonly drop: (ids: readonly string[]) => void;
  /** Rises with each `drop`: what was read before it must not be kept after it. */
  readonly drops: () => number;
  readonly stats: () => { readonly entries: number; readonly bytes: number };
}

interface Copy {
  readonly entry: Entry;
  readonly shownAt: number;
}

export function createFirstLevel(options: FirstLevelOptions): FirstLevel {
  const { vectors, clock, maxEntries, maxBytes, maxStaleMs } = options;
  const idOfKey = new Map<string, string>();
  let drops = 0;

  const forgetKeys = ({ id, keys }: Entry): void => {
    for (const key of keys) if (idOfKey.get(key) === id) idOfKey.delete(key);
  };
  const forgetVectors = (id: string): void => {
    vectors.remove(recordIdsOf([id])).catch(() => {}); // closed: nothing is searched any more
  };
  const copies = new LRUCache<string, Copy>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: ({ entry }) => entryBytes(entry),
    dispose: ({ entry }, id, why) => {
      forgetKeys(entry);
      if (why !== 'set') forgetVectors(id);
    },
  });

  const find = (key: string): Entry | undefined => {
    const copy = copies.get(idOfKey.get(key) ?? key);
    if (!copy) return undefined;
    const now = clock.now();
    if (isExpired(copy.entry, now)) {
      copies.delete(copy.entry.id);
      return undefined;
    }
    return now - copy.shownAt <= maxStaleMs ? copy.entry : undefined;
  };

  return {
    find,
    near: async (query, limit, signal) => {
      const near = nearEntries(await vectors.search(query, signal), limit);
      return inOrder(
        near.flatMap((found) => {
          const entry = find(found.id);
          return (entry && candidateOf(entry, found, query.vector)) ?? [];
        }),
      );
    },
    keep: (entry) => {
      const held = copies.peek(entry.id);
      if (held && held.entry.createdAt > entry.createdAt) return;
      const { id } = entry;
      copies.set(id, { entry, shownAt: clock.now() });
      if (!copies.has(id)) return forgetVectors(id); // larger than everything there is room for
      for (const key of entry.keys) idOfKey.set(key, id);
      const records = recordsOf(entry);
      const placed = records.length > 0 ? vectors.upsert(records) : vectors.remove(recordIdsOf([id]));
      placed.catch(() => {}); // of another space: found exactly only
    },
    drop: (ids) => {
      drops++;
      for (const id of ids) copies.delete(id);
    },
    drops: () => drops,
    stats: () => ({ entries: copies.size, bytes: copies.calculatedSize }),
  };
}
