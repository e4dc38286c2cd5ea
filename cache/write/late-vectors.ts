import { type Entry, isExpired } from '../entry.ts';

export interface LateVectorsOptions {
  /** Places an entry's vector; rejects while the vector store is away. */
  readonly index: (entry: Entry) => Promise<void>;
  readonly now: () => number;
  /** Entries that wait at most; past it the oldest is found exactly only. */
  readonly max: number;
  /** Milliseconds between two tries. */
  readonly everyMs: number;
}

/**
 * Entries that are stored and whose vectors are not yet, because the vector store was away: tried again until it is
 * back, so that an outage costs no answer its place among the paraphrases. What waits is lost with the process.
 */
export interface LateVectors {
  readonly add: (entry: Entry) => void;
  readonly size: () => number;
  readonly close: () => Promise<void>;
}

export function createLateVectors({ index, now, max, everyMs }: LateVectorsOptions): LateVectors {
  const waiting = new Map<string, Entry>();
  let trying: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** All of them while it works; one that fails goes to the end, and the rest waits with it. */
  const tryAll = async (): Promise<void> => {
    for (const [id, entry] of [...waiting]) {
      if (closed) return;
      if (waiting.get(id) !== entry) continue;
      waiting.delete(id);
      if (isExpired(entry, now())) continue;
      await index(entry).catch((error: unknown) => {
        if (!waiting.has(id)) waiting.set(id, entry);
        throw error;
      });
    }
  };
  const schedule = (): void => {
    if (timer || closed || waiting.size === 0) return;
    timer = setTimeout(() => {
      trying = tryAll()
        .catch(() => {}) // still away
        .then(() => {
          timer = undefined;
          schedule();
        });
    }, everyMs).unref();
  };

  return {
    add: (entry) => {
      waiting.delete(entry.id);
      waiting.set(entry.id, entry);
      const oldest = waiting.size > max ? waiting.keys().next().value : undefined;
      if (oldest !== undefined) waiting.delete(oldest);
      schedule();
    },
    size: () => waiting.size,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await trying;
    },
  };
}
