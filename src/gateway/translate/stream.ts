import {
  asGatewayError,
  type Dialect,
  type EncodeStreamOptions,
  type StreamEvent,
  type StreamFilter,
} from '#core';

const NOTHING = new Uint8Array(0);

/**
 * A provider's stream in the client's dialect, event by event as the bytes come and at any split of them. A stream that
 * cannot be told ends with an error event, and nothing after it.
 */
export function translateStream(from: Dialect, to: Dialect, options: EncodeStreamOptions): StreamFilter {
  const decoder = from.createStreamDecoder();
  const encode = to.createStreamEncoder(options);
  let hasFailed = false;

  const tell = (read: () => readonly StreamEvent[]): Uint8Array => {
    if (hasFailed) return NOTHING;
    let told = '';
    try {
      for (const event of read()) {
        told += encode(event);
        hasFailed = event.type === 'error';
      }
    } catch (thrown) {
      hasFailed = true;
      told += to.encodeStreamError(asGatewayError(thrown), options.requestId);
    }
    return told === '' ? NOTHING : Buffer.from(told);
  };

  return {
    push: (bytes) => tell(() => decoder.push(bytes)),
    flush: () => tell(() => decoder.flush()),
    hasFailed: () => hasFailed,
  };
}
