import type { Overlay } from './overlay.ts';
import type { SchemaChecker } from './schema-checker.ts';
import { type StoreAnswerParts, storeAnswer, type WriteJob } from './store-answer.ts';

export interface WriteAnswerParts extends StoreAnswerParts {
  readonly schemas: SchemaChecker;
  readonly overlay: Overlay;
}

/** `schema`: the answer breaks the schema it was asked for; `schema-unchecked`: nobody knows, so it is not stored. */
export type WriteEnd = 'stored' | 'schema' | 'schema-unchecked';

/**
 * The last of the store gate (C20), then the stores. Nobody sees an answer before it passed (C21).
 * Rejects when a store is down; the queue decides what then.
 */
export async function writeAnswer(
  parts: WriteAnswerParts,
  job: WriteJob,
  signal: AbortSignal,
): Promise<WriteEnd> {
  try {
    if (job.check) {
      const verdict = await parts.schemas.check(job.check);
      signal.throwIfAborted();
      if (verdict !== 'valid') return verdict === 'invalid' ? 'schema' : 'schema-unchecked';
      parts.overlay.add(job.entry);
    }
    await storeAnswer(parts, job, signal);
    return 'stored';
  } finally {
    parts.overlay.settle(job.entry);
  }
}
