import { chooseBar, clopperPearsonUpper } from '#cache';
import type { Readings } from '../../bench/quality/readings.ts';
import type { CertifiedBar } from '../../cache/decision/decision-model.ts';
import { type Outcome, outcomesOf, type Weights } from './outcomes.ts';
import type { Weighed } from './weigh-scene.ts';

const BUDGETS = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1];
/** A bar depends on itself: what reaches it unread is not read. A few rounds settle it. */
const ROUNDS = 4;

/** The loosest bar of each budget that the calibration traffic certifies; budgets that it cannot certify are left out. */
export function barsOf(
  weighed: readonly Weighed[],
  weights: Weights,
  readings: Readings,
): readonly CertifiedBar[] {
  return BUDGETS.flatMap((budget) => {
    let bar = 0.9;
    let certified: CertifiedBar | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const chosen = chooseBar({ scored: outcomesOf(weighed, weights, readings, bar), budget });
      if (chosen.type === 'refused') {
        process.stderr.write(
          `${budget}: ${chosen.reason}, ${chosen.labelsMissing ?? 'no number of'} labels missing\n`,
        );
        return [];
      }
      const { served, wrong, upper } = chosen;
      certified = { budget, bar: chosen.bar, served, wrong, upper };
      if (Math.abs(chosen.bar - bar) < 1e-9) break;
      bar = chosen.bar;
    }
    return certified ? [certified] : [];
  });
}

/** What each bar does on traffic that nothing was fitted or chosen on. */
export function reportOf(
  weighed: readonly Weighed[],
  weights: Weights,
  bars: readonly CertifiedBar[],
  readings: Readings,
) {
  return bars.map(({ budget, bar }) => {
    const outcomes = outcomesOf(weighed, weights, readings, bar);
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
      served: served.length,
      wrong: wrong.length,
      rate: round(weight(wrong) / weight(served)),
      upper: round(clopperPearsonUpper(wrong.length, served.length, 0.05)),
      readings: round(outcomes.reduce((sum, each) => sum + each.readings, 0) / outcomes.length),
    };
  });
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
