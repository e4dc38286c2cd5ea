import type { Hit } from '#cache';
import type { Dialect, JsonObject, ReplayOptions } from '#core';
import { hitHeaders } from './cache-headers.ts';
import type { GatewayAnswer } from './chat-call.ts';
import { translateAnswer } from './translate/answer.ts';

/** How the client wants its answer. */
export interface Wanted {
  readonly dialect: Dialect;
  readonly stream: boolean;
  readonly streamUsage: boolean;
}

const PIECE_BYTES = 32 * 1024;

/** A stored answer as the client asked for it, in its dialect, stream or not, with fresh ids (C25, C26). */
export function replayHit(hit: Hit, from: Dialect, wanted: Wanted, options: ReplayOptions): GatewayAnswer {
  return {
    status: 200,
    headers: { ...replayHeaders(wanted), ...hitHeaders(hit, options.now) },
    body: replayBody(hit.entry.body, from, wanted, options),
    cache: hit.tier,
  };
}

export function replayHeaders(wanted: Wanted): Record<string, string> {
  return wanted.stream
    ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
    : { 'content-type': 'application/json' };
}

/** @param from the dialect of `answer` */
export function replayBody(
  answer: JsonObject,
  from: Dialect,
  { dialect, stream, streamUsage }: Wanted,
  options: ReplayOptions,
): GatewayAnswer['body'] {
  const stored = translateAnswer(answer, from, dialect, options.now);
  if (!stream) return JSON.stringify(dialect.replayJson(stored, options));
  return inPieces(dialect.replayStream(stored, { ...options, includeUsage: streamUsage }));
}

/** Whole when short; longer ones in pieces, so that a slow client holds back the making of the rest. */
function inPieces(frames: Iterable<string>): string | AsyncIterable<Uint8Array> {
  const iterator = frames[Symbol.iterator]();
  const next = (): { text: string; done: boolean } => {
    let text = '';
    for (;;) {
      const frame = iterator.next();
      if (frame.done) return { text, done: true };
      text += frame.value;
      if (text.length >= PIECE_BYTES) return { text, done: false };
    }
  };
  const first = next();
  if (first.done) return first.text;
  return (async function* () {
    yield Buffer.from(first.text);
    for (;;) {
      const piece = next();
      yield Buffer.from(piece.text);
      if (piece.done) return;
    }
  })();
}
