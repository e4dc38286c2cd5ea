import { createSchemaChecker, type Overlay, type WriteEnd, type WriteJob, writeAnswer } from '#cache';
import { type Embedder, oneAtATime } from '#embeddings';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';
import type { Stores } from './stores.ts';

export interface WritingContext {
  readonly embedder: Embedder;
  readonly stores: Stores;
  readonly overlay: Overlay;
  readonly closer: Closer;
  readonly health: Health;
  /** An entry is stored and its vector is not: it is found exactly only. */
  readonly vectorFailed: (error: unknown) => void;
  /** An answer that breaks its schema, or that nobody could check. */
  readonly refused: (why: Exclude<WriteEnd, 'stored'>) => void;
}

/** C4: more unknown tokens than this and a vector says little about its text. */
export const MAX_UNKNOWN_SHARE = 0.1;
/** Writes in work at once of each kind: those that wait for a schema check, for the model, for the stores alone. */
export const WRITE_CONCURRENCY = 8;
export const WRITE_LANES = 3;

/** Stores one answer; rejects when a store is down. */
export function composeWriting(
  context: WritingContext,
): (job: WriteJob, signal: AbortSignal) => Promise<void> {
  const schemas = createSchemaChecker();
  context.closer.add('schema checks', () => schemas.close());
  const parts = {
    embedder: oneAtATime(context.embedder),
    entries: context.stores.entries,
    vectors: context.stores.vectors,
    overlay: context.overlay,
    schemas,
    maxUnknownShare: MAX_UNKNOWN_SHARE,
    vectorFailed: context.vectorFailed,
  };
  return async (job, signal) => {
    const end = await writeAnswer(parts, job, signal);
    if (end === 'stored') context.health.ok('entries');
    else context.refused(end);
  };
}
