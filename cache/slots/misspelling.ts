const SHORTEST = 5;

/** One letter more, less, other, or two swapped; short words and numbers are never misspelt. */
export function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < SHORTEST || long.length - short.length > 1) return false;
  // The first letter is hardly ever mistyped, and tells "affect" from "effect".
  if (short.charCodeAt(0) !== long.charCodeAt(0) || hasDigit(short) || hasDigit(long)) return false;
  let start = 1;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < short.length - start &&
    short.charCodeAt(short.length - 1 - end) === long.charCodeAt(long.length - 1 - end)
  ) {
    end++;
  }
  const rest = short.length - start - end;
  if (long.length > short.length) return rest === 0;
  if (rest <= 1) return true;
  return rest === 2 && short[start] === long[start + 1] && short[start + 1] === long[start];
}

/**
 * A letter doubled or not, or two swapped: narrower than a misspelling, for words that one other letter makes another
 * word ("attack" is not "attach").
 */
export function isSlip(one: string, other: string): boolean {
  if (one.length !== other.length) return one.replace(DOUBLED, '$1') === other.replace(DOUBLED, '$1');
  let start = 0;
  while (start < one.length && one.charCodeAt(start) === other.charCodeAt(start)) start++;
  const isSwapped = one[start] === other[start + 1] && one[start + 1] === other[start];
  return isSwapped && one.slice(start + 2) === other.slice(start + 2);
}

const DOUBLED = /(.)\1/g;

function hasDigit(word: string): boolean {
  return /\d/.test(word);
}
