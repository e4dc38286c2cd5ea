import type { IncomingHttpHeaders } from 'node:http';
import type { Dialect, DialectId } from '#core';
import { dialectById } from './dialects/index.ts';
import { headersToClient, headersToProvider } from './http/forwarded-headers.ts';
import { spliceJson } from './http/splice-json.ts';
import type { Upstream, UpstreamResponse, UpstreamTimeouts } from './upstream.ts';

export type Endpoint = 'chat' | 'embeddings' | 'models';

/** One credential of ours at a provider. */
export interface ProviderKey {
  readonly name: string;
  readonly value: string;
}

export interface ProviderCall {
  readonly endpoint: Endpoint;
  /** The client's query string with its question mark, such as a list's cursor. */
  readonly query?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The client's own credential headers, used where the provider has no key of ours. */
  readonly key: ProviderKey | undefined;
  /** The bytes that came; undefined for GET. */
  readonly body: Uint8Array | undefined;
  /** Top-level fields to set in the body, as JSON text; everything else is sent as it came. */
  readonly edits: Readonly<Record<string, string>>;
  readonly stream: boolean;
  /** Milliseconds left for the whole request; a shorter timeout of the provider's own stands. */
  readonly withinMs: number;
}

/** A configured provider: knows its addresses and credentials, and nothing of routing. */
export interface Provider {
  readonly name: string;
  readonly dialect: DialectId;
  /** Its dialect, read and written. */
  readonly codec: Dialect;
  /** Identifies who would answer: changes with name and address. */
  readonly version: string;
  readonly keys: readonly ProviderKey[];
  /** Whether a stream's usage may be asked for where the client did not: some servers refuse fields they do not know. */
  readonly canAddStreamUsage: boolean;
  readonly timeouts: ProviderTimeouts;
  /** As `Upstream.send`, with the response headers a client may see. */
  readonly send: (call: ProviderCall, signal: AbortSignal) => Promise<UpstreamResponse>;
  readonly close: () => Promise<void>;
}

export interface ProviderTimeouts {
  /** Until a stream's first event. */
  readonly firstTokenMs: number;
  readonly idleMs: number;
  /** For a request with all its attempts. */
  readonly totalMs: number;
}

export interface ProviderOptions {
  readonly name: string;
  readonly dialect: DialectId;
  readonly auth: 'bearer' | 'x-api-key';
  readonly baseUrl: string;
  /** Sent where the client did not send them. */
  readonly defaultHeaders: Readonly<Record<string, string>>;
  readonly keys: readonly ProviderKey[];
  readonly timeouts: ProviderTimeouts;
  /** Default true: without usage the tokens of most streams would not be counted. */
  readonly streamUsage?: boolean;
}

/** Paths below the base URL: OpenAI's ends with `/v1`, Anthropic's does not, as in their SDKs. */
const PATHS: Readonly<Record<DialectId, Readonly<Record<Endpoint, string | undefined>>>> = {
  'openai-chat': { chat: '/chat/completions', embeddings: '/embeddings', models: '/models' },
  'anthropic-messages': { chat: '/v1/messages', embeddings: undefined, models: '/v1/models' },
};

/** The client's own credential travels in these. */
const CREDENTIALS = ['authorization', 'x-api-key'] as const;
/** Name an account that the client's credential has access to; beside a key of ours they would be refused, or worse, not. */
const ACCOUNT_HEADERS = ['openai-organization', 'openai-project'] as const;

export function createProvider(options: ProviderOptions, upstream: Upstream): Provider {
  const { name, dialect, timeouts } = options;
  const urls = new Map<string, URL>();
  for (const [endpoint, path] of Object.entries(PATHS[dialect])) {
    if (path !== undefined) urls.set(endpoint, new URL(options.baseUrl + path));
  }

  const credentialHeaders = (call: ProviderCall): Record<string, string> => {
    if (call.key) {
      return options.auth === 'bearer'
        ? { authorization: `Bearer ${call.key.value}` }
        : { 'x-api-key': call.key.value };
    }
    const own: Record<string, string> = {};
    for (const header of CREDENTIALS) {
      const value = call.headers[header];
      if (typeof value === 'string') own[header] = value;
    }
    return own;
  };

  const passedOn = (call: ProviderCall): Record<string, string> => {
    const headers = headersToProvider(call.headers);
    if (call.key) for (const header of ACCOUNT_HEADERS) delete headers[header];
    return headers;
  };

  return {
    name,
    dialect,
    codec: dialectById(dialect),
    version: `${name} ${options.baseUrl}`,
    keys: options.keys,
    canAddStreamUsage: options.streamUsage ?? true,
    timeouts,
    send: async (call, signal) => {
      const url = urls.get(call.endpoint);
      if (!url) throw new TypeError(`${name} has no ${call.endpoint} endpoint`);
      const edited = Object.keys(call.edits).length > 0;
      const body = call.body && edited ? spliceJson(call.body, call.edits) : call.body;
      const response = await upstream.send(
        {
          url: call.query ? new URL(call.query, url) : url,
          method: body ? 'POST' : 'GET',
          headers: {
            ...options.defaultHeaders,
            ...passedOn(call),
            ...(body ? { 'content-type': 'application/json' } : {}),
            'accept-encoding': 'identity', // bytes are forwarded and read as they come
            ...credentialHeaders(call),
          },
          body,
          timeouts: upstreamTimeouts(timeouts, call),
        },
        signal,
      );
      return { ...response, headers: headersToClient(response.headers) };
    },
    close: () => upstream.close(),
  };
}

/** A JSON answer sends its first byte when it is finished, so only a stream's first byte says that it is alive. */
function upstreamTimeouts(timeouts: ProviderTimeouts, { stream, withinMs }: ProviderCall): UpstreamTimeouts {
  const totalMs = Math.min(timeouts.totalMs, withinMs);
  return {
    firstByteMs: stream ? Math.min(timeouts.firstTokenMs, totalMs) : totalMs,
    idleMs: timeouts.idleMs,
    totalMs,
  };
}
