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
  let length = 0;
  const sse = createSseReader((data, name) => {
    if (state !== 'more') return;
    const fitted = length <= MAX_ANSWER_LENGTH;
    length += data.length;
    if (fitted && length > MAX_ANSWER_LENGTH) assembly.drop();
    state = assembly.take(data, name);
  });

  function outcome(): StreamOutcome {
    if (state === 'error') return { type: 'error', usage: assembly.usage() };
    if (state !== 'end') return { type: 'cut', usage: assembly.usage() };
    if (length > MAX_ANSWER_LENGTH) return { type: 'oversized', usage: assembly.usage() };
    return { type: 'complete', body: assembly.body() };
  }

  return {
    push(bytes) {
      if (state !== 'more') return;
      sse.push(bytes);
      if (state === 'more' && sse.overflowed()) state = 'unreadable';
    },
    ended: () => state === 'end',
    finish() {
      if (state === 'more') sse.flush();
      if (state === 'more') state = 'unreadable';
      return outcome();
    },
  };
}

/**
 * Whether the first bytes of a stream hold an error event.
 * The word is looked for first, so that an ordinary start costs a scan and no parsing.
 */
export function startsWithError(bytes: Uint8Array, createStreamReader: () => StreamReader): boolean {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('error')) return false;
  const reader = createStreamReader();
  reader.push(bytes);
  return reader.finish().type === 'error';
}
