import type { Share } from './intervals.ts';

/** "12.3 %". */
export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** "12.3 % (10.1–14.9)". */
export function interval({ value, low, high }: Share): string {
  return `${percent(value)} (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
}
