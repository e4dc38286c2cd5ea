import type { EntryChange } from '../ports/entry-store.ts';

/** The last changes of a store, for those who follow it. */
export interface ChangeLog {
  readonly add: (change: EntryChange) => void;
  /** Remembered changes with a larger sequence, oldest first. */
  readonly since: (sequence: number) => readonly EntryChange[];
}

export function createChangeLog(capacity: number): ChangeLog {
  let changes: EntryChange[] = [];
  return {
    add: (change) => {
      changes.push(change);
      // Let it grow to twice the capacity: cutting at each change would copy the log each time.
      if (changes.length >= capacity * 2) changes = changes.slice(-capacity);
    },
    since: (sequence) => {
      const first = changes.findIndex((change) => change.sequence > sequence);
      return first < 0 ? [] : changes.slice(first);
    },
  };
}
