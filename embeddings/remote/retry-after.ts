/**
 * What a provider asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110
 * §10.2.3). Undefined where it asks nothing, or nothing that can be read.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  nowEpochMs: number,
): number | undefined {
  const milliseconds = countIn(headers['retry-after-ms']);
  if (milliseconds !== undefined) return milliseconds;
  const header = headers['retry-after'];
  const seconds = countIn(header);
  if (seconds !== undefined) return seconds * 1_000;
  const date = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowEpochMs);
}

/** An empty header is no zero. */
function countIn(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const count = Number(header);
  return count >= 0 && Number.isFinite(count) ? count : undefined;
}
