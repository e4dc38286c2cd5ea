import { isJsonObject, type JsonValue } from '#core';
import { decodeEntry, encodeEntry } from '../entries/entry-codec.ts';
import type { SchemaCheck } from './schema-checker.ts';
import type { WriteJob } from './store-answer.ts';

/** Version of the form below; a worker of another release leaves what it cannot read to the dead letters. */
const VERSION = 1;

/** A job as JSON text, for a queue outside this process. */
export function encodeWriteJob({ entry, compatKey, embed, check, answerText }: WriteJob): string {
  return JSON.stringify({ v: VERSION, entry: encodeEntry(entry), compatKey, embed, check, answerText });
}

/**
 * The job that a queue handed over.
 * @throws TypeError naming what is wrong: damaged text, another version, not a job
 */
export function decodeWriteJob(text: string): WriteJob {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new TypeError('not a write job: no object');
  const { v, entry, compatKey, embed, check, answerText } = value;
  if (v !== VERSION) throw new TypeError(`not a write job of version ${VERSION}: version ${String(v)}`);
  const decoded = typeof entry === 'string' ? decodeEntry(entry) : undefined;
  if (!decoded) throw new TypeError('not a write job: entry');
  if (typeof compatKey !== 'string') throw new TypeError('not a write job: compatKey');
  if (typeof embed !== 'boolean') throw new TypeError('not a write job: embed');
  return {
    entry: decoded,
    compatKey,
    embed,
    check: checkOf(check),
    answerText: typeof answerText === 'string' ? answerText : undefined, // jobs of older releases have none
  };
}

function checkOf(value: JsonValue | undefined): SchemaCheck | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw new TypeError('not a write job: check');
  const { schema, texts } = value;
  const isTexts = (list: JsonValue | undefined): list is readonly string[] =>
    Array.isArray(list) && list.every((item) => typeof item === 'string');
  if (typeof schema !== 'string' || !isTexts(texts)) throw new TypeError('not a write job: check');
  return { schema, texts };
}
