import type { Sign } from '#cache';
import type { QuestionPair } from './labels/labelled-pair.ts';

/** What the decision makes of one pair. */
export interface PairScore {
  /** Probability that the cached answer is right for the asked question, vetoes left aside. */
  readonly p: number;
  /** Slots that forbid the hit, whatever the probability. */
  readonly vetoes: readonly string[];
  /** Cosine of the two questions. */
  readonly similarity?: number;
  /** What the probability was made of, in the order of the scorer's feature names. */
  readonly features?: readonly number[];
}

/**
 * The decision as labels are held against it. `score` answers in the order of the pairs and rejects when the signal
 * aborts; it may be called with a few hundred pairs at a time.
 */
export interface PairScorer {
  readonly score: (pairs: readonly QuestionPair[], signal: AbortSignal) => Promise<readonly PairScore[]>;
  /** Embedding space that the probabilities belong to. */
  readonly spaceId: string;
  /** Name and version of what reads pairs beside the embedder; null where nothing does. */
  readonly verifierId: string | null;
  /** The bar in force now, as a probability of this scorer. */
  readonly bar: number;
  /** What each feature is called, and which way it may push when its weights are fitted anew. */
  readonly features?: readonly { readonly name: string; readonly sign: Sign }[];
  /** Whether probabilities depend on the cached answer: without it they are not those of the gateway. */
  readonly readsAnswers: boolean;
  /** The similarity that a probability stands for, where that alone decides: then a bar is a setting, not a file. */
  readonly similarityOf?: (p: number) => number;
}

const BATCH = 256;

/** The scores of all pairs, in batches, so that it can be told how far it is and be stopped. */
export async function scoreAll(
  scorer: PairScorer,
  pairs: readonly QuestionPair[],
  signal: AbortSignal,
  onProgress: (done: number) => void = () => {},
): Promise<readonly PairScore[]> {
  const scores: PairScore[] = [];
  for (let start = 0; start < pairs.length; start += BATCH) {
    signal.throwIfAborted();
    const batch = pairs.slice(start, start + BATCH);
    const scored = await scorer.score(batch, signal);
    if (scored.length !== batch.length) {
      throw new Error(`The scorer gave ${scored.length} scores for ${batch.length} pairs.`);
    }
    scores.push(...scored);
    onProgress(scores.length);
  }
  return scores;
}

/** The probability that the bar is held against: what is vetoed is never served. */
export const servedBy = ({ p, vetoes }: PairScore): number => (vetoes.length > 0 ? 0 : p);
