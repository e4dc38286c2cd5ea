/**
 * Neither letter, accent nor white space, and not ASCII: emoji, operators, arrows, digits of other scripts, private
 * characters, lone surrogates. An embedder's vocabulary has few of them; any two of the others look alike to it.
 */
const SYMBOL = /[^\p{L}\p{M}\s -~]/gu;
const NON_ASCII = /[^ -~\s]/;
/**
 * Typography that people and keyboards use as they like: quotes, dashes, dots, bullets, trademark signs, brackets
 * and stops of Chinese and Japanese, what directs or breaks a line unseen. And what other slots read: currencies,
 * degrees, the arrow that is written for "to".
 */
const HARMLESS = new Set(
  '‘’‚‛“”„‟«»‹›´¨‐‑‒–—―…·•‣◦▪●™®©℠¡¿、。，．：；？！（）「」『』《》【】・～€£¥₹¢°→\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff',
);
/** "m²" and "ft³" are units, which the numbers read. */
const UNIT_POWERS = /\b(mm|cm|m|km|ft|in)[²³]/gi;

/** The symbols of a text in their order, NFC: "≠" is never "=" with a stroke, which an embedder would drop. */
export function readSymbols(text: string): readonly string[] {
  if (!NON_ASCII.test(text)) return [];
  const found = text.normalize('NFC').replace(UNIT_POWERS, '$1').match(SYMBOL) ?? [];
  return found.filter((symbol) => !HARMLESS.has(symbol));
}

/** Whether two texts differ in a symbol; their order counts. */
export function symbolsDiffer(one: readonly string[], other: readonly string[]): boolean {
  return one.length !== other.length || one.some((symbol, at) => symbol !== other[at]);
}
