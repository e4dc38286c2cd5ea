import { SOFT_SLOTS, type SoftSlots, softSlotsVector } from '../slots/index.ts';

/** What is known of a candidate before anything is read. */
export interface CandidateFeatures {
  /** Cosine between the asked and the cached question. */
  readonly similarity: number;
  /** Cosine between the asked question and the cached answer; undefined where the answer has no vector. */
  readonly answerSimilarity: number | undefined;
  /** `similarity` less that of the nearest candidate with another answer, which is taken to be at 0.3 at least; negative behind one. */
  readonly margin: number;
  readonly soft: SoftSlots;
}

/** Names of the features in the order of `featureRow`. A model is fitted to this list: a change of it asks for a new one. */
export const FEATURES: readonly string[] = ['similarity', 'answerSimilarity', 'margin', ...SOFT_SLOTS];

/** Features of a model that has read the candidate too: the same, and the verifier's log-odds. */
export const READ_FEATURES: readonly string[] = [...FEATURES, 'verifier'];

/**
 * What an answer without a vector is taken to be like: as near as answers of right entries usually are, compared with
 * their questions (median over the question sets that the weights are fitted on).
 */
const USUAL_SHARE = 0.82;

export function featureRow({
  similarity,
  answerSimilarity,
  margin,
  soft,
}: CandidateFeatures): readonly number[] {
  return [similarity, answerSimilarity ?? USUAL_SHARE * similarity, margin, ...softSlotsVector(soft)];
}
