/** What of a text is sent to be embedded, and how much of it that covers. */
export interface CoveredStart {
  readonly sent: string;
  /** UTF-16 units from the start of the text. */
  readonly coveredChars: number;
}

/** Most UTF-16 units of one text that are ever sent: a question is shorter, and a request has to stay small. */
const MOST_CHARS = 32_768;
/** Tokens that tokenizers add of their own: a start, an end, a separator, the space that some put before the text. */
const ADDED_TOKENS = 4;
/** Tokens of a character by a careful estimate: English has about four ASCII characters to a token, Chinese one. */
const ESTIMATE = { ascii: 1 / 3, other: 1 };
/** Stands for a text of white space alone, which providers refuse. It covers none of it: all is matched exactly. */
const BLANK: CoveredStart = { sent: '-', coveredChars: 0 };

/**
 * The longest start of a text that any tokenizer certainly turns into no more tokens than the model reads. For
 * providers that would cut a longer text without a word.
 */
export function surelyFitting(text: string, maxTokens: number): CoveredStart {
  return longestStart(text, maxTokens, (character) => (isAscii(character) ? 1 : mostTokens(character)));
}

/** As much of a text as should fit. For providers that refuse a text that is too long, so that it can be cut again. */
export function perhapsFitting(text: string, maxTokens: number): CoveredStart {
  return longestStart(text, maxTokens, (character) => (isAscii(character) ? ESTIMATE.ascii : ESTIMATE.other));
}

/** @param tokensOf one character's share */
function longestStart(
  text: string,
  maxTokens: number,
  tokensOf: (character: string) => number,
): CoveredStart {
  if (text.trim() === '') return BLANK;
  const window = wholeCharacters(text, MOST_CHARS);
  if (surelyFits(window, maxTokens)) return start(window);
  const room = maxTokens - ADDED_TOKENS;
  let used = 0;
  let end = 0;
  for (const character of window) {
    used += tokensOf(character);
    if (used > room) break;
    end += character.length;
  }
  const covered = window.slice(0, end);
  return covered.trim() === '' ? BLANK : start(covered);
}

/** The first half of what was sent; undefined where there is nothing left to cut. */
export function halfOf({ sent, coveredChars }: CoveredStart): CoveredStart | undefined {
  if (coveredChars < 2) return undefined;
  const half = wholeCharacters(sent, Math.floor(sent.length / 2));
  return half.trim() === '' ? undefined : start(half);
}

/** Whether a text has no more tokens than the model reads, whatever its tokenizer. */
export function surelyFits(text: string, maxTokens: number): boolean {
  return mostTokens(text) + ADDED_TOKENS <= maxTokens;
}

/**
 * Tokens that a text has at most: no tokenizer in use makes pieces smaller than a byte of UTF-8. Some decompose
 * characters first, and one of them becomes up to eighteen.
 */
export function mostTokens(text: string): number {
  return Math.max(Buffer.byteLength(text), Buffer.byteLength(text.normalize('NFKD')));
}

const isAscii = (character: string): boolean => character < '\x80';

/** Half a surrogate pair is no text: it is sent as the replacement character, of the same length. */
const start = (covered: string): CoveredStart => ({
  sent: covered.toWellFormed(),
  coveredChars: covered.length,
});

function wholeCharacters(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const next = text.charCodeAt(length);
  const splitsPair = last >= 0xd800 && last <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
  return text.slice(0, splitsPair ? length - 1 : length);
}
