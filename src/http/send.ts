import type { ServerResponse } from 'node:http';
import type { GatewayAnswer } from '#gateway';

/** A client that reads nothing for so long holds memory for nothing. */
const STALLED_MS = 60_000;

/** Writes an answer past the framework: its bytes are the provider's or a replay's, and nothing may touch them. */
export async function send(
  response: ServerResponse,
  answer: GatewayAnswer,
  requestId: string,
  stalledMs = STALLED_MS,
): Promise<void> {
  const { status, headers, body } = answer;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    response.writeHead(status, { ...headers, 'x-reprise-request-id': requestId, 'content-length': length });
    response.end(body);
    if (response.writableLength > 0) destroyWhenStalled(response, stalledMs);
    return;
  }
  response.writeHead(status, { ...headers, 'x-reprise-request-id': requestId });
  response.flushHeaders();
  const pieces = body[Symbol.asyncIterator]();
  // While the source is silent nobody would notice that the client has left, and the upstream would go on for nothing.
  const leave = (): void => void pieces.return?.();
  response.once('close', leave);
  try {
    for (let next = await pieces.next(); !next.done && !response.destroyed; next = await pieces.next()) {
      if (!response.write(next.value)) await drained(response, stalledMs);
    }
    if (!response.destroyed) response.end();
  } catch {
    // The reader was left behind or its source broke without a word of its own: a clean end would be a lie.
    response.destroy();
  }
}

/** Waits until the client has taken what was written; one that takes nothing for too long is left. */
function drained(response: ServerResponse, stalledMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stalled = setTimeout(() => response.destroy(), stalledMs);
    const done = (): void => {
      clearTimeout(stalled);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Of a whole answer: a client that takes none of what is left for so long is left itself. */
function destroyWhenStalled(response: ServerResponse, stalledMs: number): void {
  let left = response.writableLength;
  const look = setInterval(() => {
    if (response.writableLength >= left) response.destroy();
    left = response.writableLength;
  }, stalledMs);
  look.unref();
  response.once('close', () => clearInterval(look));
}
