import { ABOUT_LETTERS } from './words/letters.ts';

/** How each word is written, by its letters without case and accents; undefined for a question that is not about that. */
export type Spelling = ReadonlyMap<string, string> | undefined;

const WORD = /[\p{L}\p{M}]+/gu;
const ACCENTS = /\p{M}/gu;
/** A capital that only opens a sentence. */
const CAPITAL = /^\p{Lu}\p{Ll}*$/u;
const OPENS_SENTENCE = /(?:^|[.?!]\s{1,4})$/;

export function isAboutLetters(text: string): boolean {
  return ABOUT_LETTERS.test(text);
}

/** An embedder without case and accents reads "HELLO World" as "hello world", also where that is the question. */
export function readSpelling(text: string): Spelling {
  if (!isAboutLetters(text)) return undefined;
  const forms = new Map<string, string>();
  const normal = text.normalize('NFC');
  for (const { 0: word, index } of normal.matchAll(WORD)) {
    const opens = CAPITAL.test(word) && OPENS_SENTENCE.test(normal.slice(Math.max(0, index - 5), index));
    const folded = word.toLowerCase().normalize('NFD').replace(ACCENTS, '');
    const known = forms.get(folded);
    const form = opens ? word.toLowerCase() : word;
    if (known === undefined) forms.set(folded, form);
    else if (known !== form && !known.endsWith(` ${form}`)) forms.set(folded, `${known} ${form}`);
  }
  return forms;
}

/** Whether a word that both have is written otherwise in one of them, case and accents alone. */
export function spellingsDiffer(one: Spelling, other: Spelling): boolean {
  if (one === undefined || other === undefined) return false;
  for (const [folded, form] of one) {
    const counterpart = other.get(folded);
    if (counterpart !== undefined && counterpart !== form) return true;
  }
  return false;
}
