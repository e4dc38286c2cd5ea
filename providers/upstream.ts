/** How long to wait for an upstream, in milliseconds. The connect timeout belongs to the adapter's pool. */
export interface UpstreamTimeouts {
  /** Until the first byte of the body: of a stream its first token, of a JSON answer all of it. */
  readonly firstByteMs: number;
  /** Between two pieces of the body, while somebody is reading. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface UpstreamRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly timeouts: UpstreamTimeouts;
}

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names; several values joined as HTTP allows. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they come. Not reading holds the upstream back; leaving the loop ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request to a provider and hands back the answer's bytes.
 *
 * Contract: resolves once the response's headers are there, whatever its status; rejects with `GatewayError`
 * `upstream-unreachable` (no connection, reset) or `upstream-timeout`, both retryable, or with the signal's reason;
 * the body's iteration rejects in the same ways and ends cleanly only when the response did.
 */
export interface Upstream {
  readonly send: (request: UpstreamRequest, signal: AbortSignal) => Promise<UpstreamResponse>;
  readonly close: () => Promise<void>;
}
