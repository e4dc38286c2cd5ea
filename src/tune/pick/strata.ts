import { logit } from '#cache';
import type { QuestionPair } from '../labels/labelled-pair.ts';
import { type PairScore, servedBy } from '../scorer.ts';

/** Pairs whose scores are alike, of which some are labelled in place of all. */
export interface Stratum {
  /** The same for the same scores, whichever file they come from. */
  readonly name: string;
  /** How many pairs of the traffic it stands for. */
  readonly pairs: number;
  /** How much a label of it tells: most near the bar, little far below it. */
  readonly worth: number;
  readonly candidates: readonly Candidate[];
}

/** A pair that may be shown. Copies of it are shown once. */
export interface Candidate {
  readonly pair: QuestionPair;
  readonly score: PairScore;
  readonly stratum: string;
  /** Weights of its copies added up. */
  readonly weight: number;
}

/** Strata are one unit of log-odds wide, from this to that; what lies beyond is one stratum on each side. */
const RANGE = { from: -4, to: 9 };

/** Sorts pairs into strata by their score; what a slot forbids is a stratum of its own. */
export function stratify(
  pairs: readonly QuestionPair[],
  scores: readonly PairScore[],
  bar: number,
): readonly Stratum[] {
  const known = new Map<string, Candidate>();
  pairs.forEach((pair, i) => {
    const score = scores[i];
    if (score === undefined) return;
    const key = pairKey(pair);
    const copy = known.get(key);
    if (copy === undefined)
      known.set(key, { pair, score, stratum: stratumOf(score).name, weight: pair.weight });
    else known.set(key, { ...copy, weight: copy.weight + pair.weight });
  });
  const byName = new Map<string, Candidate[]>();
  for (const candidate of known.values()) {
    const list = byName.get(candidate.stratum) ?? [];
    byName.set(candidate.stratum, list);
    list.push(candidate);
  }
  return [...byName].map(([name, candidates]) => ({
    name,
    pairs: candidates.reduce((sum, { weight }) => sum + weight, 0),
    worth: worthOf(candidates[0]?.score, logit(bar)),
    candidates,
  }));
}

/**
 * Where the bar may come to lie: the one in force, or the loosest one whose served pairs are wrong no more often than
 * the budget allows if the probabilities are right, where that is lower.
 */
export function likelyBar(
  pairs: readonly QuestionPair[],
  scores: readonly PairScore[],
  { bar, budget }: { readonly bar: number; readonly budget: number },
): number {
  const sorted = pairs
    .map(({ weight }, i) => ({ weight, p: scores[i] === undefined ? 0 : servedBy(scores[i]) }))
    .sort((one, other) => other.p - one.p);
  let likely = bar;
  let [served, wrong] = [0, 0];
  for (const { weight, p } of sorted) {
    served += weight;
    wrong += weight * (1 - p);
    if (wrong > budget * served) break;
    likely = Math.min(likely, p);
  }
  return likely;
}

/** What makes two pairs one. */
export const pairKey = ({ asked, cached }: Pick<QuestionPair, 'asked' | 'cached'>): string =>
  JSON.stringify([asked, cached]);

function stratumOf({ p, vetoes }: PairScore): { readonly name: string; readonly middle: number } {
  if (vetoes.length > 0) return { name: 'vetoed', middle: Number.NEGATIVE_INFINITY };
  const place = Math.min(RANGE.to, Math.max(RANGE.from, Math.floor(logit(p))));
  return { name: `log-odds ${place}`, middle: place + 0.5 };
}

/**
 * What is served has to be proven, and a bound is tightest where all served pairs were as likely to be labelled: from
 * somewhat below the bar upwards every pair has the same chance. Further below, labels show how far the bar may fall.
 */
function worthOf(score: PairScore | undefined, bar: number): number {
  if (score === undefined) return 0;
  const above = stratumOf(score).middle - bar;
  if (above >= -2) return 1;
  return above >= -4 ? 0.25 : 0.05;
}
