import type { FastifyRequest } from 'fastify';
import { asGatewayError, GatewayError } from '#core';

/** Fastify's own errors, told apart by their codes: https://fastify.dev/docs/latest/Reference/Errors/ */
export function fromFramework(thrown: unknown, bodyLimitBytes: number): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const { code, statusCode } = thrown as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new GatewayError({
      code: 'body-too-large',
      status: 413,
      publicMessage: `The request body is larger than ${bodyLimitBytes} bytes (server.bodyLimitBytes).`,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new GatewayError({
      code: 'invalid-request',
      status: statusCode,
      publicMessage: thrown instanceof Error ? thrown.message : 'The request could not be read.',
    });
  }
  return asGatewayError(thrown);
}

/** What comes over an open connection after the last moment; Fastify adds `Connection: close`. */
export function stopping(): GatewayError {
  return new GatewayError({
    code: 'stopping',
    status: 503,
    retryable: true,
    publicMessage: 'This gateway is stopping and takes no new requests. Send the request again.',
  });
}

export function unsupportedEncoding(encoding: string): GatewayError {
  return new GatewayError({
    code: 'unsupported-encoding',
    status: 415,
    publicMessage: `The request body is encoded as ${encoding}: send it as plain JSON.`,
  });
}

export function unknownRoute(request: FastifyRequest): GatewayError {
  return new GatewayError({
    code: 'unknown-route',
    status: 404,
    publicMessage: `There is no ${request.method} ${request.url.split('?', 1)[0]} here. OpenAI's API is under /v1, Anthropic's under /anthropic/v1.`,
  });
}
