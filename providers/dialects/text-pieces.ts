// Replayed text goes out in pieces about as long as a few tokens, so that a client that renders as it reads sees
// what it sees from a provider.
const SHORTEST = 20;
const LONGEST = 40;
/** How much longer a piece may get so as not to break a character that is written with several code points. */
const STRETCH = 16;

/** Splits text before spaces, else after `LONGEST` units; the pieces joined are the text. */
export function* textPieces(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > LONGEST) {
    const end = wordStart(text, start + SHORTEST, start + LONGEST) ?? characterStart(text, start + LONGEST);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}

function wordStart(text: string, from: number, to: number): number | undefined {
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x20 || unit === 0x0a) return i;
  }
  return undefined;
}

function characterStart(text: string, from: number): number {
  let at = from;
  while (at < from + STRETCH && joinsOn(text, at)) at++;
  // Never between the halves of a surrogate pair, however long the run of marks is.
  return isLowSurrogate(text, at) ? at + 1 : at;
}

const ZERO_WIDTH_JOINER = '\u200d';
const MARK = /^(?:\p{M}|\p{Emoji_Modifier})/u;

/** Whether what stands at `at` belongs to the character before it: a pair's second half, a mark, a joiner. */
function joinsOn(text: string, at: number): boolean {
  if (isLowSurrogate(text, at)) return true;
  if (text[at] === ZERO_WIDTH_JOINER || text[at - 1] === ZERO_WIDTH_JOINER) return true;
  return MARK.test(text.slice(at, at + 2));
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
