import { chooseBar, clopperPearsonUpper } from '#cache';
import type { Readings } from '../../bench/quality/readings.ts';
import type { CertifiedBar } from '../../cache/decision/decision-model.ts';
import { type Outcome, outcomesOf, type Weights } from './outcomes.ts';
import type { Weighed } from './weigh-scene.ts';

const BUDGETS = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1];

/** The loosest bar of each budget that the calibration traffic certifies; budgets that it cannot certify are left out. */
export function barsOf(
  weighed: readonly Weighed[],
  weights: Weights,
  readings: Readings,
): readonly CertifiedBar[] {
  const scored = outcomesOf(weighed, weights, readings);
  return BUDGETS.flatMap((budget) => {
    const chosen = chooseBar({ scored, budget });
    if (chosen.type === 'chosen') {
      const { bar, served, wrong, upper } = chosen;
      return [{ budget, bar, served, wrong, upper }];
    }
    process.stderr.write(
      `${budget}: ${chosen.reason}, ${chosen.labelsMissing ?? 'no number of'} labels missing\n`,
    );
    return [];
  });
}

/** What each bar does on traffic that nothing was fitted or chosen on. */
export function reportOf(
  weighed: readonly Weighed[],
  weights: Weights,
  bars: readonly CertifiedBar[],
  readings: Readings,
) {
  const outcomes = outcomesOf(weighed, weights, readings);
  return bars.map(({ budget, bar }) => {
    const served = outcomes.filter(({ p }) => p >= bar);
    const wrong = served.filter((each) => each.wrong);
    const share = (kind: Outcome['kind'], right: boolean): number => {
      const all = outcomes.filter((each) => each.kind === kind);
      const hit = all.filter((each) => each.p >= bar && (!right || !each.wrong));
      return round(hit.length / all.length);
    };
    const weight = (all: readonly Outcome[]): number =>
      all.reduce((sum, each) => sum + (each.weight ?? 1), 0);
    return {
      budget,
      bar: round(bar),
      asked: share('asked', true),
      light: share('light', true),
      lookalikes: share('lookalike', false),
      new: share('new', false),
      served: served.length,
      wrong: wrong.length,
      rate: round(weight(wrong) / weight(served)),
      upper: round(clopperPearsonUpper(wrong.length, served.length, 0.05)),
      readings: round(outcomes.reduce((sum, each) => sum + each.readings, 0) / outcomes.length),
    };
  });
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
