import { isJsonObject, type JsonObject, type StreamOutcome, type StreamReader, type Usage } from '#core';
import { createSseReader } from '../sse.ts';

/** Characters of events whose answer is kept; a longer one is still followed to its end, for its usage. */
const MAX_ANSWER_LENGTH = 64 * 1024 * 1024;

/** What an event means for the stream. */
export type Step = 'more' | 'end' | 'error' | 'unreadable';

/** A dialect's part of reading a stream: it takes the events one by one and puts the answer together. */
export interface Assembly {
  readonly take: (data: string, name: string | undefined) => Step;
  /** Forgets the content and keeps no more of it; usage is still read. */
  readonly drop: () => void;
  readonly body: () => JsonObject;
  readonly usage: () => Usage;
}

/** The event's JSON object, or undefined if it is not one. */
export function parseEvent(data: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A stream reader around a dialect's assembly: holds the bounds and what came after which event. */
export function createReader(assembly: Assembly): StreamReader {
  let state: Step = 'more';
  let unreadable = false;
  let length = 0;
  const sse = createSseReader((data, name) => {
    if (state !== 'more') return;
    const fitted = length <= MAX_ANSWER_LENGTH;
    length += data.length;
    if (fitted && length > MAX_ANSWER_LENGTH) assembly.drop();
    const step = assembly.take(data, name);
    // An event nobody can read spoils the answer for the cache, not the stream: its end may still come.
    if (step === 'unreadable') unreadable = true;
    else state = step;
  });

  function outcome(): StreamOutcome {
    const usage = assembly.usage();
    if (state === 'error') return { type: 'error', usage };
    if (sse.overflowed()) return { type: 'unreadable', usage };
    if (state !== 'end') return { type: 'cut', usage };
    if (unreadable || length > MAX_ANSWER_LENGTH) return { type: 'unreadable', usage };
    return { type: 'complete', body: assembly.body() };
  }

  return {
    push(bytes) {
      if (state === 'more') sse.push(bytes);
    },
    ended: () => state === 'end',
    finish() {
      if (state === 'more') sse.flush();
      return outcome();
    },
  };
}

/**
 * The error that a stream's first bytes hold, as the dialect's error envelope; undefined where there is none.
 * The word is looked for first, so that an ordinary start costs a scan and no parsing.
 */
export function findError(bytes: Uint8Array, createStreamReader: () => StreamReader): JsonObject | undefined {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('error')) return undefined;
  const reader = createStreamReader();
  reader.push(bytes);
  if (reader.finish().type !== 'error') return undefined;
  let found: JsonObject | undefined;
  const events = createSseReader((data, name) => {
    const event = parseEvent(data);
    if (isJsonObject(event?.error)) found ??= event;
    else if (name === 'error' || event?.object === 'error') found ??= { error: event ?? { message: data } };
  });
  events.push(bytes);
  events.flush();
  return found ?? { error: { message: 'The provider began the stream with an error.' } };
}
