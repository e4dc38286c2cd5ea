import type { Dialect, JsonObject, StreamOutcome } from '#core';

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Reads a whole stream, in pieces of `size` bytes. */
export function readInPieces(dialect: Dialect, stream: string | Uint8Array, size: number): StreamOutcome {
  const bytes = typeof stream === 'string' ? bytesOf(stream) : stream;
  const reader = dialect.createStreamReader();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

export const read = (dialect: Dialect, stream: string): StreamOutcome =>
  readInPieces(dialect, stream, Number.MAX_SAFE_INTEGER);

/** The body of a stream that has to be whole. */
export function bodyOf(outcome: StreamOutcome): JsonObject {
  if (outcome.type !== 'complete') throw new Error(`the stream is ${outcome.type}`);
  return outcome.body;
}

/** Events without a name, as OpenAI sends them. */
export const dataFrames = (...events: readonly unknown[]): string =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');

/** Named events, as Anthropic sends them. */
export const namedFrames = (...events: readonly JsonObject[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

/** The JSON of each event of a replay; `[DONE]` as it is. */
export const eventsOf = (frames: Iterable<string>): unknown[] =>
  [...frames].map((frame) => {
    const data = frame.slice(frame.indexOf('data: ') + 'data: '.length).trimEnd();
    return data === '[DONE]' ? data : JSON.parse(data);
  });
