import { GatewayError } from '#core';

/**
 * The embedder cannot answer now: `embedder-unavailable`, retryable; a cache lookup treats it as unavailable.
 * @param detail for the log: never a text that was to be embedded, never a key
 */
export function embedderUnavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'embedder-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The embedding model cannot be reached at the moment.',
    message: `embedder unavailable: ${detail}`,
    cause,
  });
}

/** More texts wait than can be embedded in time: `embedder-busy`, retryable. */
export function embedderBusy(maxQueue: number): GatewayError {
  return new GatewayError({
    code: 'embedder-busy',
    status: 503,
    retryable: true,
    publicMessage: 'The embedding model has more to do than it can do in time.',
    message: `embedder busy: ${maxQueue} texts are waiting`,
  });
}

/** The configuration names a model that cannot be used: `embedder-model`; the gateway does not start with it. */
export function unusableModel(publicMessage: string, cause?: unknown): GatewayError {
  return new GatewayError({ code: 'embedder-model', status: 500, publicMessage, cause });
}
