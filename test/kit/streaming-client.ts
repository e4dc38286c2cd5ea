import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { until } from './until.ts';

/** A client that reads a stream by hand, and may leave at any moment. */
export interface StreamingClient {
  /** What came so far. */
  readonly text: () => string;
  readonly status: () => number | undefined;
  readonly headers: () => IncomingMessage['headers'];
  /** Resolves once this text has come. */
  readonly seen: (text: string) => Promise<void>;
  /** Resolves at the end of the response: `complete` is false where the connection was cut. */
  readonly ended: Promise<{ readonly complete: boolean }>;
  /** Stops reading, so that the sender has to wait. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Closes the connection. */
  readonly leave: () => void;
}

/** Sends a JSON body and reads the answer as it comes. */
export function openStream(url: string, body: object, headers: Record<string, string> = {}): StreamingClient {
  const pieces: Buffer[] = [];
  let response: IncomingMessage | undefined;
  const request: ClientRequest = httpRequest(url, {
    method: 'POST',
    agent: false,
    headers: { authorization: 'Bearer sk-client', ...headers },
  });
  const ended = new Promise<{ complete: boolean }>((resolve) => {
    request.on('error', () => resolve({ complete: false }));
    request.on('response', (incoming) => {
      response = incoming;
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', () => {});
      incoming.on('close', () => resolve({ complete: incoming.complete }));
    });
  });
  request.end(JSON.stringify(body));
  const text = (): string => Buffer.concat(pieces).toString('utf8');
  return {
    text,
    ended,
    status: () => response?.statusCode,
    headers: () => response?.headers ?? {},
    seen: (wanted) => until(`«${wanted}» came`, () => text().includes(wanted)).then(() => {}),
    pause: () => response?.pause(),
    resume: () => response?.resume(),
    leave: () => request.destroy(),
  };
}
