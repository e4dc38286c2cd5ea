/** What stands between quotes or backticks in a text, byte for byte. */
export interface Spans {
  /** Between quotes, without them. */
  readonly quoted: readonly string[];
  /** Between backticks, without them. */
  readonly code: readonly string[];
}

const NONE: Spans = { quoted: [], code: [] };
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '«': '»',
  '„': '“',
  '‘': '’',
  "'": "'",
};
const OPENING = /["“«„‘'`]/;
const WORD = /[\p{L}\p{N}]/u;

/**
 * The quoted and the backticked spans of a text, in order. One pass; a quote that never closes is punctuation.
 * An apostrophe opens a span only at the start of a word and closes one only at its end.
 */
export function readSpans(text: string): Spans {
  if (!OPENING.test(text)) return NONE;
  const quoted: string[] = [];
  const code: string[] = [];
  // A delimiter that was not found from here on is not found later: without this, many openers cost n² steps.
  const absent = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const opener = text.charAt(at);
    if (opener === '`') {
      const end = closes(text, fence(text, at), at, absent);
      if (end === undefined) continue;
      const span = text.slice(at + fence(text, at).length, end).trim();
      if (span !== '') code.push(span);
      at = end + fence(text, at).length - 1;
      continue;
    }
    const closer = CLOSING[opener];
    if (closer === undefined || (isApostrophe(opener) && WORD.test(text.charAt(at - 1)))) continue;
    const end = isApostrophe(opener)
      ? closingApostrophe(text, closer, at + 1)
      : closes(text, closer, at, absent);
    if (end === undefined) continue;
    const span = text.slice(at + 1, end).trim();
    if (span !== '') quoted.push(span);
    at = end;
  }
  return { quoted, code };
}

function isApostrophe(opener: string): boolean {
  return opener === "'" || opener === '‘';
}

function fence(text: string, at: number): string {
  return text.startsWith('```', at) ? '```' : '`';
}

function closes(text: string, closer: string, opened: number, absent: Set<string>): number | undefined {
  if (absent.has(closer)) return undefined;
  const end = text.indexOf(closer, opened + closer.length);
  if (end === -1) absent.add(closer);
  return end === -1 ? undefined : end;
}

/** Single quotes are looked for nearby only: most of them are apostrophes. */
function closingApostrophe(text: string, closer: string, from: number): number | undefined {
  const limit = Math.min(text.length, from + 80);
  for (let at = from; at < limit; at++) {
    const isEnd = text.charAt(at) === closer && at > from && !WORD.test(text.charAt(at + 1));
    if (isEnd && text.charAt(at - 1) !== ' ') return at;
  }
  return undefined;
}
