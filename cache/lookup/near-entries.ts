import type { Candidate } from '../decision/candidate.ts';
import type { Entry } from '../entry.ts';
import type { Neighbour } from '../ports/vector-store.ts';
import { readRecordId } from '../vectors/entry-records.ts';

/** An entry of which a vector is near the question. */
export interface NearEntry {
  readonly id: string;
  /** Cosine with its question; undefined where only its answer was found. */
  readonly similarity: number | undefined;
  readonly answerSimilarity: number | undefined;
}

/** The entries that neighbours belong to, by the larger of their two similarities (C10); `limit` at most. */
export function nearEntries(neighbours: readonly Neighbour[], limit: number): readonly NearEntry[] {
  const found = new Map<string, NearEntry>();
  for (const { id, similarity } of neighbours) {
    const { entryId, of } = readRecordId(id);
    const other = found.get(entryId);
    if (!other && found.size === limit) continue;
    found.set(entryId, {
      id: entryId,
      similarity: of === 'question' ? similarity : other?.similarity,
      answerSimilarity: of === 'answer' ? similarity : other?.answerSimilarity,
    });
  }
  return [...found.values()];
}

/** What the search did not tell is worked out here; undefined where the entry has nothing to compare. */
export function candidateOf(
  entry: Entry,
  { similarity, answerSimilarity }: NearEntry,
  asked: Float32Array,
): Candidate | undefined {
  const toQuestion = similarity ?? cosine(asked, entry.vector);
  if (toQuestion === undefined) return undefined;
  // The answer found may be one that was replaced meanwhile: what counts is the vector that the entry has.
  const toAnswer = entry.answerVector && (answerSimilarity ?? cosine(asked, entry.answerVector));
  return { entry, similarity: toQuestion, answerSimilarity: toAnswer };
}

/** Nearest first by the question, as a decision reads them. */
export function inOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((one, next) => next.similarity - one.similarity);
}

/** Of unit vectors; undefined where there is none, or it is of another model. */
function cosine(one: Float32Array, other: Float32Array | undefined): number | undefined {
  if (other?.length !== one.length) return undefined;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] ?? 0) * (other[i] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}
