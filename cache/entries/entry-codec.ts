import { isJsonObject, type JsonObject, type JsonValue, numberOr, objectOr, type Usage } from '#core';
import type { Entry, Provenance } from '../entry.ts';

/** Version of the form below. A reader refuses the ones it does not know, so that two releases can share a store. */
const VERSION = 1;

/**
 * An entry as one line of JSON, for stores and queues outside this process. Vectors are base64 of little-endian
 * float32.
 */
export function encodeEntry(entry: Entry): string {
  return JSON.stringify({
    ...entry,
    vector: encodeVector(entry.vector),
    answerVector: encodeVector(entry.answerVector),
    v: VERSION,
  });
}

/** The entry, or undefined where the text is damaged, of another version or not an entry: to be treated as absent. */
export function decodeEntry(text: string): Entry | undefined {
  try {
    return entryOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @throws TypeError naming the first field that is not what it has to be */
function entryOf(value: unknown): Entry {
  if (!isJsonObject(value) || value.v !== VERSION) throw wrong('v');
  const { dialect, answerVector } = value;
  if (dialect !== 'openai-chat' && dialect !== 'anthropic-messages') throw wrong('dialect');
  return {
    id: text(value, 'id'),
    keys: texts(value, 'keys'),
    tenant: text(value, 'tenant'),
    partition: text(value, 'partition'),
    question: text(value, 'question'),
    vector: decodeVector(value.vector, 'vector'),
    // Not there in entries of releases before answers had one.
    ...(answerVector === undefined ? {} : { answerVector: decodeVector(answerVector, 'answerVector') }),
    dialect,
    body: object(value, 'body'),
    bodyBytes: number(value, 'bodyBytes'),
    usage: usageOf(objectOr(value.usage)),
    costNanos: numberOr(value.costNanos, undefined),
    latencyMs: number(value, 'latencyMs'),
    tags: texts(value, 'tags'),
    createdAt: number(value, 'createdAt'),
    expiresAt: number(value, 'expiresAt'),
    provenance: provenanceOf(object(value, 'provenance')),
  };
}

function provenanceOf(value: JsonObject): Provenance {
  return {
    requestId: text(value, 'requestId'),
    credential: text(value, 'credential'),
    provider: text(value, 'provider'),
    model: text(value, 'model'),
  };
}

function usageOf(value: JsonObject): Usage {
  const { cacheWriteTokens } = value;
  return {
    inputTokens: numberOr(value.inputTokens, undefined),
    outputTokens: numberOr(value.outputTokens, undefined),
    cachedInputTokens: numberOr(value.cachedInputTokens, undefined),
    ...(typeof cacheWriteTokens === 'number' ? { cacheWriteTokens } : {}),
  };
}

function encodeVector(vector: Float32Array | undefined): string | undefined {
  return vector && Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function decodeVector(value: JsonValue | undefined, field: string): Float32Array | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrong(field);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) throw wrong(field);
  // A copy: the bytes may lie anywhere in a shared buffer, and floats have to be aligned.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function text(value: JsonObject, field: string): string {
  const found = value[field];
  if (typeof found !== 'string') throw wrong(field);
  return found;
}

function number(value: JsonObject, field: string): number {
  const found = value[field];
  if (typeof found !== 'number') throw wrong(field);
  return found;
}

function object(value: JsonObject, field: string): JsonObject {
  const found = value[field];
  if (!isJsonObject(found)) throw wrong(field);
  return found;
}

function texts(value: JsonObject, field: string): readonly string[] {
  const found = value[field];
  if (!Array.isArray(found) || !found.every((item) => typeof item === 'string')) throw wrong(field);
  return found;
}

const wrong = (field: string) => new TypeError(`not an entry: ${field}`);
