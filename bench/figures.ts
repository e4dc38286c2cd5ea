/** Microseconds, in the unit that a person reads. */
export function time(us: number): string {
  const abs = Math.abs(us);
  if (abs < 1000) return `${abs < 9.95 && us !== 0 ? us.toFixed(1) : Math.round(us)} µs`;
  return `${(us / 1000).toFixed(us < 10_000 ? 2 : 1)} ms`;
}

/** With commas between the thousands, and two digits behind the point where there is room for them. */
export function number(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
