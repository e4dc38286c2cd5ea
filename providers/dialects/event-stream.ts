import { asGatewayError, GatewayError, type StreamDecoder, type StreamEvent } from '#core';
import { createSseReader } from '../sse.ts';

/** A dialect's part of decoding a stream: what one SSE event says. */
export type DecodeEvent = (data: string, name: string | undefined) => Iterable<StreamEvent>;

/**
 * A decoder of SSE bytes around a dialect's events: nothing is read after the end mark or an error. An event that cannot
 * be read is an error behind what was read before it.
 */
export function createDecoder(decodeEvent: DecodeEvent): StreamDecoder {
  let events: StreamEvent[] = [];
  let isOver = false;
  const take = (event: StreamEvent): void => {
    if (isOver) return;
    events.push(event);
    isOver = event.type === 'end' || event.type === 'error';
  };
  const sse = createSseReader((data, name) => {
    if (isOver || data === '') return;
    try {
      for (const event of decodeEvent(data, name)) take(event);
    } catch (thrown) {
      take({ type: 'error', error: asGatewayError(thrown) });
    }
  });
  const taken = (): readonly StreamEvent[] => {
    if (sse.overflowed()) take({ type: 'error', error: unreadable('an event that is too long') });
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
