import type { ServerResponse } from 'node:http';
import type { GatewayAnswer } from '#gateway';

/** Writes an answer past the framework: its bytes are the provider's or a replay's, and nothing may touch them. */
export async function send(
  response: ServerResponse,
  answer: GatewayAnswer,
  requestId: string,
): Promise<void> {
  const { status, headers, body } = answer;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    response.writeHead(status, { ...headers, 'x-reprise-request-id': requestId, 'content-length': length });
    response.end(body);
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
      if (!response.write(next.value)) await drained(response);
    }
    if (!response.destroyed) response.end();
  } catch {
    // The reader was left behind or its source broke without a word of its own: a clean end would be a lie.
    response.destroy();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
