import { rowsToProve } from './clopper-pearson.ts';
import type { CountedBar } from './count-bars.ts';

/** Labels that are missing before a bar can be certified. */
export interface LabelsMissing {
  /** More labels of pairs like these; undefined where no number would do, as every bar is above the budget already. */
  readonly labels: number | undefined;
  /** How many of them have to be at or above the bar: fewer labels do where those are picked. */
  readonly served: number | undefined;
}

/** With fewer served pairs than this nothing can be said of a rate. */
const TELLING = 20;

/**
 * The fewest labels that could certify a bar while none has enough: as if the bars without a wrong pair went on
 * without one (no error in n proves 3/n), or else all of them.
 */
export function labelsMissingAtLeast(
  bars: readonly CountedBar[],
  budget: number,
  delta: number,
): LabelsMissing {
  const clean = rowsToProve(budget, 0, delta);
  const loosest = bars.at(-1);
  const size = loosest?.evidence.n ?? 0;
  if (loosest === undefined || size < TELLING) return whole(clean - size, loosest?.hitRate ?? 1);
  const rates = bars
    .filter(({ evidence }) => evidence.n >= TELLING)
    .map((bar) => ({ bar, rate: bar.evidence.rate }));
  return fewest(rates, budget, delta) ?? whole(clean - size, loosest.hitRate);
}

/** The labels that would certify a bar if they turn out as the first ones did, now that bars were tested and failed. */
export function labelsMissing(bars: readonly CountedBar[], budget: number, delta: number): LabelsMissing {
  // Of many rates the lowest is the luckiest: each is taken as half a wrong pair worse than it was seen.
  const rates = bars
    .filter(({ evidence }) => evidence.n >= TELLING)
    .map((bar) => ({ bar, rate: (bar.evidence.wrong + 0.5) / (bar.evidence.n + 1) }));
  return fewest(rates, budget, delta) ?? { labels: undefined, served: undefined };
}

interface Rated {
  readonly bar: CountedBar;
  readonly rate: number;
}

function fewest(rated: readonly Rated[], budget: number, delta: number): LabelsMissing | undefined {
  const needs = rated
    .filter(({ rate }) => rate < budget)
    .map(({ bar, rate }) => whole(rowsAtRate(budget, rate, delta) - bar.evidence.n, bar.hitRate))
    .sort((one, other) => one.labels - other.labels);
  return needs[0];
}

function whole(served: number, hitRate: number): { readonly labels: number; readonly served: number } {
  const rows = Math.max(1, Math.ceil(served - 1e-9));
  return { labels: Math.ceil(rows / hitRate - 1e-9), served: rows };
}

/** Beyond this the rate is so near the budget that the number says "not this way". */
const MOST_ROWS = 10_000_000;

/** Rows with a share `rate` of wrong ones, below the budget, that prove the budget. */
function rowsAtRate(budget: number, rate: number, delta: number): number {
  let rows = rowsToProve(budget, 0, delta);
  if (rate === 0) return rows;
  for (let next = rowsToProve(budget, rate * rows, delta); next > rows * 1.01; ) {
    rows = next;
    if (rows > MOST_ROWS) break;
    next = rowsToProve(budget, rate * rows, delta);
  }
  return rows;
}
