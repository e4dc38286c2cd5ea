import type { Interval } from './interval.ts';

const NANOS_PER_DOLLAR = 1e9;
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** A whole number with thousands apart: `1,234,567`. */
export const count = (value: number): string => WHOLE.format(value);

/** Three significant digits for what is no count: `0.0123`, `4.56`, `1,230`. */
export const decimal = (value: number): string =>
  Math.abs(value) >= 1000 ? WHOLE.format(value) : SHORT.format(value);

/** A share of one as per cent, finer where it is small: `47 %`, `4.7 %`, `0.05 %`. */
export function percent(share: number): string {
  return `${percentDigits(share, digitsFor(Math.abs(share)))} %`;
}

/** A share with its interval: `4.7 % (4.1–5.4)`; without the interval where there is none. */
export function percentWithin({ value, low, high }: Interval): string {
  if (low === high) return percent(value);
  const digits = digitsFor(Math.min(Math.abs(value) || 1, Math.max(Math.abs(high - low), 1e-4)));
  return `${percentDigits(value, digits)} % (${percentDigits(low, digits)}–${percentDigits(high, digits)})`;
}

/** A count with its interval: `1,200 (1,100–1,310)`. */
export const countWithin = (interval: Interval): string => within(interval, count);

/** Dollars from nano-dollars: `$1,234`, `$12.30`, `$0.0042`; the unknown is the caller's to word, it is never 0. */
export function money(nanos: number): string {
  const dollars = nanos / NANOS_PER_DOLLAR;
  const size = Math.abs(dollars);
  const sign = dollars < 0 ? '−' : '';
  if (size >= 1000) return `${sign}$${WHOLE.format(size)}`;
  if (size >= 1 || size === 0) return `${sign}$${size.toFixed(2)}`;
  return `${sign}$${Number(size.toPrecision(2)).toFixed(size < 0.01 ? 4 : 3)}`;
}

/** Dollars with their interval, from nano-dollars. */
export const moneyWithin = (interval: Interval): string => within(interval, money);

/** A length of time from milliseconds, in the two largest units that say something: `3 d 4 h`, `2 min 5 s`, `840 ms`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${SHORT.format(ms / 1000)} s`;
  const sign = ms < 0 ? '−' : '';
  const at = UNITS.findIndex(([, unit]) => size >= unit);
  const [name, unit] = UNITS[at] ?? ['s', 1000];
  const [smallName, smallUnit] = UNITS[at + 1] ?? ['s', 1000];
  const small = Math.min(Math.round((size % unit) / smallUnit), Math.ceil(unit / smallUnit) - 1);
  const large = `${sign}${WHOLE.format(Math.floor(size / unit))} ${name}`;
  return small === 0 || size >= 100 * unit ? large : `${large} ${small} ${smallName}`;
}

/** Milliseconds with their interval, as lengths of time. */
export const durationWithin = (interval: Interval): string => within(interval, duration);

/** Bytes in decimal units: `12.3 MB`. */
export function bytes(size: number): string {
  const at = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  return `${SHORT.format(size / 1000 ** at)} ${['B', 'kB', 'MB', 'GB', 'TB'][at]}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

function within({ value, low, high }: Interval, form: (value: number) => string): string {
  return low === high ? form(value) : `${form(value)} (${form(low)} – ${form(high)})`;
}

/** Decimals of the per cent that show a share of this size. */
const digitsFor = (share: number): number => {
  if (share >= 0.1 || share === 0) return share >= 0.9995 || share === 0 ? 0 : 1;
  return share >= 0.01 ? 1 : 2;
};

const percentDigits = (share: number, digits: number): string =>
  share === 0 ? '0' : (share * 100).toFixed(digits);
