import { rowsToProve } from '#cache';
import { precisionCurve } from './figures/curve.ts';
import { dearestMisses, worstHits } from './figures/examples.ts';
import { holdPairs } from './figures/held.ts';
import { savingsAt } from './figures/savings.ts';
import { scoreBins } from './figures/score-bins.ts';
import { slotTable } from './figures/slot-table.ts';
import { quartersOf } from './figures/stability.ts';
import { groupPairs, observationOf } from './groups.ts';
import type { LabelledPair } from './labels/labelled-pair.ts';
import { reportLeftOut } from './left-out.ts';
import { chooseOperatingPoint, type OperatingPoint, probabilityOf } from './operating-point.ts';
import { type Row, weightsOf } from './rows.ts';
import { type PairScore, type PairScorer, scoreAll, servedBy } from './scorer.ts';
import { foldPairs, partPairs } from './split.ts';
import type { Reported, Tuning } from './tuning.ts';

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
/** Share of the labels that weights are fitted on, where they are. */
const FIT_SHARE = 0.4;

/**
 * Chooses the operating point with the most hits whose upper bound of wrong answers per served hit is within the
 * budget, and tells what choosing so does on pairs that the choice has not seen.
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
  const groups = groupPairs(pairs);
  const rows = rowsOf(pairs, scores);
  const features = canRefit(pairs, budget, delta) ? (scorer.features ?? []) : [];
  const parts = partPairs(pairs, groups, features.length > 0 ? FIT_SHARE : 0, seed);
  const sets = foldPairs(pairs, groups, seed);
  const [fit, choose] = [
    rows.filter((_, i) => parts[i] === 'fit'),
    rows.filter((_, i) => parts[i] === 'choose'),
  ];
  const point = chooseOperatingPoint(fit, choose, { budget, delta, features });
  const reportedOn = new Set(sets.flat());
  return {
    budget,
    delta,
    counts: {
      ...countPairs(pairs),
      groups: new Set(groups).size,
      fitted: point.refitted ? fit.length : 0,
      chosenOn: point.refitted ? choose.length : pairs.length,
    },
    before: holdPairs(
      rows.filter((_, i) => reportedOn.has(i)),
      ({ p }) => p >= scorer.bar,
    ),
    // What weights were fitted on looks better than it is.
    ...describe(point.refitted ? choose : rows, point, options, () =>
      reportLeftOut(rows, parts, sets, { budget, delta, features }),
    ),
  };
}

function rowsOf(pairs: readonly LabelledPair[], scores: readonly PairScore[]): readonly Row[] {
  const weights = weightsOf(pairs);
  return pairs.flatMap((pair, i): readonly Row[] => {
    const score = scores[i];
    if (score === undefined) return [];
    const { label } = pair;
    const weight = weights[i] ?? 1;
    return [{ pair, score, label, weight, cluster: observationOf(pair), p: servedBy(score) }];
  });
}

/** New weights take labels that then prove nothing: what is left has to be able to, and not by a hair. */
function canRefit(pairs: readonly LabelledPair[], budget: number, delta: number): boolean {
  const left = pairs.filter(({ label }) => label !== 'unsure').length * (1 - FIT_SHARE);
  return pairs.length >= LABELS_TO_REFIT && left >= rowsToProve(budget, 0, delta / 2) * 2;
}

/** All figures of an operating point; of a refusal those that need no bar. */
function describe(
  scored: readonly Row[],
  { outcome, uncalibrated, calibration, bars, chosenOn }: OperatingPoint,
  { pricePerCallNanos }: TuneOptions,
  reportOn: () => Reported,
) {
  const rows = scored.map((row) => ({ ...row, p: probabilityOf(row, calibration) }));
  const withoutBar = { bars, curve: precisionCurve(rows), scores: scoreBins(rows) };
  const unvetoed = (row: Row): number =>
    probabilityOf({ ...row, score: { ...row.score, vetoes: [] } }, calibration);
  if (outcome.type === 'refused') {
    return {
      ...withoutBar,
      outcome,
      slots: slotTable(rows, () => true),
      worst: [],
      missed: [],
      savings: undefined,
      quarters: [],
      unsureServed: undefined,
    };
  }
  const { bar } = outcome;
  return {
    ...withoutBar,
    outcome: { ...outcome, calibration, uncalibrated, pairs: chosenOn, reported: reportOn() },
    slots: slotTable(rows, (row) => unvetoed(row) >= bar),
    worst: worstHits(rows, bar),
    missed: dearestMisses(rows, bar),
    savings: savingsAt(rows, bar, pricePerCallNanos),
    quarters: quartersOf(rows, bar),
    unsureServed: shareServed(
      rows.filter(({ label }) => label === 'unsure'),
      bar,
    ),
  };
}

function countPairs(pairs: readonly LabelledPair[]) {
  const labelled = (label: LabelledPair['label']): number =>
    pairs.filter((pair) => pair.label === label).length;
  return {
    pairs: pairs.length,
    same: labelled('same'),
    different: labelled('different'),
    unsure: labelled('unsure'),
    answered: pairs.filter(({ answer }) => answer !== undefined).length,
  };
}

function shareServed(rows: readonly Row[], bar: number): number | undefined {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  return rows.reduce((sum, { p, weight }) => sum + (p >= bar ? weight : 0), 0) / total;
}
