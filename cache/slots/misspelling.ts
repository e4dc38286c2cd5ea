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
  if (Math.abs(one.length - other.length) > 2) return false;
  return isDoubled(one, other) || (one.length === other.length && isSwapped(one, other));
}

/** Whether a word is another without one of its letters, which is neither the first nor the last. */
export function isShortened(word: string, whole: string): boolean {
  if (word.length !== whole.length - 1) return false;
  let at = 0;
  while (at < word.length && word.charCodeAt(at) === whole.charCodeAt(at)) at++;
  return at > 0 && at < word.length && whole.endsWith(word.slice(at));
}

/** Whether two words are equal when each run of one letter counts as one. */
function isDoubled(one: string, other: string): boolean {
  let [at, beside] = [0, 0];
  while (at < one.length && beside < other.length) {
    const letter = one.charCodeAt(at);
    if (letter !== other.charCodeAt(beside)) return false;
    while (one.charCodeAt(at) === letter) at++;
    while (other.charCodeAt(beside) === letter) beside++;
  }
  return at === one.length && beside === other.length;
}

function isSwapped(one: string, other: string): boolean {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  if (one[at] !== other[at + 1] || one[at + 1] !== other[at]) return false;
  return one.endsWith(other.slice(at + 2));
}

function hasDigit(word: string): boolean {
  return /\d/.test(word);
}
