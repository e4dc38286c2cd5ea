import type { IncomingHttpHeaders } from 'node:http';
import type { Dialect, JsonObject } from '#core';
import type { Identified } from '#governance';

/** One chat request as HTTP hands it over: authenticated, parsed, not yet understood. */
export interface ChatCall {
  readonly requestId: string;
  readonly dialect: Dialect;
  /** The body's bytes, forwarded as they are. */
  readonly raw: Uint8Array;
  readonly body: JsonObject;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Identified;
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
}

/** What goes back to the client. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
  /** How the cache took part, as a metric label: the tier of a hit, `miss`, `bypass` … */
  readonly cache: string;
}
