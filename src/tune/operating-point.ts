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

/** Hits that new weights have to bring, as a share of the pairs, to be taken: the decision's own are simpler. */
const WORTH_IT = 0.01;

/**
 * The certified bar with the most hits, and the calibration that goes with it. Where weights may be fitted anew there
 * are two candidates: the decision as it is, proven on all rows, and new weights, proven on the rows that they were not
 * fitted on. Each is tested at half of δ, so that both certificates hold together and the better one may be taken.
 *
 * @param fit rows that weights may be fitted on
 * @param choose other rows, which share no text with them
 */
export function chooseOperatingPoint(
  fit: readonly Row[],
  choose: readonly Row[],
  { budget, delta, features }: OperatingOptions,
): OperatingPoint {
  const all = [...fit, ...choose];
  const weights = refit(fitRows(fit), features);
  if (weights === undefined) return asItIs(all, budget, delta);
  const plain = asItIs(all, budget, delta / 2);
  const anew = withWeights(weights, choose, budget, delta / 2);
  return hitsOf(anew) > hitsOf(plain) + WORTH_IT ? anew : plain;
}

/**
 * The decision in its own order of pairs. Slope and intercept keep that order, so they are fitted on the pairs that the
 * bar is chosen on: none has to be set aside for them.
 */
function asItIs(rows: readonly Row[], budget: number, delta: number): OperatingPoint {
  const calibration = fitCalibration(fitRows(rows));
  const certify = certifierOf(rows, IDENTITY, delta);
  const moved = (outcome: ChosenBar | RefusedBar): ChosenBar | RefusedBar =>
    outcome.type === 'refused'
      ? outcome
      : { ...outcome, bar: sigmoid(calibration.intercept + calibration.slope * logit(outcome.bar)) };
  const outcome = certify(budget);
  return {
    outcome: moved(outcome),
    uncalibrated: outcome.type === 'refused' ? undefined : outcome.bar,
    bars: certifyAll([...BUDGETS, budget], (target) => moved(certify(target))),
    calibration,
    refitted: false,
    chosenOn: decided(rows).length,
  };
}

function withWeights(
  calibration: Calibration,
  rows: readonly Row[],
  budget: number,
  delta: number,
): OperatingPoint {
  const certify = certifierOf(rows, calibration, delta);
  return {
    outcome: certify(budget),
    uncalibrated: undefined,
    bars: certifyAll([...BUDGETS, budget], certify),
    calibration,
    refitted: true,
    chosenOn: decided(rows).length,
  };
}

const hitsOf = ({ outcome }: OperatingPoint): number => (outcome.type === 'refused' ? 0 : outcome.hitRate);

function certifierOf(rows: readonly Row[], calibration: Calibration, delta: number) {
  const scored = decided(rows).map((row) => ({
    p: probabilityOf(row, calibration),
    wrong: row.label === 'different',
    weight: row.weight,
    cluster: row.cluster,
  }));
  return (budget: number): ChosenBar | RefusedBar => chooseBar({ scored, budget, delta });
}

/** The probability that a bar is held against: what is vetoed is never served. */
export const probabilityOf = ({ score }: Row, calibration: Calibration): number =>
  score.vetoes.length > 0 ? 0 : calibrated(calibration, score.p, score.features);

function fitRows(rows: readonly Row[]): readonly FitRow[] {
  return decided(rows)
    .filter(({ score }) => score.vetoes.length === 0)
    .map(({ score, label, weight }) => ({ score, right: label === 'same', weight }));
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
