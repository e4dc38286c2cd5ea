import { rootOf } from './root.ts';
import { COMMON_WORDS } from './words/common-words.ts';

const BAND_WEIGHTS: readonly number[] = [0.2, 0.4, 0.6];
const UNKNOWN = 0.8;
const LONG_UNKNOWN = 1;
const LONG = 7;
const WEIGHTS = weightsByRoot();

/** How much a word tells about what a text is about, 0 to 1: rare words tell most. Takes a root. */
export function rarityOf(root: string): number {
  return WEIGHTS.get(root) ?? (root.length >= LONG ? LONG_UNKNOWN : UNKNOWN);
}

/** Whether a word is in the table of common words. Takes a word, not its root. */
export function isCommon(word: string): boolean {
  return WEIGHTS.has(rootOf(word));
}

function weightsByRoot(): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const [band, words] of COMMON_WORDS.entries()) {
    for (const word of words.split(' ')) {
      const key = rootOf(word);
      if (!weights.has(key)) weights.set(key, BAND_WEIGHTS[band] ?? LONG_UNKNOWN);
    }
  }
  return weights;
}
