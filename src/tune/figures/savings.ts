import type { Interval } from '#report';
import { decided, type Row } from '../rows.ts';
import { holdPairs } from './held.ts';

/** What hits save, for a thousand pairs like these. */
export interface Savings {
  /** Nano-dollars per thousand pairs; undefined where no price is known. */
  readonly perThousand: Interval | undefined;
  /** Served pairs whose price is known, and all served ones: what is unknown is left out, not counted as nothing. */
  readonly priced: number;
  readonly served: number;
}

/**
 * Money saved at a bar: each served pair saves the price of its call, its own where it has one. The interval is that
 * of the hit rate; prices are taken as they are.
 */
export function savingsAt(rows: readonly Row[], bar: number, pricePerCallNanos: number | undefined): Savings {
  const all = decided(rows);
  const served = all.filter(({ p }) => p >= bar);
  const priced = served.filter(({ pair }) => (pair.costNanos ?? pricePerCallNanos) !== undefined);
  const counts = { priced: priced.length, served: served.length };
  const { hitRate } = holdPairs(rows, ({ p }) => p >= bar);
  if (priced.length === 0 || hitRate.value === 0) return { perThousand: undefined, ...counts };
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const saved = priced.reduce(
    (sum, { pair, weight }) => sum + weight * (pair.costNanos ?? pricePerCallNanos ?? 0),
    0,
  );
  const value = (1000 * saved) / total;
  return {
    perThousand: {
      value,
      low: (value * hitRate.low) / hitRate.value,
      high: (value * hitRate.high) / hitRate.value,
    },
    ...counts,
  };
}
