import {
  type AnswerVectorEnd,
  type AnswerVectors,
  createAnswerVectors,
  createLateVectors,
  createSchemaChecker,
  type Entry,
  indexEntry,
  type Overlay,
  type WriteEnd,
  type WriteJob,
  writeAnswer,
} from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import { type Embedder, oneAtATime } from '#embeddings';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';
import type { Stores } from './stores.ts';

export interface WritingContext {
  readonly config: Config;
  readonly embedder: Embedder;
  readonly stores: Stores;
  readonly overlay: Overlay;
  readonly closer: Closer;
  readonly health: Health;
  /** An entry is stored and its vector is not yet; it is placed when the vector store is back. */
  readonly vectorFailed: (error: unknown) => void;
  /** An answer that breaks its schema, or that nobody could check. */
  readonly refused: (why: Exclude<WriteEnd, 'stored'>) => void;
  /** What became of the vector of an answer, once for each. */
  readonly answerEmbedded?: ((end: AnswerVectorEnd) => void) | undefined;
}

/** C4: more unknown tokens than this and a vector says little about its text. */
export const MAX_UNKNOWN_SHARE = 0.1;
/** Writes in work at once of each kind: those that wait for a schema check, for the model, for the stores alone. */
export const WRITE_CONCURRENCY = 8;
export const WRITE_LANES = 3;
const LATE_VECTORS = { max: 10_000, everyMs: 2_000 };
/** Answers that wait to be embedded, at most. */
const ANSWER_BYTES = 16 * 1024 * 1024;
/** How much of the time answers are embedded at most: a model of this process takes it from lookups, a provider does not. */
const ANSWER_TIME_SHARE = { local: 0.1, remote: 0.5 };

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
  const vectorFailed = (entry: Entry, error: unknown): void => {
    late.add(entry);
    context.vectorFailed(error);
  };
  const embedder = oneAtATime(context.embedder);
  const parts = {
    embedder,
    entries,
    vectors,
    overlay: context.overlay,
    schemas,
    maxUnknownShare: MAX_UNKNOWN_SHARE,
    vectorFailed,
    answers: context.config.cache.answerVectors
      ? composeAnswerVectors(context, embedder, vectorFailed)
      : undefined,
  };
  return async (job, signal) => {
    const end = await writeAnswer(parts, job, signal);
    if (end === 'stored') context.health.ok('entries');
    else context.refused(end);
  };
}

function composeAnswerVectors(
  { config, stores: { entries, vectors }, closer, answerEmbedded }: WritingContext,
  embedder: Embedder,
  vectorFailed: (entry: Entry, error: unknown) => void,
): AnswerVectors {
  const answers = createAnswerVectors({
    embedder,
    isStored: async (id) => (await entries.has([id]))[0] === true,
    store: async (entry) => {
      await entries.put(entry);
      await indexEntry({ entries, vectors }, entry).catch((error: unknown) => vectorFailed(entry, error));
    },
    clock: systemClock,
    maxUnknownShare: MAX_UNKNOWN_SHARE,
    maxBytes: ANSWER_BYTES,
    timeShare: ANSWER_TIME_SHARE[config.cache.embedder.type === 'local' ? 'local' : 'remote'],
    ended: (end) => answerEmbedded?.(end),
  });
  closer.add('vectors of answers', () => answers.close());
  return answers;
}
