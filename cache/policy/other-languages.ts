import { TIME_SIGNS, TIME_WORDS } from './words/other-languages.ts';

const words: ReadonlySet<string> = new Set(TIME_WORDS);
const SIGNS = new RegExp(TIME_SIGNS.join('|'));
const NON_LATIN = /[^ -\u024f\s\u2000-\u206f]/;
const LETTERS = /[\p{L}\p{M}'’]+/gu;

/**
 * Whether a text of another language names a time. Texts that the embedder does not read are matched exactly anyway
 * (C4), but an equal text of tomorrow would be served today's answer.
 */
export function namesTimeAbroad(text: string): boolean {
  if (NON_LATIN.test(text) && SIGNS.test(text)) return true;
  for (const [word] of text.toLowerCase().matchAll(LETTERS))
    if (words.has(word.replace('’', "'"))) return true;
  return false;
}
