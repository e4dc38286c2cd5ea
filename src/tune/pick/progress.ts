import { chooseBar } from '#cache';
import type { LabelledPair } from '../labels/labelled-pair.ts';
import { weightsOf } from '../rows.ts';
import { type PairScore, servedBy } from '../scorer.ts';
import { pairKey } from './strata.ts';

/** How far labels reach towards a certificate. */
export type LabelProgress =
  | { readonly type: 'enough' }
  | { readonly type: 'missing'; readonly labels: number }
  /** Every bar is above the budget already. */
  | { readonly type: 'hopeless' };

/** What `reprise tune` would say of the labels so far. */
export function labelProgress(
  labels: readonly LabelledPair[],
  scoreOf: (key: string) => PairScore | undefined,
  budget: number,
  delta: number,
): LabelProgress {
  const weights = weightsOf(labels);
  const scored = labels.flatMap((pair, i) => {
    const score = scoreOf(pairKey(pair));
    if (score === undefined || pair.label === 'unsure') return [];
    const cluster = pair.cluster ?? pairKey(pair);
    return [{ p: servedBy(score), wrong: pair.label === 'different', weight: weights[i] ?? 1, cluster }];
  });
  const chosen = chooseBar({ scored, budget, delta });
  if (chosen.type === 'chosen') return { type: 'enough' };
  if (chosen.labelsMissing === undefined) return { type: 'hopeless' };
  return { type: 'missing', labels: chosen.labelsMissing };
}
