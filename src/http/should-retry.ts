import type { GatewayError } from '#core';
import type { GatewayAnswer } from '#gateway';

/**
 * Errors of ours that stand for all attempts of a route. Clients that came again would multiply them: the SDKs of OpenAI
 * and Anthropic send a request three times, and the gateway each of those three times.
 */
const AFTER_ATTEMPTS = new Set(['upstream-unreachable', 'upstream-timeout', 'upstream-invalid-answer']);

/** `x-should-retry`, which both SDKs obey before they look at the status (`shouldRetry` in their `client.ts`). */
export function shouldRetry({ code, retryable }: GatewayError): 'true' | 'false' {
  return retryable && !AFTER_ATTEMPTS.has(code) ? 'true' : 'false';
}

/**
 * A provider's own failure after several attempts with the word that this was all. One that names a time stays as it is:
 * the gateway did not wait for it, and the SDKs do.
 */
export function withRetryAdvice(answer: GatewayAnswer): GatewayAnswer {
  const { status, headers } = answer;
  const tried = Number(headers['x-reprise-attempts'] ?? 1) > 1;
  const namesTime = headers['retry-after'] !== undefined || headers['retry-after-ms'] !== undefined;
  if (!tried || namesTime || !isRetriedBySdks(status)) return answer;
  return { ...answer, headers: { ...headers, 'x-should-retry': 'false' } };
}

const isRetriedBySdks = (status: number): boolean =>
  status === 408 || status === 409 || status === 429 || status >= 500;
