import type { GatewayError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ChatRequest } from './request.ts';
import type { ChatResponse, Usage } from './response.ts';
import type { StreamDecoder, StreamEncoder } from './stream-event.ts';

export type DialectId = 'openai-chat' | 'anthropic-messages';

/** How a stream ended, told by its own events and not by the connection. */
export type StreamOutcome =
  /** The dialect's terminal event came: `body` is the answer as its JSON endpoint would have sent it. */
  | { readonly type: 'complete'; readonly body: JsonObject }
  /** An event was not readable or too long, or the answer is larger than the reader keeps: passed on, never stored. */
  | { readonly type: 'unreadable'; readonly usage: Usage }
  /** The connection ended before the terminal event. */
  | { readonly type: 'cut'; readonly usage: Usage }
  /** The provider sent an error event. */
  | { readonly type: 'error'; readonly usage: Usage };

/** Reads one SSE answer as it passes, at any split of its bytes. */
export interface StreamReader {
  readonly push: (bytes: Uint8Array) => void;
  /** True once the dialect's terminal event was read. */
  readonly ended: () => boolean;
  readonly finish: () => StreamOutcome;
}

export interface ReplayOptions {
  /** Milliseconds since the epoch: `created` of the replayed answer. */
  readonly now: number;
  /** `upstream` shows the stored usage, `zero` shows that no tokens were bought. */
  readonly usage: 'upstream' | 'zero';
}

export interface StreamFilter {
  readonly push: (bytes: Uint8Array) => Uint8Array;
  /** What was held back and turned out to be the stream's own end. */
  readonly flush: () => Uint8Array;
  /** Whether what it gave ends with an error: nothing may follow. */
  readonly hasFailed?: () => boolean;
}

/** How to learn the usage of a stream whose client did not ask for it. */
export interface HiddenUsage {
  /** Top-level fields to set in the body that came, as JSON text. */
  readonly edits: (body: JsonObject) => Readonly<Record<string, string>>;
  /** Keeps the extra event from the client, at any split of the stream's bytes. One per stream. */
  readonly createFilter: () => StreamFilter;
}

/** How a provider is to be asked in its dialect for what a client asked in another one. */
export interface EncodeRequestOptions {
  /** The model as the provider knows it. */
  readonly model: string;
  /** Whether a stream may be asked for its usage. */
  readonly streamUsage: boolean;
}

export interface EncodeStreamOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the stream ends with usage, where the dialect leaves that to the client. */
  readonly includeUsage: boolean;
  /** Names the request in error events. */
  readonly requestId: string;
}

/**
 * One wire format, read and written: the same format is spoken by clients (we are the server) and by providers
 * (we are the client). Stateless but for the readers and writers of streams that it makes. Between two dialects
 * everything goes through the canonical types; within one, bytes pass as they came and are only read.
 */
export interface Dialect {
  readonly id: DialectId;
  /**
   * Reads a client's body strictly. What it says beyond the canonical form is named in `extensions`.
   * @throws GatewayError `invalid-request` naming the field.
   */
  readonly decodeRequest: (body: JsonObject) => ChatRequest;
  /** Writes a request that came in another dialect. Its extensions are not in it. */
  readonly encodeRequest: (request: ChatRequest, options: EncodeRequestOptions) => JsonObject;
  /** Headers that belong to the body that `encodeRequest` writes. */
  readonly headersFor: (request: ChatRequest) => Readonly<Record<string, string>>;
  /** The body without what another dialect's answers left in its history by way of this gateway. */
  readonly withoutForeign: (body: JsonObject) => JsonObject;
  /** Reads a provider's JSON answer leniently: what is missing is undefined. */
  readonly decodeResponse: (body: JsonObject) => ChatResponse;
  /** Writes an answer that came in another dialect; undefined where this one has no form for it. */
  readonly encodeResponse: (
    response: ChatResponse,
    options: { readonly now: number },
  ) => JsonObject | undefined;
  readonly createStreamReader: () => StreamReader;
  readonly createStreamDecoder: () => StreamDecoder;
  readonly createStreamEncoder: (options: EncodeStreamOptions) => StreamEncoder;
  /**
   * The error event that a stream's first bytes hold, as an error envelope, so that another target may be tried before
   * anything has gone to the client; undefined for an ordinary start.
   */
  readonly errorAtStart: (bytes: Uint8Array) => JsonObject | undefined;
  /** Undefined where every stream carries its usage. */
  readonly hiddenUsage: HiddenUsage | undefined;
  /** A stored answer as a new one: fresh id and `created`, everything else as it was. */
  readonly replayJson: (stored: JsonObject, options: ReplayOptions) => JsonObject;
  /** A stored answer as the events a provider would stream, terminal event included; each item is whole SSE frames. */
  readonly replayStream: (
    stored: JsonObject,
    options: ReplayOptions & { readonly includeUsage: boolean },
  ) => Iterable<string>;
  /** A provider's error, for clients of another dialect; `body` undefined where it sent no JSON. */
  readonly decodeError: (body: JsonObject | undefined, status: number) => GatewayError;
  /** The dialect's error envelope. */
  readonly encodeError: (error: GatewayError, requestId: string) => JsonObject;
  /** The error as an SSE frame, for a stream that fails after its first byte. */
  readonly encodeStreamError: (error: GatewayError, requestId: string) => string;
}
