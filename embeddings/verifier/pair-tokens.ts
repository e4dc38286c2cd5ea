import type { Reading } from '../verifier.ts';

/** Ids of the special tokens, and a text's own ones without them. */
export interface TokenReader {
  readonly classify: number;
  readonly separate: number;
  readonly ids: (text: string) => readonly number[];
}

/** What a cross-encoder takes: `[CLS] asked [SEP] cached [SEP] answer [SEP]`, the first part apart from the rest by segment. */
export interface PairTokens {
  readonly ids: readonly number[];
  readonly segments: readonly number[];
}

const SPECIAL_TOKENS = 4;
/** Questions take at most three eighths of the room each; the answer gives way. As in training (train/encoder.py). */
const QUESTION_SHARE = 3 / 8;
/** A token is rarely longer; what lies beyond is not worth tokenising. */
const CHARS_PER_TOKEN = 16;
/** Names of special tokens in a user's text would be read as such. */
const SPECIAL_NAMES = /\[(?:CLS|SEP|PAD|UNK|MASK)\]/gi;

/** Tokens of one reading, at most `maxTokens`. */
export function pairTokens(reader: TokenReader, reading: Reading, maxTokens: number): PairTokens {
  const room = maxTokens - SPECIAL_TOKENS;
  const idsOf = (text: string, most: number): readonly number[] =>
    reader.ids(text.slice(0, most * CHARS_PER_TOKEN).replace(SPECIAL_NAMES, ' ')).slice(0, most);
  const mostOfQuestion = Math.floor(room * QUESTION_SHARE);
  const asked = idsOf(reading.asked, mostOfQuestion);
  const cached = idsOf(reading.cached, mostOfQuestion);
  const answer = idsOf(reading.answer, room - asked.length - cached.length);
  const first = [reader.classify, ...asked, reader.separate];
  const rest = [...cached, reader.separate, ...(answer.length > 0 ? [...answer, reader.separate] : [])];
  return { ids: [...first, ...rest], segments: [...first.map(() => 0), ...rest.map(() => 1)] };
}
