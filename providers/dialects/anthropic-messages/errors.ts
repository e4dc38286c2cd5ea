import { GatewayError, type JsonObject, objectOr, stringOr } from '#core';

/** Source: https://platform.claude.com/docs/en/api/errors (2026-11). */
const TYPES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  // Not in the documentation: of its types this is the one that says "later".
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/**
 * Anthropic's error envelope, with our stable slug where the SDK reads the cause (`error.details.error_code`).
 * Only the public message gets out.
 */
export function encodeError(error: GatewayError, requestId: string): JsonObject {
  return {
    type: 'error',
    error: {
      type: TYPES.get(error.status) ?? (error.status < 500 ? 'invalid_request_error' : 'api_error'),
      message: error.publicMessage,
      details: { error_code: error.code },
    },
    request_id: requestId,
  };
}

/** The error as the last event of a stream. */
export function encodeStreamError(error: GatewayError, requestId: string): string {
  return `event: error\ndata: ${JSON.stringify(encodeError(error, requestId))}\n\n`;
}

/** Its status for "overloaded", which is 503 elsewhere. */
const OVERLOADED = 529;
/** The statuses that error types stand for where the error came without one: in a stream. */
const STATUSES = new Map([...TYPES].reverse().map(([status, type]) => [type, status]));

/** A provider's error for clients of another dialect: its own words, and its type as the code. */
export function decodeError(body: JsonObject | undefined, status: number): GatewayError {
  const { type, message, details } = objectOr(body?.error);
  const named = stringOr(type, 'upstream-error');
  const meant = status === 502 ? (STATUSES.get(named) ?? status) : status;
  return new GatewayError({
    code: stringOr(objectOr(details).error_code, named),
    status: meant === OVERLOADED ? 503 : meant,
    publicMessage: stringOr(message, `The provider answered ${status}.`),
  });
}
