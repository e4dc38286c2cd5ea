import { clopperPearsonLower, clopperPearsonUpper, countBars } from '#cache';
import { decided, type Row } from '../rows.ts';

/** One bar of the curve of precision against hit rate. */
export interface CurvePoint {
  readonly bar: number;
  readonly hitRate: number;
  /** Right answers per served hit, with its 95 % interval. */
  readonly precision: number;
  readonly low: number;
  readonly high: number;
}

const MOST_POINTS = 60;
const TAIL = 0.025;

/** Right answers per served hit at every bar, strictest first. */
export function precisionCurve(rows: readonly Row[]): readonly CurvePoint[] {
  const bars = countBars(
    decided(rows).map(({ p, label, weight, cluster }) => ({
      p,
      wrong: label === 'different',
      weight,
      cluster,
    })),
  );
  const step = Math.max(1, Math.ceil(bars.length / MOST_POINTS));
  return bars
    .filter((_, i) => i % step === 0 || i === bars.length - 1)
    .map(({ bar, hitRate, evidence: { wrong, n, rate } }) => ({
      bar,
      hitRate,
      precision: 1 - rate,
      low: 1 - clopperPearsonUpper(wrong, n, TAIL),
      high: 1 - clopperPearsonLower(wrong, n, TAIL),
    }));
}
