import { testBars } from './bar-sequence.ts';
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
 * The fewest labels that could certify a bar while no bar serves enough to be tested: no error in n proves 3/n. Taken
 * at the loosest bar that serves nothing wrong yet, or else at the loosest of all.
 */
export function labelsMissingAtLeast(
  bars: readonly CountedBar[],
  _labels: number,
  budget: number,
  delta: number,
): LabelsMissing {
  const clean = rowsToProve(budget, 0, delta);
  const best = bars.findLast(({ wrong, evidence }) => wrong === 0 && evidence.n >= TELLING) ?? bars.at(-1);
  const served = Math.max(1, Math.ceil(clean - (best?.evidence.n ?? 0)));
  return { served, labels: Math.ceil(served / (best?.hitRate ?? 1) - 1e-9) };
}

const GROWTH = 1.1;
const MOST_TIMES = 2000;

/** The labels that would certify a bar, now that bars were tested and failed, if they turn out as the first ones did. */
export function labelsMissing(
  bars: readonly CountedBar[],
  labels: number,
  budget: number,
  delta: number,
): LabelsMissing {
  for (let times = GROWTH; times < MOST_TIMES; times *= GROWTH) {
    const { proven } = testBars(
      bars.map((bar) => moreOf(bar, times)),
      budget,
      delta,
    );
    if (proven === undefined) continue;
    const more = times - 1;
    return { labels: Math.ceil(labels * more), served: Math.ceil(proven.counted.served * more) };
  }
  return { labels: undefined, served: undefined };
}

/** A bar after some times as many labels. Of many bars the best was lucky: each is taken as half a wrong pair worse. */
function moreOf(bar: CountedBar, times: number): CountedBar {
  const { n, unlabelled, wrong } = bar.evidence;
  const grown = Math.min(n, wrong + 0.5) * times;
  return {
    ...bar,
    evidence: { n: n * times, unlabelled: unlabelled * times, wrong: grown, rate: grown / (n * times) },
  };
}
