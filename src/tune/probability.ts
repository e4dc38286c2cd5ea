import { type Calibration, fitLogistic, type LogisticModel, logit, type Sign } from '#cache';
import type { PairScore } from './scorer.ts';

/** A pair as a fit sees it. */
export interface FitRow {
  readonly score: PairScore;
  readonly right: boolean;
  readonly weight: number;
}

export interface Feature {
  readonly name: string;
  readonly sign: Sign;
}

/** Each weight is held towards nothing as by this many pairs that contradict it. */
const RIDGE = 10;
/** With fewer of either kind a slope is a guess. */
const FEWEST_OF_A_KIND = 10;

export const IDENTITY: Calibration = { intercept: 0, slope: 1, features: [] };

/**
 * Slope and intercept that make probabilities out of scores (J. Platt, "Probabilistic outputs for support vector
 * machines", 1999). They never turn two scores round, so a bar that was chosen before serves the same pairs after.
 */
export function fitCalibration(rows: readonly FitRow[]): Calibration {
  if (!hasBothKinds(rows)) return IDENTITY;
  const model = fitWeights(rows, []);
  const slope = (model.weights[0] ?? 0) / (model.scale[0] ?? 1);
  // A score that tells nothing would make every pair equal.
  return slope > 1e-6 ? calibrationOf(model, rows, []) : IDENTITY;
}

/**
 * Weights of the features fitted anew, with the decision's own log-odds as one of them; undefined where there is
 * nothing to fit.
 */
export function refit(rows: readonly FitRow[], features: readonly Feature[]): Calibration | undefined {
  if (features.length === 0 || !hasBothKinds(rows)) return undefined;
  return calibrationOf(fitWeights(rows, features), rows, features);
}

const inputsOf = ({ score }: FitRow, features: readonly Feature[]): readonly number[] => [
  logit(score.p),
  ...features.map((_, j) => score.features?.[j] ?? 0),
];

function fitWeights(rows: readonly FitRow[], features: readonly Feature[]): LogisticModel {
  const weights = rows.map(({ weight }) => weight);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return fitLogistic({
    x: rows.map((row) => inputsOf(row, features)),
    y: rows.map(({ right }) => (right ? 1 : 0)),
    weight: weights.map((weight) => weight / mean), // ridge counts in pairs, whatever unit weights have
    l2: features.length === 0 ? 1e-3 : RIDGE,
    signs: ['positive', ...features.map(({ sign }) => sign)],
  });
}

function calibrationOf(
  model: LogisticModel,
  rows: readonly FitRow[],
  features: readonly Feature[],
): Calibration {
  const slopes = model.weights.map((weight, j) => weight / (model.scale[j] ?? 1));
  const moved = slopes.reduce((sum, slope, j) => sum + slope * (model.mean[j] ?? 0), 0);
  return {
    intercept: model.intercept - moved,
    slope: slopes[0] ?? 0,
    features: features.map(({ name }, j) => {
      const [least, most] = rangeOf(rows.map(({ score }) => score.features?.[j] ?? 0));
      return { name, weight: slopes[j + 1] ?? 0, least, most };
    }),
  };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
}

function hasBothKinds(rows: readonly FitRow[]): boolean {
  const right = rows.filter((row) => row.right).length;
  return Math.min(right, rows.length - right) >= FEWEST_OF_A_KIND;
}
