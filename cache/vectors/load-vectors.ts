import type { EntryHead } from '../entries/entry-journal.ts';
import type { VectorStore } from '../ports/vector-store.ts';
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
  const records = heads.flatMap(({ id, tenant, partition, vector, expiresAt }) => {
    if (!vector) return [];
    if (vectorProblem(vector, dimensions) === undefined)
      return [{ id, tenant, partition, vector, expiresAt }];
    leftOut++;
    return [];
  });
  await vectors.upsert(records);
  return leftOut;
}
