import type { GoldPair } from './data.ts';
import type { Decision } from './decisions.ts';
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

export async function measureGold(
  pairs: readonly GoldPair[],
  decision: Decision,
  vectors: Vectors,
): Promise<GoldFigures> {
  const judged: { label: GoldPair['label']; weight: number; served: boolean }[] = [];
  for (const { asked, cached, label, weight } of pairs) {
    const only = { text: cached, cosine: vectors.cosine(asked, cached) };
    judged.push({ label, weight, served: (await decision.pick(asked, [only])) !== undefined });
  }
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
