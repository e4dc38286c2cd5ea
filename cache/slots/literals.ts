/** Literals beyond which a difference is taken for granted: keeps a comparison of hostile texts linear. */
const MOST_SEARCHED = 16;
const PART_OF_WORD = /[\p{L}\p{N}_-]/u;

/**
 * Whether a literal of one side is missing on the other. It is not missing where the other text has it
 * without the quotes or backticks: `git -C` in backticks is git -C in plain words.
 */
export function literalsDiffer(
  one: readonly string[],
  oneText: string,
  other: readonly string[],
  otherText: string,
  letters: 'exact' | 'folded',
): boolean {
  if (one.length === 0 && other.length === 0) return false;
  const text = (raw: string): string => (letters === 'exact' ? raw : raw.toLowerCase());
  return isMissing(one, other, text(otherText)) || isMissing(other, one, text(oneText));
}

const LEADING_ARTICLE = /^(?:the|an?) /i;

/**
 * Case counts in what one side quotes, but for a title of several words that the other does not quote: people write
 * "The Art of War" as the art of war, and Art of War.
 */
export function quotationsDiffer(
  one: readonly string[],
  oneText: string,
  other: readonly string[],
  otherText: string,
): boolean {
  if (!literalsDiffer(one, oneText, other, otherText, 'exact')) return false;
  if (one.length > 0 && other.length > 0) return true;
  const [quoted, text] = one.length > 0 ? [one, otherText] : [other, oneText];
  if (!quoted.every((literal) => literal.includes(' '))) return true;
  const titles = quoted.map((literal) => literal.replace(LEADING_ARTICLE, '').toLowerCase());
  return isMissing(titles, [], text.toLowerCase());
}

function isMissing(literals: readonly string[], known: readonly string[], text: string): boolean {
  const absent = literals.length === 0 ? [] : difference(literals, known);
  if (absent.length > MOST_SEARCHED) return true;
  return absent.some((literal) => !containsWord(text, literal));
}

function difference(literals: readonly string[], known: readonly string[]): readonly string[] {
  const present = new Set(known);
  return literals.filter((literal) => !present.has(literal));
}

/** Whether the text has the literal with no letter or digit on either side. */
export function containsWord(text: string, literal: string): boolean {
  for (let at = text.indexOf(literal), tries = 0; at !== -1 && tries < MOST_SEARCHED; tries++) {
    const isWhole =
      !PART_OF_WORD.test(text.charAt(at - 1)) && !PART_OF_WORD.test(text.charAt(at + literal.length));
    if (isWhole) return true;
    at = text.indexOf(literal, at + 1);
  }
  return false;
}
