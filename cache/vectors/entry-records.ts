import type { Entry } from '../entry.ts';
import type { VectorRecord } from '../ports/vector-store.ts';

/** Records that an entry has in a vector store at most: its question's, its answer's. */
export const RECORDS_EACH = 2;
/** No id of an entry has it in it: those are base64url. */
const ANSWER = '#answer';

/** The vectors of an entry as a store keeps them (C10); none where it only matches exactly. */
export function recordsOf(
  entry: Pick<Entry, 'id' | 'tenant' | 'partition' | 'vector' | 'answerVector' | 'expiresAt'>,
): readonly VectorRecord[] {
  const { id, tenant, partition, vector, answerVector, expiresAt } = entry;
  if (!vector) return [];
  const question = { id, tenant, partition, vector, expiresAt };
  if (!answerVector) return [question];
  return [question, { ...question, id: `${id}${ANSWER}`, vector: answerVector }];
}

/** Ids of every record that the entries may have: what is to be removed with them. */
export function recordIdsOf(entryIds: readonly string[]): readonly string[] {
  return entryIds.flatMap((id) => [id, `${id}${ANSWER}`]);
}

/** Whose record it is, and what of it was embedded. */
export function readRecordId(recordId: string): {
  readonly entryId: string;
  readonly of: 'question' | 'answer';
} {
  return recordId.endsWith(ANSWER)
    ? { entryId: recordId.slice(0, -ANSWER.length), of: 'answer' }
    : { entryId: recordId, of: 'question' };
}
