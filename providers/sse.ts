import { createParser } from 'eventsource-parser';

/** Characters one event may have. The longest real ones carry a whole image or file and stay below. */
export const MAX_EVENT_LENGTH = 8 * 1024 * 1024;

/** Room for `data: ` and the other fields, which the parser's own bound counts and ours does not. */
const FIELD_SLACK = 4096;

/** Turns the bytes of an event stream into its events, at any split of the bytes. */
export interface SseReader {
  readonly push: (bytes: Uint8Array) => void;
  /** Reads what is left as if a blank line had followed: some servers end on the terminal event without one. */
  readonly flush: () => void;
  /** True once an event was larger than the bound; nothing is read after it. */
  readonly overflowed: () => boolean;
}

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) and calls `onEvent` with each one's data and name.
 * Holds at most one unfinished event of `MAX_EVENT_LENGTH`.
 */
export function createSseReader(onEvent: (data: string, name: string | undefined) => void): SseReader {
  let overflowed = false;
  // The parser strips a byte order mark itself; the decoder must not hide it, or a second one would go too.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parser = createParser({
    maxBufferSize: MAX_EVENT_LENGTH + FIELD_SLACK,
    onEvent: (event) => {
      if (overflowed) return;
      // An event that arrives in one piece never enters the parser's buffer, so its bound does not see it.
      if (event.data.length > MAX_EVENT_LENGTH) overflowed = true;
      else onEvent(event.data, event.event);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') overflowed = true;
    },
  });
  return {
    push(bytes) {
      if (!overflowed) parser.feed(decoder.decode(bytes, { stream: true }));
    },
    flush() {
      if (!overflowed) parser.feed(`${decoder.decode()}\n\n`);
    },
    overflowed: () => overflowed,
  };
}
