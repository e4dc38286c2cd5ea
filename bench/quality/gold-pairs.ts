import type { GoldPair } from './data.ts';
import { type Decision, type SlotReader, serves } from './decisions.ts';
import { type Share, weightedShare } from './intervals.ts';
import type { Vectors } from './vectors.ts';

/** Figures of one decision on the gold pairs, weighted to the stream that they were drawn from. */
export interface GoldFigures {
  readonly decision: string;
  /** Share of `same` pairs that are served. */
  readonly recall: Share;
  /** Share of `different` among the served pairs, `unsure` left out. */
  readonly wrongPerServed: Share;
  /** Share of `unsure` pairs that are served: neither right nor wrong. */
  readonly unsureServed: Share;
}

export function measureGold(
  pairs: readonly GoldPair[],
  decision: Decision,
  vectors: Vectors,
  slotsOf: SlotReader,
): GoldFigures {
  const judged = pairs.map(({ asked, cached, label, weight }) => ({
    label,
    weight,
    served: serves(decision, asked, { text: cached, cosine: vectors.cosine(asked, cached) }, slotsOf),
  }));
  const shareServed = (label: GoldPair['label']): Share =>
    weightedShare(
      judged.filter((row) => row.label === label).map(({ weight, served }) => ({ weight, hit: served })),
    );
  return {
    decision: decision.name,
    recall: shareServed('same'),
    wrongPerServed: weightedShare(
      judged
        .filter(({ served, label }) => served && label !== 'unsure')
        .map(({ weight, label }) => ({ weight, hit: label === 'different' })),
    ),
    unsureServed: shareServed('unsure'),
  };
}
