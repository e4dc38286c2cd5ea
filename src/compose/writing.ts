import {
  createLateVectors,
  createSchemaChecker,
  type Entry,
  indexEntry,
  type Overlay,
  type WriteEnd,
  type WriteJob,
  writeAnswer,
} from '#cache';
import { systemClock } from '#core';
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
  /** An entry is stored and its vector is not yet; it is placed when the vector store is back. */
  readonly vectorFailed: (error: unknown) => void;
  /** An answer that breaks its schema, or that nobody could check. */
  readonly refused: (why: Exclude<WriteEnd, 'stored'>) => void;
}

/** C4: more unknown tokens than this and a vector says little about its text. */
export const MAX_UNKNOWN_SHARE = 0.1;
/** Writes in work at once of each kind: those that wait for a schema check, for the model, for the stores alone. */
export const WRITE_CONCURRENCY = 8;
export const WRITE_LANES = 3;
const LATE_VECTORS = { max: 10_000, everyMs: 2_000 };

/** Stores one answer; rejects when a store is down. */
export function composeWriting(
  context: WritingContext,
): (job: WriteJob, signal: AbortSignal) => Promise<void> {
  const schemas = createSchemaChecker();
  context.closer.add('schema checks', () => schemas.close());
  const { entries, vectors } = context.stores;
  const late = createLateVectors({
    index: (entry) => indexEntry({ entries, vectors }, entry),
    now: systemClock.now,
    ...LATE_VECTORS,
  });
  context.closer.add('late vectors', () => late.close());
  const parts = {
    embedder: oneAtATime(context.embedder),
    entries,
    vectors,
    overlay: context.overlay,
    schemas,
    maxUnknownShare: MAX_UNKNOWN_SHARE,
    vectorFailed: (entry: Entry, error: unknown): void => {
      late.add(entry);
      context.vectorFailed(error);
    },
  };
  return async (job, signal) => {
    const end = await writeAnswer(parts, job, signal);
    if (end === 'stored') context.health.ok('entries');
    else context.refused(end);
  };
}
