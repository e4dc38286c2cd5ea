import { clopperPearsonLower, clopperPearsonUpper, evidenceOf } from '#cache';
import type { Interval } from '#report';
import { decided, type Row } from '../rows.ts';

/** What a bar does on some pairs. */
export interface Held {
  readonly pairs: number;
  readonly served: number;
  readonly wrong: number;
  /** Weighted share of the decided pairs that is served. */
  readonly hitRate: Interval;
  /** Weighted share of wrong ones among the served. */
  readonly wrongRate: Interval;
  /** Independent pairs that the served ones amount to. */
  readonly effective: number;
}

/** Both ends together leave out 5 %. */
const TAIL = 0.025;

/** @param serves whether a pair is served */
export function holdPairs(rows: readonly Row[], serves: (row: Row) => boolean): Held {
  const all = decided(rows).map((row) => ({
    weight: row.weight,
    cluster: row.cluster,
    served: serves(row),
    wrong: row.label === 'different',
  }));
  const served = all.filter((row) => row.served);
  return {
    pairs: all.length,
    served: served.length,
    wrong: served.filter(({ wrong }) => wrong).length,
    hitRate: shareOf(all.map(({ weight, cluster, served: hit }) => ({ weight, cluster, wrong: hit }))),
    wrongRate: shareOf(served),
    effective: evidenceOf(served).n,
  };
}

/** A weighted share with its exact 95 % interval; from 0 to 1 where there is nothing. */
function shareOf(
  rows: readonly { readonly wrong: boolean; readonly weight: number; readonly cluster: string }[],
): Interval {
  const { n, wrong, rate } = evidenceOf(rows);
  return { value: rate, low: clopperPearsonLower(wrong, n, TAIL), high: clopperPearsonUpper(wrong, n, TAIL) };
}
