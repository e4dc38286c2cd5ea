import type { Calibration, DecisionFile } from './decision-file.ts';
import { barFor, type DecisionModel } from './decision-model.ts';
import { logit, sigmoid } from './logistic.ts';

/** A probability after an operator's own labels moved it. `row` has the features in the calibration's order. */
export function calibrated(
  { intercept, slope, features }: Calibration,
  p: number,
  row: readonly number[] | undefined,
): number {
  let logOdds = intercept + slope * logit(p);
  features.forEach(({ weight, least, most }, j) => {
    logOdds += weight * Math.min(most, Math.max(least, row?.[j] ?? least));
  });
  return sigmoid(logOdds);
}

/**
 * The bar of an error budget; undefined where nothing may be served. A tuned bar holds for budgets from its own on; a
 * stricter one falls back on the bundled bars, and is never below the tuned one.
 */
export function barWithin(
  model: DecisionModel,
  tuned: DecisionFile | undefined,
  budget: number,
): number | undefined {
  if (tuned === undefined) return barFor(model.bars, budget);
  if (budget >= tuned.errorBudget) return tuned.bar;
  const bundled = barFor(model.bars, budget);
  return bundled === undefined ? undefined : Math.max(bundled, tuned.bar);
}
