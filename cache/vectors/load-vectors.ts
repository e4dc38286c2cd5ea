import type { EntryHead } from '../entries/entry-journal.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { recordsOf } from './entry-records.ts';
import { vectorProblem } from './unit-vector.ts';

/**
 * Fills the index with the vectors of stored entries. A vector that is damaged, or of a model with other dimensions, is
 * left out: its entry is still found exactly. @returns how many were left out
 */
export async function loadVectors(
  vectors: VectorStore,
  heads: readonly EntryHead[],
  dimensions: number,
): Promise<number> {
  let leftOut = 0;
  const records = heads.flatMap(recordsOf).filter(({ vector }) => {
    const isSound = vectorProblem(vector, dimensions) === undefined;
    if (!isSound) leftOut++;
    return isSound;
  });
  await vectors.upsert(records);
  return leftOut;
}
