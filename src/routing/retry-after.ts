/**
 * `Retry-After` in milliseconds from now: seconds or a date (RFC 9110 §10.2.3), or `retry-after-ms`, which OpenAI's
 * SDKs read first. Undefined when absent or unreadable.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  nowEpochMs: number,
): number | undefined {
  const milliseconds = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] !== undefined && milliseconds >= 0) return milliseconds;
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && seconds >= 0) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowEpochMs);
}
