import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a provider received it, byte for byte. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds on a monotonic clock when the whole request was there. */
  readonly at: number;
  /** Whether the connection closed before the answer was whole. */
  readonly aborted: () => boolean;
}

/** Answers one request; what it throws becomes a 500, so that a test's mistake shows. */
export type Script = (response: ServerResponse, request: Received, number: number) => void | Promise<void>;

export interface ScriptedUpstream {
  /** Origin without a path. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers all requests from now on. */
  readonly play: (script: Script) => void;
  readonly close: () => Promise<void>;
}

/** A provider that does what a test says, for what the mock provider has no fault. */
export async function startScriptedUpstream(script: Script = notFound): Promise<ScriptedUpstream> {
  const received: Received[] = [];
  let current = script;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    request.on('error', () => {});
    for await (const piece of request) pieces.push(piece as Buffer);
    const one: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(pieces),
      at: performance.now(),
      aborted: () => response.destroyed && !response.writableFinished,
    };
    received.push(one);
    try {
      await current(response, one, received.length);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    play: (next) => {
      received.length = 0;
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const notFound: Script = (response) => {
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end('{"error":{"message":"no script","type":"invalid_request_error","param":null,"code":null}}');
};

export function sendJson(response: ServerResponse, body: string, status = 200, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

/** Begins an event stream; the script writes and ends it. */
export function beginEvents(response: ServerResponse, headers: object = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  response.flushHeaders();
}
