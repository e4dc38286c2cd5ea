import { type Entry, isExpired } from '../entry.ts';

/** Entries between the answer and the store: an equal request right after the answer finds them (C21). */
export interface Overlay {
  readonly get: (key: string, now: number) => Entry | undefined;
  readonly add: (entry: Entry) => void;
  /** Forgets the entry once it is stored; a newer one under the same keys stays. */
  readonly settle: (entry: Entry) => void;
  readonly size: () => number;
}

/**
 * @param max entries held; past it the oldest are forgotten here (they are still stored)
 * @param maxAgeMs how long one is shown at most, where nobody settles it because another process stores it
 */
export function createOverlay(max: number, maxAgeMs = Number.POSITIVE_INFINITY): Overlay {
  const byId = new Map<string, Entry>();
  const byKey = new Map<string, Entry>();

  const forget = (entry: Entry): void => {
    if (byId.get(entry.id) === entry) byId.delete(entry.id);
    for (const key of entry.keys) if (byKey.get(key) === entry) byKey.delete(key);
  };

  return {
    get: (key, now) => {
      const entry = byKey.get(key);
      if (!entry || isExpired(entry, now)) return undefined;
      if (now - entry.createdAt <= maxAgeMs) return entry;
      forget(entry);
      return undefined;
    },
    add: (entry) => {
      const previous = byId.get(entry.id);
      if (previous) forget(previous);
      byId.set(entry.id, entry);
      for (const key of entry.keys) byKey.set(key, entry);
      const oldest = byId.size > max ? byId.values().next().value : undefined;
      if (oldest) forget(oldest);
    },
    settle: ({ id, createdAt, provenance }) => {
      const held = byId.get(id);
      if (!held) return;
      // Told by content: a job that went through a queue comes back as a copy.
      if (held.createdAt < createdAt || held.provenance.requestId === provenance.requestId) forget(held);
    },
    size: () => byId.size,
  };
}
