import { stem } from './words/stem.ts';
import { IRREGULAR_PLURALS, SUFFIXES, WHOLE_WORDS } from './words/suffixes.ts';
import { SYNONYMS } from './words/synonyms.ts';

const LONGEST = 24;
/** In the order of the table: a longer ending stands before the shorter one that it ends in. */
const BY_LAST_LETTER = Map.groupBy(SUFFIXES, ([suffix]) => suffix.charAt(suffix.length - 1));
const KEYS = keysByRoot();

/**
 * What a word is called in an outline: synonyms, parts of speech and British and American spellings have one root.
 * Wider than `stem`, so two words with one root may still differ a little; two roots differ. Case-folded words only.
 */
export function rootOf(word: string): string {
  const root = plainRoot(word);
  return KEYS.get(root) ?? root;
}

function plainRoot(word: string): string {
  const base = stem(IRREGULAR_PLURALS.get(word) ?? word);
  if (word.length > LONGEST || WHOLE_WORDS.has(word) || WHOLE_WORDS.has(base)) return base;
  for (const [suffix, instead, shortest] of BY_LAST_LETTER.get(base.charAt(base.length - 1)) ?? []) {
    if (base.length - suffix.length >= shortest && base.endsWith(suffix)) {
      const rest = base.slice(0, -suffix.length) + instead;
      return WHOLE_WORDS.has(rest) ? base : ended(withoutAt(rest));
    }
  }
  return ended(base);
}

/** "motivat" of "motivation" and "motivate" of "motivating" end alike; "educ" is not "educat". */
function withoutAt(root: string): string {
  return root.length > 5 && root.endsWith('at') ? root.slice(0, -2) : root;
}

/** "beauti" and "beauty", "cancell" and "cancel" are one. */
function ended(root: string): string {
  const last = root.length - 1;
  if (last < 4) return root;
  if (root[last] === 'y' || root[last] === 'i') return root.slice(0, -1);
  return root[last] === root[last - 1] ? root.slice(0, -1) : root;
}

function keysByRoot(): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const group of SYNONYMS) {
    const words = group.split(' ');
    const key = plainRoot(words[0] ?? '');
    for (const word of words) {
      const root = plainRoot(word);
      if (!keys.has(root)) keys.set(root, key);
    }
  }
  return keys;
}
