import { GatewayError } from '#core';

/** Of an event that is longer the beginning has to do: no error is that long. */
const MOST_BYTES = 64 * 1024;

/**
 * A stream's bytes up to its first whole event with data: a provider's packets may cut it, and comments before it
 * ("still processing") are no answer yet. Empty when the stream ends without any byte.
 * @param withinMs time until the first event
 * @throws GatewayError `upstream-timeout` when only comments came in that time
 */
export async function readFirstEvent(
  pieces: AsyncIterator<Uint8Array>,
  withinMs: number,
): Promise<Uint8Array> {
  let all: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  const deadline = performance.now() + withinMs;
  for (;;) {
    // Before the first byte the upstream's own deadline counts; after it, a stream of comments could go on for ever.
    const next = all.length === 0 ? await pieces.next() : await nextWithin(pieces, deadline, withinMs);
    if (next.done) return all;
    const { buffer, byteOffset, length } = next.value;
    const piece = Buffer.from(buffer, byteOffset, length);
    all = all.length === 0 ? piece : Buffer.concat([all, piece]);
    if (all.length >= MOST_BYTES || hasWholeEvent(all)) return all;
  }
}

function hasWholeEvent(bytes: Buffer): boolean {
  const data = bytes.indexOf('data:');
  return data >= 0 && (bytes.indexOf('\n\n', data) >= 0 || bytes.indexOf('\r\n\r\n', data) >= 0);
}

async function nextWithin(
  pieces: AsyncIterator<Uint8Array>,
  deadline: number,
  withinMs: number,
): Promise<IteratorResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        void pieces.return?.();
        reject(firstEventTimeout(withinMs));
      },
      Math.max(0, deadline - performance.now()),
    );
  });
  try {
    return await Promise.race([pieces.next(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function firstEventTimeout(ms: number): GatewayError {
  return new GatewayError({
    code: 'upstream-timeout',
    status: 504,
    retryable: true,
    publicMessage: `The provider sent no event within ${Math.round(ms)} ms.`,
  });
}
