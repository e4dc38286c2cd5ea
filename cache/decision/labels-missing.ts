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

/** The fewest labels that would certify a bar if they turn out as the first ones did; a guess, not a promise. */
export function labelsMissing(bars: readonly CountedBar[], budget: number, delta: number): LabelsMissing {
  const clean = rowsToProve(budget, 0, delta);
  const loosest = bars.at(-1);
  if (loosest === undefined) return { labels: clean, served: clean };
  if (loosest.evidence.n < TELLING) {
    const missing = Math.ceil(clean - loosest.evidence.n);
    return { labels: missing, served: missing };
  }
  let fewest: { readonly labels: number; readonly served: number } | undefined;
  for (const { evidence, hitRate } of bars) {
    const { n, rate } = evidence;
    if (n < TELLING || rate >= budget) continue;
    const served = Math.max(1, Math.ceil(rowsAtRate(budget, rate, delta) - n));
    const labels = Math.ceil(served / hitRate);
    if (fewest === undefined || labels < fewest.labels) fewest = { labels, served };
  }
  return fewest ?? { labels: undefined, served: undefined };
}

/** Rows with a share `rate` of wrong ones, below the budget, that prove the budget. */
function rowsAtRate(budget: number, rate: number, delta: number): number {
  let rows = rowsToProve(budget, 0, delta);
  for (let next = rowsToProve(budget, rate * rows, delta); next > rows * 1.01; ) {
    rows = next;
    next = rowsToProve(budget, rate * rows, delta);
    if (rows > MOST_ROWS) break;
  }
  return rows;
}

/** Beyond this the rate is so near the budget that the number says "not this way". */
const MOST_ROWS = 10_000_000;
