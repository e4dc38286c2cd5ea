/**
 * `Retry-After` in milliseconds from now: seconds or a date (RFC 9110 §10.2.3), or `retry-after-ms`, which OpenAI's
 * SDKs read first. Undefined when absent or unreadable.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  nowEpochMs: number,
): number | undefined {
  const milliseconds = numberIn(headers['retry-after-ms']);
  if (milliseconds !== undefined) return milliseconds;
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = numberIn(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowEpochMs);
}

/** An empty header is no zero. */
function numberIn(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const number = Number(header);
  return number >= 0 ? number : undefined;
}
