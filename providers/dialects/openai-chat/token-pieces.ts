import { isJsonObject, type JsonObject, type JsonValue, listOr } from '#core';

/** A piece of content with the log probabilities of its own tokens. */
export interface TokenPiece {
  readonly text: string;
  readonly logprobs: JsonObject;
}

const LONGEST = 24;

/**
 * The content in pieces of whole tokens, each with its share of the log probabilities; undefined where there are
 * none, or where the tokens do not spell the content (a token may be part of a character).
 */
export function tokenPieces(
  content: JsonValue | undefined,
  logprobs: JsonValue | undefined,
): readonly TokenPiece[] | undefined {
  if (typeof content !== 'string' || !isJsonObject(logprobs)) return undefined;
  const tokens = listOr(logprobs.content);
  if (tokens.length === 0 || tokens.map(tokenText).join('') !== content) return undefined;
  const pieces: TokenPiece[] = [];
  let text = '';
  let taken: JsonValue[] = [];
  for (const [i, token] of tokens.entries()) {
    text += tokenText(token);
    taken.push(token);
    if (text.length < LONGEST && i < tokens.length - 1) continue;
    // What else the log probabilities hold goes out once: lists of later pieces would be appended to it.
    const shared = pieces.length === 0 ? logprobs : { refusal: null };
    pieces.push({ text, logprobs: { ...shared, content: taken } });
    text = '';
    taken = [];
  }
  return pieces;
}

function tokenText(entry: JsonValue): string {
  const token = isJsonObject(entry) ? entry.token : undefined;
  return typeof token === 'string' ? token : '';
}
