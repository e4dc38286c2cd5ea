import type { Interval } from '#report';
import type { Blocks } from '../estimate/blocks.ts';
import type { Tally } from '../estimate/tally.ts';

/** What hits would have saved. Sums are over what is known; how much is not known stands beside them. */
export interface Savings {
  readonly money: {
    /** What the log's requests cost, in nano-dollars, where that is known. */
    readonly spentNanos: number;
    readonly priced: number;
    /** Undefined where no hit has a known cost, or the log is too short for an interval. */
    readonly savedNanos: Interval | undefined;
    readonly unknownHits: number;
    /** The same for 30 days of such traffic; undefined where the log has no times or spans less than an hour. */
    readonly perMonthNanos: Interval | undefined;
  };
  readonly time: {
    readonly spentMs: number;
    readonly savedMs: Interval | undefined;
    readonly unknownHits: number;
  };
  readonly tokens: number;
}

const MONTH_MS = 30 * 86_400_000;
const LEAST_SPAN_MS = 3_600_000;

/** @param spanMs from the first request to the last; undefined where the log has no times */
export function savingsOf({ blocks }: Tally, spanMs: number | undefined): Savings {
  const savedNanos = sumWithin(blocks, 'saved nanos', 'hits of unknown cost');
  const perMonth = spanMs !== undefined && spanMs >= LEAST_SPAN_MS ? MONTH_MS / spanMs : undefined;
  return {
    money: {
      spentNanos: blocks.total('spent nanos'),
      priced: Math.round(blocks.total('priced')),
      savedNanos,
      unknownHits: Math.round(blocks.total('hits of unknown cost')),
      perMonthNanos: savedNanos && perMonth !== undefined ? times(savedNanos, perMonth) : undefined,
    },
    time: {
      spentMs: blocks.total('spent ms'),
      savedMs: sumWithin(blocks, 'saved ms', 'hits of unknown time'),
      unknownHits: Math.round(blocks.total('hits of unknown time')),
    },
    tokens: Math.round(blocks.total('saved tokens')),
  };
}

/** A sum over the log with the interval that its stretches give; undefined where all of it is unknown. */
function sumWithin(blocks: Blocks, name: string, unknown: string): Interval | undefined {
  const requests = blocks.total('requests');
  const hits = blocks.total('hits');
  if (hits > 0 && blocks.total(unknown) >= hits - 1e-9) return undefined;
  const value = blocks.total(name);
  const perRequest = value === 0 ? undefined : blocks.ratio(name, 'requests');
  if (!perRequest) return value === 0 ? { value: 0, low: 0, high: 0 } : undefined;
  return { value, low: Math.max(0, perRequest.low * requests), high: perRequest.high * requests };
}

const times = ({ value, low, high }: Interval, by: number): Interval => ({
  value: value * by,
  low: low * by,
  high: high * by,
});
