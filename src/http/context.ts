import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { asGatewayError, type Dialect, GatewayError } from '#core';
import type { GatewayAnswer } from '#gateway';
import type { Identified } from '#governance';
import { shouldRetry } from './should-retry.ts';

/** What may be passed on: a key of ours stays here, and what belongs to an account of the client's own with it. */
export function headersFor(headers: IncomingHttpHeaders, caller: Identified): IncomingHttpHeaders {
  if (caller.ownCredential) return headers;
  const {
    authorization: _authorization,
    'x-api-key': _apiKey,
    'openai-organization': _organization,
    'openai-project': _project,
    ...rest
  } = headers;
  return rest;
}

/** Aborts when the client leaves before its answer is complete. */
export function clientSignal(request: IncomingMessage, response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(clientLeft());
  });
  if (request.destroyed && !request.complete) controller.abort(clientLeft());
  return controller.signal;
}

function clientLeft(): GatewayError {
  return new GatewayError({
    code: 'client-left',
    status: 499,
    publicMessage: 'The client left before its answer.',
  });
}

/** Any failure in the client's own envelope. */
export function errorAnswer(thrown: unknown, dialect: Dialect, requestId: string): GatewayAnswer {
  const error = asGatewayError(thrown);
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-should-retry': shouldRetry(error),
      // RFC 9211 §2: neither hit nor forwarded is an answer that the cache made itself.
      'cache-status': `reprise; detail=${error.code}`,
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    },
    body: JSON.stringify(dialect.encodeError(error, requestId)),
    cache: 'error',
  };
}
