import type { LabelledPair, PairLabel, QuestionPair } from '../labels/labelled-pair.ts';
import type { PairScore } from '../scorer.ts';
import { labelLine as lineOf } from './label-line.ts';
import { orderCandidates } from './order.ts';
import { type Candidate, likelyBar, pairKey, stratify } from './strata.ts';

/** A pair that is to be labelled. */
export interface PickedPair extends Candidate {
  /** How many pairs of the traffic its stratum stands for. */
  readonly stratumPairs: number;
}

export interface Picking {
  /** Those that tell most first. */
  readonly waiting: readonly PickedPair[];
  /** Pairs that had a label before. */
  readonly labelled: number;
  /** The score of each pair, by key. */
  readonly scores: ReadonlyMap<string, PairScore>;
}

export interface PickOptions {
  /** The bar in force, as a probability of the scores. */
  readonly bar: number;
  /** Wrong answers per served hit that are to be proven. */
  readonly budget: number;
  readonly seed: number;
}

/** The pairs that have no label yet, in the order in which labels tell most. */
export function pickPairs(
  pairs: readonly QuestionPair[],
  scores: readonly PairScore[],
  earlier: readonly LabelledPair[],
  { seed, ...bars }: PickOptions,
): Picking {
  const strata = stratify(pairs, scores, likelyBar(pairs, scores, bars));
  const sizes = new Map(strata.map((stratum) => [stratum.name, stratum.pairs]));
  const labelled = new Set(earlier.map(pairKey));
  const waiting = orderCandidates(strata, labelled, seed);
  const all = strata.reduce((sum, { candidates }) => sum + candidates.length, 0);
  return {
    waiting: waiting.map((candidate) => ({ ...candidate, stratumPairs: sizes.get(candidate.stratum) ?? 1 })),
    labelled: all - waiting.length,
    scores: new Map(
      strata.flatMap(({ candidates }) => candidates).map(({ pair, score }) => [pairKey(pair), score]),
    ),
  };
}

/** The line that a label adds to the file. */
export const labelLine = (picked: PickedPair, label: PairLabel): string =>
  lineOf(picked, { pairs: picked.stratumPairs }, label);
