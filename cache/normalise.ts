import type { Slots } from './slots/index.ts';
import { readLayout } from './slots/layout.ts';
import { isAboutLetters } from './slots/spelling.ts';
import { POLITE_ENDINGS, POLITE_OPENINGS } from './slots/words/politeness.ts';

/** Openings folded one after the other ("Hi, could you please tell me"); a bound, so that the work stays linear. */
const MOST_OPENINGS = 4;
const FINAL_PUNCTUATION = new Set('.?!…。？！;,');
/** Typed by one keyboard and not by the next, or not to be seen. */
const TYPOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[‘’‛´]/g, "'"],
  [/[“”„‟]/g, '"'],
  [/[‐‑‒–—―]/g, '-'],
  [/…/g, '...'],
  [/[™®©\u00ad\u200b\u200e\u200f\u2060\ufeff]/g, ''],
];

/**
 * The form of a question that the normalised exact tier compares (C3): NFC, case folded, white space collapsed,
 * politeness and final punctuation dropped, typography made plain. It forgets what letters and marks mean in code
 * and in quotes, so the caller also requires equal `slotKey`s. Where white space or letters are what is asked about
 * (several lines of code, "convert to lower case") the text stays as it is.
 */
export function normalise(text: string): string {
  const exact = text.normalize('NFC');
  if (readLayout(exact) !== undefined || isAboutLetters(exact)) return exact;
  const plain = TYPOGRAPHY.reduce((all, [pattern, by]) => all.replace(pattern, by), exact.toLowerCase());
  const flat = withoutFinalPunctuation(plain.split(/\s+/).join(' ').trim());
  const folded = withoutEndings(withoutOpenings(flat));
  return folded === '' ? flat : folded;
}

function withoutOpenings(text: string): string {
  let rest = text;
  for (let round = 0; round < MOST_OPENINGS; round++) {
    const opening = POLITE_OPENINGS.find((pattern) => pattern.test(rest));
    if (opening === undefined) return rest;
    rest = rest.replace(opening, '');
  }
  return rest;
}

function withoutEndings(text: string): string {
  // Only the last characters are looked at: a pattern with `$` would try every place of a long text.
  const from = Math.max(0, text.length - 60);
  const ending = POLITE_ENDINGS.reduce((tail, pattern) => tail.replace(pattern, ''), text.slice(from));
  return withoutFinalPunctuation(text.slice(0, from) + ending);
}

function withoutFinalPunctuation(text: string): string {
  let end = text.length;
  while (end > 0 && (FINAL_PUNCTUATION.has(text.charAt(end - 1)) || text.charAt(end - 1) === ' ')) end--;
  return text.slice(0, end);
}

/**
 * The slots of a text as one canonical string: equal keys, equal literals. Persons, poles and the order of words
 * are left out: they read nothing but folded words, so texts that normalise alike have them alike, and folded
 * politeness ("could you tell me", "I would like to know") must not tell two questions apart.
 */
export function slotKey(slots: Slots): string {
  const { number, id, quoted, code, date, negation, language, format, symbol } = slots;
  return JSON.stringify([number, id, quoted, code, date, negation, language, format, symbol]);
}
