import type { Calibration, ChosenBar, DecisionFile, RefusedBar } from '#cache';
import type { CurvePoint } from './figures/curve.ts';
import type { Example } from './figures/examples.ts';
import type { Held } from './figures/held.ts';
import type { Savings } from './figures/savings.ts';
import type { ScoreBin } from './figures/score-bins.ts';
import type { SlotRow } from './figures/slot-table.ts';
import type { Quarter } from './figures/stability.ts';

/** A bar for one budget. */
export type BudgetBar = DecisionFile['bars'][number];

/** What a bar does on pairs that it was chosen without. */
export interface Reported extends Held {
  /** Sets of pairs that were left out, each once; one where the latest are. */
  readonly sets: number;
  /** Sets for which the rest certified no bar: none of their pairs counts as served. */
  readonly refused: number;
}

/** A certified bar, after the calibration. */
export interface Chosen extends ChosenBar {
  readonly calibration: Calibration;
  /** The bar as a probability before the calibration; undefined with new weights, which leave no one such. */
  readonly uncalibrated: number | undefined;
  /** Decided pairs that it was chosen on. */
  readonly pairs: number;
  /** What bars do that were chosen in the same way without the pairs that they are held against. */
  readonly reported: Reported;
}

/** What labels say of the decision. */
export interface Tuning {
  readonly budget: number;
  readonly delta: number;
  readonly counts: {
    readonly pairs: number;
    readonly same: number;
    readonly different: number;
    readonly unsure: number;
    /** Pairs whose cached answer is known. */
    readonly answered: number;
    /** Groups of pairs that share a text or a cluster. */
    readonly groups: number;
    /** Pairs that weights were fitted on, and others that the bar was chosen on. */
    readonly fitted: number;
    readonly chosenOn: number;
  };
  readonly outcome: Chosen | RefusedBar;
  /** Bars that the same labels certify for this and other budgets, by rising budget. */
  readonly bars: readonly BudgetBar[];
  /** The bar in force before, on the pairs that are reported on. */
  readonly before: Held;
  readonly curve: readonly CurvePoint[];
  readonly scores: readonly ScoreBin[];
  readonly slots: readonly SlotRow[];
  readonly worst: readonly Example[];
  readonly missed: readonly Example[];
  readonly savings: Savings | undefined;
  /** In quarters of the time that the labels span; none without times. */
  readonly quarters: readonly Quarter[];
  /** Weighted share of the unsure pairs that the bar serves. */
  readonly unsureServed: number | undefined;
}
