import { LRUCache } from 'lru-cache';

/** What a chat model said of a question and an entry, and who said it: an equal request need not pay for it again. */
export interface VerdictMemory {
  readonly find: (key: string) => RememberedVerdict | undefined;
  readonly keep: (key: string, verdict: RememberedVerdict) => void;
}

export interface RememberedVerdict {
  readonly right: boolean;
  readonly model: string;
}

const MOST_VERDICTS = 10_000;

/** Verdicts of this process, the ones asked for least recently forgotten first. */
export function createVerdictMemory(maxVerdicts = MOST_VERDICTS): VerdictMemory {
  const known = new LRUCache<string, RememberedVerdict>({ max: maxVerdicts });
  return {
    find: (key) => known.get(key),
    keep: (key, verdict) => {
      known.set(key, verdict);
    },
  };
}
