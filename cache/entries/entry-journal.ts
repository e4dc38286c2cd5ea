import type { Entry } from '../entry.ts';

/** An entry without its answer: what an index is rebuilt from, and the part of an entry that is always in memory. */
export type EntryHead = Omit<Entry, 'body'>;

export type JournalChange =
  | { readonly type: 'put'; readonly entry: Entry }
  | { readonly type: 'delete'; readonly id: string };

export interface JournalRecord {
  /** Of the change that put the entry. */
  readonly sequence: number;
  readonly head: EntryHead;
}

/**
 * What makes an in-memory entry store last: it keeps entries on disk and answers no question but "what was there".
 *
 * Contract: requests take effect in the order they are made; `append` is all or nothing; a put replaces by id, a delete
 * of an unknown id is not an error; every change has a sequence of its own, one larger than the last; entries come
 * back as they were put, vectors to the bit; an outage rejects and is never an empty answer. What a broken file lost
 * is reported once and then no longer there.
 */
export interface EntryJournal {
  /**
   * Resolves when the changes survive the death of the process, with the sequence of the last one: of n changes, the
   * first has that number minus n - 1.
   */
  readonly append: (changes: readonly JournalChange[]) => Promise<number>;
  /** The entries that are there, in any order. */
  readonly read: (ids: readonly string[]) => Promise<readonly Entry[]>;
  /** The next `limit` entries put after `sequence`, oldest first; empty after the last. */
  readonly page: (sequence: number, limit: number) => Promise<readonly JournalRecord[]>;
  /** Resolves when the journal can serve; rejects with why it cannot. */
  readonly check: () => Promise<void>;
  /** Resolves when every request made so far is done and the file is closed. */
  readonly close: () => Promise<void>;
}
