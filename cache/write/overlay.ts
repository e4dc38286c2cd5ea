import { type Entry, isExpired } from '../entry.ts';

/** Entries between the answer and the store: an equal request right after the answer finds them (C21). */
export interface Overlay {
  readonly get: (key: string, now: number) => Entry | undefined;
  readonly add: (entry: Entry) => void;
  /** Forgets the entry once it is stored; a newer one under the same keys stays. */
  readonly settle: (entry: Entry) => void;
  readonly size: () => number;
}

/** @param max entries held; past it the oldest are forgotten here (they are still stored) */
export function createOverlay(max: number): Overlay {
  const byId = new Map<string, Entry>();
  const byKey = new Map<string, Entry>();

  const forget = (entry: Entry): void => {
    if (byId.get(entry.id) === entry) byId.delete(entry.id);
    for (const key of entry.keys) if (byKey.get(key) === entry) byKey.delete(key);
  };

  return {
    get: (key, now) => {
      const entry = byKey.get(key);
      return entry && !isExpired(entry, now) ? entry : undefined;
    },
    add: (entry) => {
      const previous = byId.get(entry.id);
      if (previous) forget(previous);
      byId.set(entry.id, entry);
      for (const key of entry.keys) byKey.set(key, entry);
      const oldest = byId.size > max ? byId.values().next().value : undefined;
      if (oldest) forget(oldest);
    },
    settle: forget,
    size: () => byId.size,
  };
}
