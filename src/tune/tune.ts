import {
  type Calibration,
  type ChosenBar,
  chooseBar,
  type DecisionFile,
  logit,
  type RefusedBar,
  rowsToProve,
  sigmoid,
} from '#cache';
import { type CurvePoint, precisionCurve } from './figures/curve.ts';
import { dearestMisses, type Example, worstHits } from './figures/examples.ts';
import { type Held, holdBar } from './figures/held.ts';
import { type Savings, savingsAt } from './figures/savings.ts';
import { type ScoreBin, scoreBins } from './figures/score-bins.ts';
import { type SlotRow, slotTable } from './figures/slot-table.ts';
import { type Quarter, quartersOf } from './figures/stability.ts';
import { groupPairs } from './groups.ts';
import type { LabelledPair } from './labels/labelled-pair.ts';
import { calibrated, type FitRow, fitCalibration, IDENTITY, refit } from './probability.ts';
import { decided, type Row, rowOf, weightsOf } from './rows.ts';
import { type PairScore, type PairScorer, scoreAll, servedBy } from './scorer.ts';
import { type Part, splitPairs } from './split.ts';

export interface TuneOptions {
  /** Wrong answers per served hit that may not be exceeded. */
  readonly budget: number;
  /** Probability of a certified bar that exceeds the budget all the same. */
  readonly delta: number;
  /** Decides which groups fall into which part. */
  readonly seed: number;
  /** Price of a call in nano-dollars, for pairs without one of their own; undefined is unknown. */
  readonly pricePerCallNanos?: number | undefined;
}

/** A bar for one budget. */
export type BudgetBar = DecisionFile['bars'][number];

/** What labels say of the decision. */
export interface Tuning {
  readonly budget: number;
  readonly delta: number;
  readonly counts: {
    readonly pairs: number;
    readonly same: number;
    readonly different: number;
    readonly unsure: number;
    /** Groups of pairs that share a text or a cluster. */
    readonly groups: number;
    readonly parts: Readonly<Record<Part, number>>;
  };
  readonly outcome: Chosen | (RefusedBar & { readonly calibration: undefined });
  /** Bars for other budgets than the one that was asked for, by rising budget; those that could be certified. */
  readonly bars: readonly BudgetBar[];
  /** The bar in force before, on the same untouched pairs. */
  readonly before: Held;
  readonly curve: readonly CurvePoint[];
  readonly scores: readonly ScoreBin[];
  readonly slots: readonly SlotRow[];
  readonly worst: readonly Example[];
  readonly missed: readonly Example[];
  readonly savings: Savings | undefined;
  readonly quarters: readonly Quarter[];
  /** Weighted share of the unsure pairs that the bar serves. */
  readonly unsureServed: number | undefined;
}

export interface Chosen extends ChosenBar {
  readonly calibration: Calibration;
  /** What it does on the part that nothing was chosen on. */
  readonly reported: Held;
}

/** Below this many labels, weights are not fitted anew. */
const LABELS_TO_REFIT = 500;
const SHARES = { plain: { fit: 0, choose: 0.7 }, refit: { fit: 0.3, choose: 0.45 } };
const BUDGETS: readonly number[] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2];

/**
 * Chooses the operating point with the most hits whose upper bound of wrong answers per served hit is within the
 * budget, on one part of the labels, and tells what it does on another that nothing was chosen on.
 */
export async function tune(
  pairs: readonly LabelledPair[],
  scorer: PairScorer,
  options: TuneOptions,
  signal: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<Tuning> {
  const { budget, delta, seed } = options;
  const scores = await scoreAll(scorer, pairs, signal, onProgress);
  const weights = weightsOf(pairs);
  const groups = groupPairs(pairs);
  const mayRefit = canRefit(pairs, scorer, budget, delta);
  const parts = splitPairs(pairs, mayRefit ? SHARES.refit : SHARES.plain, seed);
  const raw = pairs.map((pair, i) => {
    const score = scores[i] ?? UNSCORED;
    return rowOf(pair, score, parts[i] ?? 'report', weights[i] ?? 1, servedBy(score));
  });

  const fitRows = (part: Part): readonly FitRow[] =>
    raw.flatMap((row, i) =>
      row.part === part && row.label !== 'unsure' && row.score.vetoes.length === 0
        ? [{ score: row.score, right: row.label === 'same', weight: row.weight, group: groups[i] ?? i }]
        : [],
    );
  const refitted = mayRefit ? refit(fitRows('fit'), scorer.features ?? []) : undefined;
  // Without new weights the order of pairs is the decision's own. The bar is chosen in that order, and slope and
  // intercept, which keep it, are fitted on the same pairs afterwards: no label has to be set aside for them.
  const before = refitted ?? IDENTITY;
  const choosing = raw.filter(({ part }) => part === 'choose');
  const certify = (target: number) =>
    chooseBar({ scored: scoredRows(choosing, before), budget: target, delta });
  const outcome = certify(budget);
  const after = refitted ?? fitCalibration([...fitRows('fit'), ...fitRows('choose')]);
  const moved = (bar: number): number =>
    refitted === undefined ? sigmoid(after.intercept + after.slope * logit(bar)) : bar;

  const rows = raw.map((row) => withProbability(row, after));
  const untouched = rows.filter(({ part }) => part === 'report');
  const unfitted = rows.filter(({ part }) => refitted === undefined || part !== 'fit');
  const bar = outcome.type === 'chosen' ? moved(outcome.bar) : undefined;
  const shown = bar ?? 1.1;
  const reported = holdBar(untouched, shown);
  return {
    budget,
    delta,
    counts: countPairs(pairs, groups, parts),
    outcome:
      outcome.type === 'chosen'
        ? { ...outcome, bar: moved(outcome.bar), calibration: after, reported }
        : { ...outcome, calibration: undefined },
    bars: barsFor([...BUDGETS, budget], certify, moved),
    before: holdBar(
      raw.filter(({ part }) => part === 'report'),
      scorer.bar,
    ),
    curve: precisionCurve(unfitted),
    scores: scoreBins(rows),
    slots: slotTable(unfitted, ({ score }) => bar === undefined || calibrated(after, score) >= bar),
    worst: bar === undefined ? [] : worstHits(unfitted, bar),
    missed: bar === undefined ? [] : dearestMisses(unfitted, bar),
    savings:
      bar === undefined ? undefined : savingsAt(untouched, bar, reported.hitRate, options.pricePerCallNanos),
    quarters: bar === undefined ? [] : quartersOf(unfitted, bar),
    unsureServed: bar === undefined ? undefined : shareServed(rows, bar),
  };
}

const UNSCORED: PairScore = { p: 0, vetoes: [] };

/** New weights cost labels that then prove nothing: there have to be enough for both. */
function canRefit(
  pairs: readonly LabelledPair[],
  { features = [] }: PairScorer,
  budget: number,
  delta: number,
): boolean {
  const enough = Math.max(LABELS_TO_REFIT, rowsToProve(budget, 0, delta) * 6);
  return features.length > 0 && pairs.filter(({ label }) => label !== 'unsure').length >= enough;
}

const withProbability = (row: Row, calibration: Calibration): Row => ({
  ...row,
  p: row.score.vetoes.length > 0 ? 0 : calibrated(calibration, row.score),
});

const scoredRows = (rows: readonly Row[], calibration: Calibration) =>
  decided(rows).map((row) => {
    const { p, weight, cluster, label } = withProbability(row, calibration);
    return { p, weight, cluster, wrong: label === 'different' };
  });

/** The loosest certified bar for each budget: what keeps within a smaller one keeps within a larger one too. */
function barsFor(
  budgets: readonly number[],
  certify: (budget: number) => ChosenBar | RefusedBar,
  moved: (bar: number) => number,
): readonly BudgetBar[] {
  const bars: BudgetBar[] = [];
  for (const budget of new Set(budgets.toSorted((one, other) => one - other))) {
    const outcome = certify(budget);
    if (outcome.type === 'refused') continue;
    const { served, wrong, upper } = outcome;
    const own = { budget, bar: moved(outcome.bar), served, wrong, upper };
    const last = bars.at(-1);
    bars.push(last !== undefined && last.bar < own.bar ? { ...last, budget } : own);
  }
  return bars;
}

function countPairs(pairs: readonly LabelledPair[], groups: readonly number[], parts: readonly Part[]) {
  const labelled = (label: LabelledPair['label']): number =>
    pairs.filter((pair) => pair.label === label).length;
  const inPart = (part: Part): number => parts.filter((one) => one === part).length;
  return {
    pairs: pairs.length,
    same: labelled('same'),
    different: labelled('different'),
    unsure: labelled('unsure'),
    groups: new Set(groups).size,
    parts: { fit: inPart('fit'), choose: inPart('choose'), report: inPart('report') },
  };
}

function shareServed(rows: readonly Row[], bar: number): number | undefined {
  const unsure = rows.filter(({ label }) => label === 'unsure');
  const total = unsure.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  return unsure.reduce((sum, { p, weight }) => sum + (p >= bar ? weight : 0), 0) / total;
}
