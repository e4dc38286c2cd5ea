import type { IncomingHttpHeaders } from 'node:http';

/** Request headers that mean something to a provider. Credentials are set apart; cookies and our own never pass. */
const TO_PROVIDER = /^(accept|user-agent|idempotency-key|traceparent|tracestate|openai-.+|anthropic-.+)$/;

/** Response headers that mean something to a client; ids and limits of the attempt that answered. */
const TO_CLIENT =
  /^(content-type|content-encoding|retry-after|retry-after-ms|x-request-id|request-id|x-should-retry|openai-.+|anthropic-.+|x-ratelimit-.+)$/;

export function headersToProvider(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' && TO_PROVIDER.test(name)) kept[name] = value;
  }
  return kept;
}

export function headersToClient(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && TO_CLIENT.test(name)) kept[name] = value;
  }
  return kept;
}
