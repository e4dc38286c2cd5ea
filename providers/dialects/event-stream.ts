import { GatewayError, type StreamDecoder, type StreamEvent } from '#core';
import { createSseReader } from '../sse.ts';

/** A dialect's part of decoding a stream: what one SSE event says. */
export type DecodeEvent = (data: string, name: string | undefined) => readonly StreamEvent[];

/** A decoder of SSE bytes around a dialect's events: nothing is read after the end mark or an error. */
export function createDecoder(decodeEvent: DecodeEvent): StreamDecoder {
  let events: StreamEvent[] = [];
  let isOver = false;
  const sse = createSseReader((data, name) => {
    if (isOver || data === '') return;
    for (const event of decodeEvent(data, name)) {
      events.push(event);
      isOver ||= event.type === 'end' || event.type === 'error';
    }
  });
  const taken = (): readonly StreamEvent[] => {
    if (sse.overflowed()) throw unreadable('an event that is too long');
    const all = events;
    events = [];
    return all;
  };
  return {
    push: (bytes) => {
      sse.push(bytes);
      return taken();
    },
    flush: () => {
      sse.flush();
      return taken();
    },
  };
}

/** An answer that cannot be told in another dialect. */
export function unreadable(what: string): GatewayError {
  return new GatewayError({
    code: 'upstream-invalid-answer',
    status: 502,
    publicMessage: `The provider sent ${what}, which cannot be told in this API.`,
  });
}
