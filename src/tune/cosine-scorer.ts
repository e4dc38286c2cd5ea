import { logit, sigmoid } from '#cache';
import type { Embedder, Embedding } from '#embeddings';
import type { QuestionPair } from './labels/labelled-pair.ts';
import type { PairScore, PairScorer } from './scorer.ts';

export interface CosineScorerParts {
  readonly embedder: Pick<Embedder, 'embed' | 'spaceId'>;
  /** Slots that forbid serving the cached question's answer to the asked one. */
  readonly vetoesBetween: (pair: QuestionPair) => readonly string[];
  /** The lowest cosine that is served now. */
  readonly bound: number;
}

/** A curve through ½ at 0.9: the order is the cosine's own, and the labels turn it into probabilities. */
const MIDDLE = 0.9;
const STEEPNESS = 40;

/** The decision of a fixed bound: cosine of the two questions, and vetoes. */
export function createCosineScorer({ embedder, vetoesBetween, bound }: CosineScorerParts): PairScorer {
  const score = async (pair: QuestionPair, signal: AbortSignal): Promise<PairScore> => {
    const [asked, cached] = await embedder.embed([pair.asked, pair.cached], signal);
    const similarity = cosine(asked, cached);
    return { p: probabilityOf(similarity), vetoes: vetoesBetween(pair), similarity };
  };
  return {
    score: async (pairs, signal) => {
      const scores: PairScore[] = [];
      for (const pair of pairs) scores.push(await score(pair, signal));
      return scores;
    },
    spaceId: embedder.spaceId,
    verifierId: null,
    bar: probabilityOf(bound),
    readsAnswers: false,
    similarityOf: (p) => MIDDLE + logit(p) / STEEPNESS,
  };
}

const probabilityOf = (similarity: number): number => sigmoid(STEEPNESS * (similarity - MIDDLE));

/** Vectors have unit length. */
function cosine(one: Embedding | undefined, other: Embedding | undefined): number {
  if (one === undefined || other === undefined) throw new Error('embedder returned no vector for a text');
  return one.vector.reduce((sum, value, i) => sum + value * (other.vector[i] ?? 0), 0);
}
