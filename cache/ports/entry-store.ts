import type { Entry } from '../entry.ts';

export interface EntryFilter {
  readonly partition?: string;
  readonly tag?: string;
  readonly tenant?: string;
  /** Created before this time (milliseconds since the epoch). */
  readonly before?: number;
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** Pass it on for the next page; undefined after the last. */
  readonly cursor: string | undefined;
}

/** One step in a store's history: what a follower needs to keep its own index in step. */
export interface EntryChange {
  readonly sequence: number;
  readonly type: 'put' | 'delete';
  readonly id: string;
}

/**
 * Holds entries by id and by key.
 *
 * Contract: `put` replaces by id and is idempotent; a key that two entries carry belongs to the one put last; expired
 * entries are never returned by `getMany`; `delete` of an unknown id is not an error; `scan` shows each entry that
 * was there throughout exactly once, oldest sequence first; `changes` is ordered by sequence and complete back to the
 * store's oldest remembered change; an outage rejects and is never an empty answer. Bounds by entries and bytes are
 * the adapter's: what it evicts appears in `changes`.
 */
export interface EntryStore {
  /** One result per key, in order; undefined where nothing (or nothing fresh) is stored. A key is an entry id or one of `Entry.keys`. */
  readonly getMany: (keys: readonly string[]) => Promise<readonly (Entry | undefined)[]>;
  /** Whether each id is stored and not expired, in order; does not count as use. */
  readonly has: (ids: readonly string[]) => Promise<readonly boolean[]>;
  readonly put: (entry: Entry) => Promise<void>;
  readonly delete: (ids: readonly string[]) => Promise<void>;
  readonly scan: (filter: EntryFilter, cursor?: string) => Promise<EntryPage>;
  readonly changes: (sinceSequence: number) => Promise<readonly EntryChange[]>;
  /** Resolves when the store can serve; rejects with why it cannot. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}
