import { clopperPearsonUpper, provenWithin, rowsToProve } from './clopper-pearson.ts';
import { type CountedBar, countBars, type Scored } from './count-bars.ts';
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
 * Wrong pairs that a start of the sequence can bear. Simulated with 350 to 2,300 pairs: more starts lose hits where
 * labels are few, one start that bears none is refused too often where they are many, and a start at the bar that the
 * probabilities themselves promise most of is best while they are right, and worst when they are too sure.
 */
const BORNE = [0, 2, 8];

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
  const starts = startsOf(bars, budget, delta);
  let level = 0;
  let best: { readonly counted: CountedBar; readonly level: number } | undefined;
  for (const [i, counted] of bars.entries()) {
    level += starts.get(i) ?? 0;
    if (level === 0) continue;
    const { wrong, n } = counted.evidence;
    if (provenWithin(budget, wrong, n, level)) best = { counted, level };
    else level = 0;
  }
  if (best === undefined) {
    const reason = starts.size === 0 ? 'thin' : 'wrong';
    const count = reason === 'thin' ? labelsMissingAtLeast : labelsMissing;
    const missing = count(bars, budget, delta);
    return { type: 'refused', reason, labelsMissing: missing.labels, servedMissing: missing.served };
  }
  const { counted } = best;
  const { wrong, n, rate } = counted.evidence;
  return {
    type: 'chosen',
    bar: counted.bar,
    served: counted.served,
    wrong: counted.wrong,
    effective: n,
    rate,
    upper: clopperPearsonUpper(wrong, n, best.level),
    hitRate: counted.hitRate,
  };
}

/** Where the sequences start, and the part of δ that each brings. */
function startsOf(bars: readonly CountedBar[], budget: number, delta: number): ReadonlyMap<number, number> {
  // Only how many pairs a bar serves is read here: a choice that looked at labels would void the guarantee.
  const most = Math.max(0, ...bars.map(({ evidence }) => evidence.unlabelled));
  const affordable = BORNE.filter((borne) => borne > 0 && rowsToProve(budget, borne, delta) * 3 <= most);
  const borne = [0, ...affordable];
  const starts = new Map<number, number>();
  let unused = 0;
  for (const errors of borne.toReversed()) {
    const part = delta / borne.length;
    const needed = rowsToProve(budget, errors, part);
    const start = bars.findIndex(({ evidence }) => evidence.unlabelled >= needed);
    if (start < 0) unused += part;
    else starts.set(start, (starts.get(start) ?? 0) + part);
  }
  const [strictest] = [...starts.keys()].sort((one, other) => one - other);
  if (strictest !== undefined) starts.set(strictest, (starts.get(strictest) ?? 0) + unused);
  return starts;
}
