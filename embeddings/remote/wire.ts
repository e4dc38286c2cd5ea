import type { JsonObject } from '#core';
import type { RawVector } from './unit-vector.ts';

/** What an answer says: one vector per text, in the order of the texts, and what it was charged for. */
export interface WireAnswer {
  readonly vectors: readonly (RawVector | undefined)[];
  /** Tokens as the provider counted them; undefined is unknown, never zero. */
  readonly tokens: number | undefined;
}

/** How a provider is asked for embeddings, and how its answer is read. */
export interface Wire {
  /** Where the API is, without a slash at its end; undefined where the configuration has to say it. */
  readonly baseUrl: string | undefined;
  /** Below the base URL. */
  readonly path: string;
  /** The header that carries the key. */
  readonly keyHeader: (key: string) => Readonly<Record<string, string>>;
  readonly needsKey: boolean;
  /** Texts that one request may carry. */
  readonly maxTexts: number;
  /** Whether a text of too many tokens is refused, so that it can be cut; otherwise it may be cut without a word. */
  readonly refusesLongTexts: boolean;
  /** What is put before each text; the model reads its tokens too. */
  readonly prefix: string;
  /** What decides where vectors lie beside model and dimensions, for the space id. */
  readonly use: string;
  readonly body: (texts: readonly string[]) => JsonObject;
  /** Undefined where it is no answer, or not one for as many texts. */
  readonly read: (answer: JsonObject, count: number) => WireAnswer | undefined;
}

/** A count of tokens; undefined where it is none. */
export function tokenCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });
