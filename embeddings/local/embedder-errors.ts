import { GatewayError } from '#core';

/** The embedder cannot answer now: `embedder-unavailable`, retryable; a cache lookup treats it as unavailable. */
export function embedderUnavailable(detail: string): GatewayError {
  return new GatewayError({
    code: 'embedder-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The embedding model cannot be reached at the moment.',
    message: `embedder unavailable: ${detail}`,
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
