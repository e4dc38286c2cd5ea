import { GatewayError } from '#core';

/** @param detail what is wrong and how to mend it; for the log, `/readyz` and the doctor, never for a client */
export function weaviateUnavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'vector-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The vector store cannot be reached at the moment.',
    message: `vector store unavailable: ${detail}`,
    cause,
  });
}

export function invalidVector(detail: string): GatewayError {
  return new GatewayError({
    code: 'vector-invalid',
    status: 500,
    publicMessage: `A vector cannot be stored or searched: it ${detail}.`,
  });
}

/** What a failed call says of itself, the cause that `fetch` hides included. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = (cause as { code?: unknown } | undefined)?.code ?? (error as { code?: unknown }).code;
  return typeof code === 'string' ? `${error.message} (${code})` : error.message;
}
