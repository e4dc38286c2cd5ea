import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Wire formats of embedding providers. */
export type EmbeddingFormat = 'openai' | 'cohere' | 'gemini';

/** What the provider does wrong. */
export type EmbeddingFault =
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** Begins an answer and drops the connection. */
  | { readonly kind: 'half' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'html' }
  /** An answer without an end. */
  | { readonly kind: 'huge' }
  /** One vector too few. */
  | { readonly kind: 'count' }
  /** Backwards, with the right `index` where the format has one. */
  | { readonly kind: 'backwards' }
  | { readonly kind: 'same-index' }
  | { readonly kind: 'nan' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'dimensions' }
  | { readonly kind: 'no-usage' };

export interface EmbeddingProviderOptions {
  readonly format: EmbeddingFormat;
  readonly key: string | undefined;
  readonly model: string;
  /** Length of the vectors where the request asks for none. */
  readonly dimensions: number;
  /** Characters that a text may have: the stand-in's tokenizer makes one token of each. */
  readonly maxChars?: number;
  /** What becomes of longer texts; default refuse. */
  readonly longTexts?: 'refuse' | 'cut';
  /** Texts in one request; default 100. */
  readonly maxTexts?: number;
  /** Texts with this in them are refused with 400, as if the content were at fault. */
  readonly poison?: string;
}

/** One request as it came. */
export interface EmbeddingRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  readonly texts: readonly string[];
  /** Milliseconds on the monotonic clock. */
  readonly at: number;
  /** Whether the client dropped the connection before the answer. */
  readonly dropped: () => boolean;
}

/** A self-written stand-in for a provider of embeddings. */
export interface EmbeddingProvider {
  /** As a configuration names it. */
  readonly baseUrl: string;
  readonly received: readonly EmbeddingRequest[];
  /** Texts that were cut without a word. */
  readonly cut: readonly string[];
  /** The next `times` requests go wrong; default all. */
  readonly fail: (fault: EmbeddingFault, times?: number) => void;
  readonly mend: () => void;
  /** The vector that it gives for a text, before anybody normalises it. */
  readonly vectorOf: (text: string, dimensions?: number) => readonly number[];
  readonly close: () => Promise<void>;
}

const FORMATS: Readonly<Record<EmbeddingFormat, Format>> = {
  openai: {
    base: '/v1',
    path: () => '/v1/embeddings',
    credential: ({ authorization }) => authorization?.replace(/^Bearer /, ''),
    fields: ['model', 'input', 'dimensions', 'encoding_format'],
    read: ({ input, dimensions }) => ({ texts: strings(input), dimensions }),
    write: ({ vectors, tokens, order, body }) => ({
      object: 'list',
      data: order.map((index, position) => ({
        object: 'embedding',
        index,
        embedding: encode(vectors[position] ?? [], body.encoding_format),
      })),
      model: body.model,
      ...(tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    }),
    error: (message) => ({
      error: { message, type: 'invalid_request_error', param: null, code: null },
    }),
  },
  cohere: {
    base: '/v2',
    path: () => '/v2/embed',
    credential: ({ authorization }) => authorization?.replace(/^Bearer /, ''),
    fields: ['model', 'texts', 'input_type', 'embedding_types', 'truncate', 'output_dimension'],
    read: (body) => {
      if (body.truncate !== 'NONE' || typeof body.input_type !== 'string') return undefined;
      if (JSON.stringify(body.embedding_types) !== '["float"]') return undefined;
      return { texts: strings(body.texts), dimensions: body.output_dimension };
    },
    write: ({ vectors, tokens }) => ({
      id: 'e1',
      embeddings: { float: vectors },
      meta: {
        api_version: { version: '2' },
        ...(tokens === undefined ? {} : { billed_units: { input_tokens: tokens } }),
      },
    }),
    error: (message) => ({ id: 'e1', message }),
  },
  gemini: {
    base: '/v1beta',
    path: (model) => `/v1beta/models/${model}:batchEmbedContents`,
    credential: (headers) => headers['x-goog-api-key']?.toString(),
    fields: ['requests'],
    read: ({ requests }) => {
      const asked = Array.isArray(requests) ? (requests as GeminiRequest[]) : [];
      return {
        texts: asked.map(({ content }) => content.parts.map(({ text }) => text).join('')),
        dimensions: asked[0]?.outputDimensionality,
      };
    },
    write: ({ vectors, tokens }) => ({
      embeddings: vectors.map((values) => ({ values })),
      ...(tokens === undefined ? {} : { usageMetadata: { promptTokenCount: tokens } }),
    }),
    error: (message, status) => ({ error: { code: status, message, status: 'INVALID_ARGUMENT' } }),
  },
};

/** Starts the stand-in on a free port of the loopback. */
export async function startEmbeddingProvider(options: EmbeddingProviderOptions): Promise<EmbeddingProvider> {
  const { format: name, maxChars = 8_000, maxTexts = 100, longTexts = 'refuse' } = options;
  const format = FORMATS[name];
  const received: EmbeddingRequest[] = [];
  const cut: string[] = [];
  let fault: EmbeddingFault | undefined;
  let times = 0;

  const refusalOf = (request: EmbeddingRequest): readonly [number, string] | undefined => {
    if (request.path !== format.path(options.model)) return [404, `no such path: ${request.path}`];
    if (format.credential(request.headers) !== options.key) return [401, `Incorrect API key: ${options.key}`];
    if (request.headers['content-type'] !== 'application/json') return [415, 'not JSON'];
    const unknown = Object.keys(request.body).find((field) => !format.fields.includes(field));
    if (unknown !== undefined) return [400, `unknown field ${unknown}`];
    const { texts } = request;
    if (texts.length === 0 || texts.length > maxTexts) return [400, `at most ${maxTexts} texts in one batch`];
    if (texts.some((text) => text.trim() === '')) return [400, 'a text is empty'];
    if (options.poison !== undefined && texts.some((text) => text.includes(options.poison ?? '')))
      return [400, 'unacceptable content'];
    const long = texts.findIndex((text) => [...text].length > maxChars);
    if (long >= 0 && longTexts === 'refuse')
      return [400, `input[${long}]: maximum input length is ${maxChars} tokens`];
    return undefined;
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    incoming.on('error', () => {});
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Readonly<Record<string, unknown>>;
    const read = format.read(body);
    const request: EmbeddingRequest = {
      path: incoming.url ?? '',
      headers: incoming.headers,
      body,
      texts: read?.texts ?? [],
      at: performance.now(),
      dropped: () => response.destroyed && !response.writableFinished,
    };
    received.push(request);
    const current = times > 0 ? fault : undefined;
    times--;
    if (current && (await goWrong(response, current))) return;
    const refusal = refusalOf(request);
    if (refusal) return send(response, refusal[0], format.error(refusal[1], refusal[0]));
    const size = typeof read?.dimensions === 'number' ? read.dimensions : options.dimensions;
    const seen = request.texts.map((text) => {
      const characters = [...text];
      if (characters.length <= maxChars) return text;
      cut.push(text);
      return characters.slice(0, maxChars).join('');
    });
    const answer: Answer = {
      vectors: seen.map((text) => vectorOf(text, size)),
      tokens: seen.reduce((sum, text) => sum + [...text].length, 0),
      order: seen.map((_text, index) => index),
      body,
    };
    send(response, 200, format.write(current ? spoil(answer, current) : answer));
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => send(response, 500, { message: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${format.base}`,
    received,
    cut,
    fail: (next, count = Number.POSITIVE_INFINITY) => {
      fault = next;
      times = count;
    },
    mend: () => {
      times = 0;
    },
    vectorOf: (text, dimensions = options.dimensions) => vectorOf(text, dimensions),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly vectors: readonly (readonly (number | null)[])[];
  readonly tokens: number | undefined;
  readonly order: readonly number[];
  readonly body: Readonly<Record<string, unknown>>;
}

interface GeminiRequest {
  readonly content: { readonly parts: readonly { readonly text: string }[] };
  readonly outputDimensionality?: number;
}

interface Format {
  readonly base: string;
  readonly path: (model: string) => string;
  readonly credential: (headers: IncomingHttpHeaders) => string | undefined;
  readonly fields: readonly string[];
  readonly read: (
    body: Readonly<Record<string, unknown>>,
  ) => { readonly texts: readonly string[]; readonly dimensions: unknown } | undefined;
  readonly write: (answer: Answer) => object;
  readonly error: (message: string, status: number) => object;
}

/** True when there is nothing more to answer. */
async function goWrong(response: ServerResponse, fault: EmbeddingFault): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return false;
    case 'hang':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"data": [{"embedding": [0.1', () => response.socket?.destroy());
      return true;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(
        '{"error":{"message":"sk-secret-key cannot embed this: hello","code":"rate_limit_exceeded"}}',
      );
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>a proxy is here</html>');
      return true;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.on('error', () => {});
      endless(response);
      return true;
    default:
      return false;
  }
}

function endless(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write(' '.repeat(65_536), () => setImmediate(endless, response));
}

function spoil(answer: Answer, fault: EmbeddingFault): Answer {
  const { vectors, order } = answer;
  switch (fault.kind) {
    case 'count':
      return { ...answer, vectors: vectors.slice(1), order: order.slice(1) };
    case 'backwards':
      return { ...answer, vectors: vectors.toReversed(), order: order.toReversed() };
    case 'same-index':
      return { ...answer, order: order.map(() => 0) };
    case 'nan':
      return { ...answer, vectors: vectors.map((vector) => [Number.NaN, ...vector.slice(1)]) };
    case 'zero':
      return { ...answer, vectors: vectors.map((vector) => vector.map(() => 0)) };
    case 'dimensions':
      return { ...answer, vectors: vectors.map((vector) => vector.slice(1)) };
    case 'no-usage':
      return { ...answer, tokens: undefined };
    default:
      return answer;
  }
}

/** The same text always has the same vector; its length is not one. */
function vectorOf(text: string, dimensions: number): number[] {
  let state = 2_166_136_261;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 16_777_619);
  return Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9;
    return Math.fround(((state >>> 0) / 2 ** 32 - 0.5) * 3);
  });
}

function encode(vector: readonly (number | null)[], format: unknown): unknown {
  if (format !== 'base64') return vector;
  return Buffer.from(Float32Array.from(vector, (value) => value ?? Number.NaN).buffer).toString('base64');
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];

function send(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
