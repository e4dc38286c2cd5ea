import { ENGLISH_FUNCTION_WORDS, LANGUAGES_BY_FUNCTION_WORD } from './words/function-words-by-language.ts';

/** Letters of other scripts up to this share are a quotation, not the language of the text. */
const MOST_FOREIGN_LETTERS = 0.15;
/** Words looked at: enough to tell, and a bound for long texts. */
const MOST_WORDS = 400;
const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/u;
const NON_ASCII = /[^ -~\s]/;
const WORD = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu;
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Bengali', /\p{Script=Bengali}/u],
  ['Tamil', /\p{Script=Tamil}/u],
  ['Telugu', /\p{Script=Telugu}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Han', /\p{Script=Han}/u],
];

/**
 * The script of a text, and whether an English embedder may read it. A text without function words of any
 * language ("ACME 3000 price?") counts as English: only clear evidence for another language speaks against it.
 */
export function readLanguage(text: string): { script: string; english: boolean } {
  if (NON_ASCII.test(text)) {
    const script = foreignScript(text);
    if (script !== undefined) return { script, english: false };
  }
  return { script: 'Latin', english: !isOtherLatin(text) };
}

function foreignScript(text: string): string | undefined {
  const letters = text.match(LETTER) ?? [];
  const foreign = letters.filter((letter) => !LATIN.test(letter));
  if (foreign.length <= letters.length * MOST_FOREIGN_LETTERS) return undefined;
  const sample = foreign.slice(0, MOST_WORDS);
  let best = 'Other';
  let most = 0;
  for (const [name, pattern] of SCRIPTS) {
    const count = sample.filter((letter) => pattern.test(letter)).length;
    if (count > most) [best, most] = [name, count];
  }
  return best;
}

/** Two different function words of one other language that clearly outnumber the English ones. */
function isOtherLatin(text: string): boolean {
  const distinct = new Map<string, Set<string>>();
  let english = 0;
  let marked = 0;
  let words = 0;
  WORD.lastIndex = 0;
  for (const [raw] of text.matchAll(WORD)) {
    if (++words > MOST_WORDS) break;
    const word = raw.toLowerCase().replace('’', "'");
    if (ENGLISH_FUNCTION_WORDS.has(word)) english++;
    const languages = LANGUAGES_BY_FUNCTION_WORD.get(word) ?? [];
    if (languages.length === 0 && NON_ASCII.test(word)) marked++;
    for (const language of languages) {
      distinct.set(language, (distinct.get(language) ?? new Set()).add(word));
    }
  }
  const foreign = Math.max(0, ...[...distinct.values()].map((found) => found.size));
  if (foreign >= 2 && foreign > 2 * english && foreign * 5 >= Math.min(words, 25)) return true;
  return english === 0 && words > 1 && foreign + marked > words / 2;
}
