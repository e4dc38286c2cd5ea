import { rowsToProve } from '#cache';
import { precisionCurve } from './figures/curve.ts';
import { dearestMisses, worstHits } from './figures/examples.ts';
import { holdBar } from './figures/held.ts';
import { savingsAt } from './figures/savings.ts';
import { scoreBins } from './figures/score-bins.ts';
import { slotTable } from './figures/slot-table.ts';
import { quartersOf } from './figures/stability.ts';
import { groupPairs, observationOf } from './groups.ts';
import type { LabelledPair } from './labels/labelled-pair.ts';
import { chooseOperatingPoint, type OperatingPoint, probabilityOf } from './operating-point.ts';
import { type Row, weightsOf } from './rows.ts';
import { type PairScorer, scoreAll, servedBy } from './scorer.ts';
import { type Part, splitPairs } from './split.ts';
import type { Tuning } from './tuning.ts';

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

/** Below this many labels, weights are not fitted anew. */
const LABELS_TO_REFIT = 500;
/** Share of the labels that a bar is chosen on where no weights are fitted. */
export const CHOOSING_SHARE = 0.7;
const SHARES = { plain: { fit: 0, choose: CHOOSING_SHARE }, refit: { fit: 0.3, choose: 0.45 } };

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
  const features = canRefit(pairs, budget, delta) ? (scorer.features ?? []) : [];
  const parts = splitPairs(pairs, features.length > 0 ? SHARES.refit : SHARES.plain, seed);
  const rows = pairs.flatMap((pair, i): readonly Row[] => {
    const score = scores[i];
    if (score === undefined) return [];
    return [
      {
        pair,
        score,
        part: parts[i] ?? 'report',
        label: pair.label,
        weight: weights[i] ?? 1,
        cluster: observationOf(pair),
        group: groups[i] ?? i,
        p: servedBy(score),
      },
    ];
  });
  const point = chooseOperatingPoint(rows, { budget, delta, features });
  return {
    budget,
    delta,
    counts: countPairs(pairs, groups, parts),
    before: holdBar(
      rows.filter(({ part }) => part === 'report'),
      scorer.bar,
    ),
    ...describe(rows, point, options),
  };
}

/** New weights cost labels that then prove nothing: there have to be enough for both. */
function canRefit(pairs: readonly LabelledPair[], budget: number, delta: number): boolean {
  const enough = Math.max(LABELS_TO_REFIT, rowsToProve(budget, 0, delta) * 6);
  return pairs.filter(({ label }) => label !== 'unsure').length >= enough;
}

/** All figures of an operating point; of a refusal those that need no bar. */
function describe(
  scored: readonly Row[],
  { outcome, calibration, bars, refitted, chosenOn }: OperatingPoint,
  { pricePerCallNanos }: TuneOptions,
) {
  const rows = scored.map((row) => ({ ...row, p: probabilityOf(row, calibration) }));
  const untouched = rows.filter(({ part }) => part === 'report');
  const unfitted = refitted ? rows.filter(({ part }) => part !== 'fit') : rows;
  const withoutBar = { bars, curve: precisionCurve(unfitted), scores: scoreBins(rows) };
  const unvetoed = (row: Row): number =>
    probabilityOf({ ...row, score: { ...row.score, vetoes: [] } }, calibration);
  if (outcome.type === 'refused') {
    return {
      ...withoutBar,
      outcome,
      slots: slotTable(unfitted, () => true),
      worst: [],
      missed: [],
      savings: undefined,
      quarters: [],
      unsureServed: undefined,
    };
  }
  const { bar } = outcome;
  const reported = holdBar(untouched, bar);
  return {
    ...withoutBar,
    outcome: { ...outcome, calibration, pairs: chosenOn, reported },
    slots: slotTable(unfitted, (row) => unvetoed(row) >= bar),
    worst: worstHits(unfitted, bar),
    missed: dearestMisses(unfitted, bar),
    savings: savingsAt(untouched, bar, reported.hitRate, pricePerCallNanos),
    quarters: quartersOf(unfitted, bar),
    unsureServed: shareServed(
      rows.filter(({ label }) => label === 'unsure'),
      bar,
    ),
  };
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
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  return rows.reduce((sum, { p, weight }) => sum + (p >= bar ? weight : 0), 0) / total;
}
