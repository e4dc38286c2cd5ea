import type { GatewayError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ChatRequest } from './request.ts';
import type { ChatResponse, Usage } from './response.ts';

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
}

/** How to learn the usage of a stream whose client did not ask for it. */
export interface HiddenUsage {
  /** Top-level fields to set in the body that came, as JSON text. */
  readonly edits: (body: JsonObject) => Readonly<Record<string, string>>;
  /** Keeps the extra event from the client, at any split of the stream's bytes. One per stream. */
  readonly createFilter: () => StreamFilter;
}

/**
 * One wire format, read and written: the same format is spoken by clients (we are the server) and by providers
 * (we are the client). Stateless; `createStreamReader` makes the only state.
 */
export interface Dialect {
  readonly id: DialectId;
  /** Reads a client's body strictly. @throws GatewayError `invalid-request` naming the field. */
  readonly decodeRequest: (body: JsonObject) => ChatRequest;
  /** Reads a provider's JSON answer leniently: what is missing is undefined. */
  readonly decodeResponse: (body: JsonObject) => ChatResponse;
  readonly createStreamReader: () => StreamReader;
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
  /** The dialect's error envelope. */
  readonly encodeError: (error: GatewayError, requestId: string) => JsonObject;
  /** The error as an SSE frame, for a stream that fails after its first byte. */
  readonly encodeStreamError: (error: GatewayError, requestId: string) => string;
}
