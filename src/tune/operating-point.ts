import {
  type Calibration,
  type ChosenBar,
  calibrated,
  chooseBar,
  logit,
  type RefusedBar,
  sigmoid,
} from '#cache';
import { type FitRow, fitCalibration, IDENTITY, refit } from './probability.ts';
import { decided, type Row } from './rows.ts';
import type { PairScorer } from './scorer.ts';
import type { BudgetBar } from './tuning.ts';

/** How probabilities are made of scores, and from which on they are served. */
export interface OperatingPoint {
  /** The bar is one of the calibrated probabilities. */
  readonly outcome: ChosenBar | RefusedBar;
  /** The same bar as a probability before the calibration; undefined with new weights. */
  readonly uncalibrated: number | undefined;
  readonly bars: readonly BudgetBar[];
  readonly calibration: Calibration;
  /** Whether weights were fitted anew. */
  readonly refitted: boolean;
  /** Decided pairs that the bar was chosen on. */
  readonly chosenOn: number;
}

export interface OperatingOptions {
  readonly budget: number;
  readonly delta: number;
  /** Features whose weights may be fitted anew; none where there are too few labels for it. */
  readonly features: NonNullable<PairScorer['features']>;
}

/** Bars are certified for these budgets too: routes may have others than the one that was asked for. */
const BUDGETS: readonly number[] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2];

/**
 * The certified bar with the most hits, and the calibration that goes with it.
 *
 * @param fit rows that weights may be fitted on
 * @param choose other rows, of which the bar is proven
 */
export function chooseOperatingPoint(
  fit: readonly Row[],
  choose: readonly Row[],
  { budget, delta, features }: OperatingOptions,
): OperatingPoint {
  const refitted = refit(fitRows(fit), features);
  // Without new weights the order of pairs is the decision's own. The bar is chosen in that order, and slope and
  // intercept, which keep it, are fitted afterwards on the same pairs: none has to be set aside for them.
  const ordered = refitted ?? IDENTITY;
  const calibration = refitted ?? fitCalibration(fitRows([...fit, ...choose]));
  const scored = decided(choose).map((row) => ({
    p: probabilityOf(row, ordered),
    wrong: row.label === 'different',
    weight: row.weight,
    cluster: row.cluster,
  }));
  const certify = (target: number) => chooseBar({ scored, budget: target, delta });
  const moved = (outcome: ChosenBar | RefusedBar): ChosenBar | RefusedBar =>
    outcome.type === 'refused' || refitted !== undefined
      ? outcome
      : { ...outcome, bar: sigmoid(calibration.intercept + calibration.slope * logit(outcome.bar)) };
  const outcome = certify(budget);
  return {
    outcome: moved(outcome),
    uncalibrated: outcome.type === 'refused' || refitted !== undefined ? undefined : outcome.bar,
    bars: certifyAll([...BUDGETS, budget], (target) => moved(certify(target))),
    calibration,
    refitted: refitted !== undefined,
    chosenOn: scored.length,
  };
}

/** The probability that a bar is held against: what is vetoed is never served. */
export const probabilityOf = ({ score }: Row, calibration: Calibration): number =>
  score.vetoes.length > 0 ? 0 : calibrated(calibration, score.p, score.features);

function fitRows(rows: readonly Row[]): readonly FitRow[] {
  return decided(rows)
    .filter(({ score }) => score.vetoes.length === 0)
    .map(({ score, label, weight, group }) => ({ score, right: label === 'same', weight, group }));
}

/** The loosest certified bar for each budget: what keeps within a smaller one keeps within a larger one too. */
function certifyAll(
  budgets: readonly number[],
  certify: (budget: number) => ChosenBar | RefusedBar,
): readonly BudgetBar[] {
  const bars: BudgetBar[] = [];
  for (const budget of new Set(budgets.toSorted((one, other) => one - other))) {
    const outcome = certify(budget);
    if (outcome.type === 'refused') continue;
    const { bar, served, wrong, upper } = outcome;
    const last = bars.at(-1);
    bars.push(
      last !== undefined && last.bar < bar ? { ...last, budget } : { budget, bar, served, wrong, upper },
    );
  }
  return bars;
}
