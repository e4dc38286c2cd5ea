import { digest } from '#cache';
import { createColumn, createKeyTable, type KeyHash } from '../structure/key-table.ts';

/**
 * What of a system prompt comes again: its words without those that hardly any other request has. Learnt as the log is
 * read, so that the first requests of a pattern keep all their words.
 */
export interface StableWords {
  /** @param seen requests of this pattern so far */
  readonly digestOf: (template: number, seen: number, words: readonly string[]) => string;
}

/** Requests of a pattern before anything can be said of its words. */
const LEARNT = 8;
/** A word in no more requests than this changes with the request … */
const SELDOM = 3;
/** … and so does one in no more than this share of them. */
const SELDOM_SHARE = 0.002;

export function createStableWords(): StableWords {
  const table = createKeyTable();
  const counts = createColumn(Uint32Array);

  return {
    digestOf: (template, seen, words) => {
      const most = seen < LEARNT ? 0 : Math.max(SELDOM, SELDOM_SHARE * seen);
      const kept = words.filter((word) => {
        const number = table.place(wordHash(template, word));
        return number === undefined || counts.add(number, 1) > most;
      });
      return digest(kept);
    },
  };
}

/** 53 bits by two runs of FNV-1a (public domain): words come by the thousand, and SHA-256 for each would be most of the reading. */
function wordHash(template: number, word: string): KeyHash {
  let one = 2_166_136_261 ^ template;
  let other = 3_735_928_559 ^ template;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    one = Math.imul(one ^ code, 16_777_619);
    other = Math.imul(other ^ code, 2_654_435_761);
  }
  return (one >>> 0) * 2 ** 20 + ((other >>> 0) % 2 ** 20) + 1;
}
