import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerGet } from './answer-get.ts';
import { createAnswering } from './answer-post.ts';
import type { MockProviderOptions } from './options.ts';

/** A request as the mock provider received it. `outcome` follows the answer. */
export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** `aborted`: the connection closed before the answer was whole, from whichever side. */
  outcome: 'open' | 'answered' | 'aborted';
};

/** A running mock provider. */
export type MockProvider = {
  /** Origin without a path: `/v1` is appended for OpenAI, nothing for Anthropic. */
  readonly url: string;
  readonly port: number;
  /** POST requests since the start or the last `reset()`. */
  readonly requests: () => number;
  readonly seen: () => readonly RecordedRequest[];
  /** Forgets counts, recorded requests and how often each `x<n>` fault has struck. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

/**
 * Starts a self-written stand-in for LLM providers: OpenAI `POST …/chat/completions`, `…/embeddings`,
 * `GET …/models` and Anthropic `POST …/messages`, each as JSON and as server-sent events, in the shape of the
 * real APIs. It invents text; it is for tests, benchmarks and trying the gateway without a key. Faults are
 * asked for by the model's name: see `MOCK_FAULTS`. One answer per request: `n` and tools are ignored.
 */
export async function createMockProvider(options: MockProviderOptions = {}): Promise<MockProvider> {
  const { record = 0 } = options;
  const answering = createAnswering(options);
  let seen: RecordedRequest[] = [];
  let count = 0;

  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    if (request.method === 'GET') {
      answerGet(request, response, path, options);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      count++;
      const body = chunks.length === 1 ? (chunks[0]?.toString() ?? '') : Buffer.concat(chunks).toString();
      if (record > 0) remember(request, response, path, body);
      answering.answer(request, response, { path, body, number: count });
    });
    // A client that leaves while it sends is no event here.
    request.on('error', () => {});
  });

  function remember(request: IncomingMessage, response: ServerResponse, path: string, body: string): void {
    const entry: RecordedRequest = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      body,
      outcome: 'open',
    };
    response.once('close', () => {
      entry.outcome = response.writableFinished ? 'answered' : 'aborted';
    });
    seen.push(entry);
    if (seen.length > record) seen.shift();
  }

  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', 1024, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    requests: () => count,
    seen: () => [...seen],
    reset: () => {
      count = 0;
      seen = [];
      answering.reset();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
