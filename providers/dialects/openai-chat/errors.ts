import { GatewayError, type JsonObject, objectOr, stringOr } from '#core';

/**
 * OpenAI's error envelope, with our stable slug as `code`. Only the public message gets out.
 * Source: https://developers.openai.com/api/docs/guides/error-codes (2026-11).
 */
export function encodeError(error: GatewayError): JsonObject {
  return {
    error: {
      message: error.publicMessage,
      type: errorType(error.status),
      param: error.param ?? null,
      code: error.code,
    },
  };
}

/** The error as the last event of a stream. No `[DONE]` follows: a client would take it for a whole answer. */
export function encodeStreamError(error: GatewayError): string {
  return `data: ${JSON.stringify(encodeError(error))}\n\n`;
}

// OpenAI says `invalid_request_error` for a wrong key, a forbidden model and an unknown one too.
function errorType(status: number): string {
  if (status === 429) return 'rate_limit_error';
  if (status < 500) return 'invalid_request_error';
  return status === 503 ? 'service_unavailable_error' : 'server_error';
}

/** A provider's error for clients of another dialect: its own words, code and field. */
export function decodeError(body: JsonObject | undefined, status: number): GatewayError {
  const inner = typeof body?.error === 'object' ? objectOr(body.error) : objectOr(body);
  const { code, type } = inner;
  const param = stringOr(inner.param, undefined);
  return new GatewayError({
    code: stringOr(code, stringOr(type, 'upstream-error')),
    status,
    publicMessage: stringOr(inner.message, stringOr(body?.error, `The provider answered ${status}.`)),
    ...(param === undefined ? {} : { param }),
  });
}
