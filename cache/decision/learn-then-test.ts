import { testBars } from './bar-sequence.ts';
import { clopperPearsonUpper } from './clopper-pearson.ts';
import { countBars, type Scored } from './count-bars.ts';
import { labelsMissing, labelsMissingAtLeast } from './labels-missing.ts';

export interface BarQuestion {
  readonly scored: readonly Scored[];
  /** Wrong answers per served hit that may not be exceeded, in (0, 1). */
  readonly budget: number;
  /** Probability of a certified bar that exceeds the budget all the same; 0.05 unless said. */
  readonly delta?: number;
}

export interface ChosenBar {
  readonly type: 'chosen';
  /** Serve what has at least this probability. */
  readonly bar: number;
  /** Pairs at or above the bar. */
  readonly served: number;
  /** Wrong ones among them. */
  readonly wrong: number;
  /** Independent pairs that the served ones amount to. */
  readonly effective: number;
  /** Weighted share of wrong ones among the served. */
  readonly rate: number;
  /** Upper bound of wrong answers per served hit; at most the budget. */
  readonly upper: number;
  /** Weighted share of all pairs that are served. */
  readonly hitRate: number;
}

export interface RefusedBar {
  readonly type: 'refused';
  /** `thin`: no bar serves enough pairs to prove anything; `wrong`: those that do have too many wrong ones. */
  readonly reason: 'thin' | 'wrong';
  /**
   * How many more labels of pairs like these would certify a bar, if they turn out as these did; undefined where no
   * number would, since every bar is above the budget already.
   */
  readonly labelsMissing: number | undefined;
  /** How many of them have to be at or above the bar: fewer labels do where those are picked. */
  readonly servedMissing: number | undefined;
}

/**
 * The loosest bar of which it is proven, at a confidence of 1 - δ over all bars together, that wrong answers per
 * served hit are within the budget; or a refusal that says how many labels are missing.
 *
 * Learn-then-Test with fixed-sequence testing (A. N. Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan, L. Lei,
 * "Learn then Test: Calibrating Predictive Algorithms to Achieve Risk Control", 2021, arXiv:2110.01052): bars are
 * tested from the strictest down, each with the exact binomial bound at level δ, and the first failure ends the
 * sequence, so that the family-wise error is δ although many bars are tried. A bar that could not be proven even with
 * every served pair right is not tested; which ones these are depends on the probabilities alone, never on a label.
 * With many pairs there is more than one start, each with its part of δ, which a start hands on when it passes
 * (the fallback procedure: B. L. Wiens 2003; B. L. Wiens and A. Dmitrienko, J. Biopharm. Stat. 15, 2005), so that one
 * wrong pair at the very top does not refuse everything below.
 */
export function chooseBar({ scored, budget, delta = 0.05 }: BarQuestion): ChosenBar | RefusedBar {
  const bars = countBars(scored);
  const { started, proven } = testBars(bars, budget, delta);
  if (proven === undefined) {
    const missing = (started ? labelsMissing : labelsMissingAtLeast)(bars, scored.length, budget, delta);
    const reason = started ? 'wrong' : 'thin';
    return { type: 'refused', reason, labelsMissing: missing.labels, servedMissing: missing.served };
  }
  const { counted } = proven;
  const { wrong, n, rate } = counted.evidence;
  return {
    type: 'chosen',
    bar: counted.bar,
    served: counted.served,
    wrong: counted.wrong,
    effective: n,
    rate,
    upper: clopperPearsonUpper(wrong, n, proven.level),
    hitRate: counted.hitRate,
  };
}
