import { IRREGULAR } from './verbs.ts';

/** A stem for comparison, not for display: "selling", "sells" and "sold" give "sel". Case-folded words only. */
export function stem(word: string): string {
  const base = IRREGULAR.get(word);
  if (base !== undefined) return undouble(withoutE(base));
  const length = word.length;
  if (length < 4) return word;
  if (word.endsWith('ing') && length > 5) return undouble(word.slice(0, -3));
  if (word.endsWith('ied') || word.endsWith('ies')) return length > 4 ? `${word.slice(0, -3)}y` : word;
  if (word.endsWith('ed') && length > 4 && !word.endsWith('eed')) return undouble(word.slice(0, -2));
  if (word.endsWith('es') && length > 4) return undouble(word.slice(0, -2));
  if (word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us')) {
    return undouble(withoutE(word.slice(0, -1)));
  }
  return undouble(withoutE(word));
}

function withoutE(word: string): string {
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word;
}

function undouble(word: string): string {
  const last = word.length - 1;
  return last > 2 && word.charCodeAt(last) === word.charCodeAt(last - 1) ? word.slice(0, -1) : word;
}
