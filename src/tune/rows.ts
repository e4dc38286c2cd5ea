import type { LabelledPair, PairLabel } from './labels/labelled-pair.ts';
import type { PairScore } from './scorer.ts';

/** A labelled pair and its score. */
export interface Row {
  readonly pair: LabelledPair;
  readonly score: PairScore;
  readonly label: PairLabel;
  /** Pairs of the traffic that it stands for. */
  readonly weight: number;
  /** What counts as one observation with it. */
  readonly cluster: string;
  /** Probability that the bar is held against; 0 where it is vetoed. */
  readonly p: number;
}

/**
 * The weight of each pair. Pairs that were drawn by stratum stand for the pairs of their stratum in equal parts, so
 * that labels may be gathered where they tell most and the figures are still those of the traffic.
 */
export function weightsOf(pairs: readonly LabelledPair[]): readonly number[] {
  const labelled = new Map<string, number>();
  for (const { stratum, weight } of pairs) {
    if (stratum !== undefined) labelled.set(stratum, (labelled.get(stratum) ?? 0) + weight);
  }
  return pairs.map(({ stratum, stratumPairs, weight }) =>
    stratum === undefined || stratumPairs === undefined
      ? weight
      : (weight * stratumPairs) / (labelled.get(stratum) ?? weight),
  );
}

/** What is decided: `unsure` is neither right nor wrong, and is counted apart. */
export const decided = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ label }) => label !== 'unsure');
