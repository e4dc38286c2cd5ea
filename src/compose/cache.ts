import { join } from 'node:path';
import {
  BUNDLED_BOUND,
  createBreaker,
  createMemoryEntryStore,
  createMemoryVectorStore,
  createNoCache,
  createOverlay,
  createSchemaChecker,
  createSemanticCache,
  decideByBound,
  type EntryJournal,
  type EntryStoreStats,
  type LookupObserver,
  lateEntryStore,
  loadVectors,
  type MemoryEntryStore,
  mostVectors,
  type SemanticCache,
  type VectorStore,
  type WriteJob,
  writeAnswer,
  writeJobBytes,
} from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import { createLocalEmbedder, oneAtATime, withMemo } from '#embeddings';
import type { Logger } from '#observability';
import { openEntryJournal } from '#storage';
import { createMemoryQueue } from '#workers';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';

export interface ComposedCache {
  readonly cache: SemanticCache;
  readonly stats: () => Pick<EntryStoreStats, 'entries' | 'bytes'>;
  readonly queueDepth: () => number;
  /** Waits until what was answered is stored. */
  readonly drain: (signal: AbortSignal) => Promise<void>;
}

export interface CacheContext {
  readonly config: Config;
  /** The model's folder, or its name when it is bundled. */
  readonly model: string;
  readonly logger: Logger;
  readonly observer: LookupObserver;
  /** An answer that was queued and is not stored, and why. */
  readonly lostWrite: (why: 'failed' | 'dropped' | 'schema' | 'schema-unchecked') => void;
  readonly closer: Closer;
  readonly health: Health;
}

/** C4: more unknown tokens than this and a vector says little about its text. */
const MAX_UNKNOWN_SHARE = 0.1;
const MAX_BODY_BYTES = 1024 * 1024;
/** Writes in work at once of each kind: those that wait for a schema check, for the model, for the file alone. */
const WRITE_CONCURRENCY = 8;
const WRITE_LANES = 3;
/** Texts that may wait for a model thread: longer queues would miss the lookup's deadline anyway. */
const WAITING_TEXTS_PER_THREAD = 12;
const BREAKER = { failures: 5, pauseMs: 500, maxPauseMs: 2_000 };

/** A gateway without a cache: only the policy, which says so. */
function composeNoCache(): ComposedCache {
  return {
    cache: createNoCache(),
    stats: () => ({ entries: 0, bytes: 0 }),
    queueDepth: () => 0,
    drain: () => Promise.resolve(),
  };
}

/** The whole cache of one process: bundled model, vectors in memory, entries in memory over an SQLite file. */
export function composeCache(context: CacheContext): ComposedCache {
  const { config, closer, health, logger } = context;
  if (config.cache.mode === 'off') return composeNoCache();
  const clock = systemClock;
  const settings = config.cache;

  const embedder = withMemo(
    createLocalEmbedder({
      folder: context.model,
      threads: settings.embedder.threads,
      maxQueue: settings.embedder.threads * WAITING_TEXTS_PER_THREAD,
    }),
  );
  closer.add('embedder', () => embedder.close());
  health.during('embedder', embedder.embed(['warm up'], AbortSignal.timeout(60_000)));

  // A write may place its vector before that of an evicted entry goes.
  const slack = WRITE_CONCURRENCY * WRITE_LANES;
  requireRoom(settings.maxEntries, mostVectors(embedder.dimensions) - slack, settings.embedder.model);
  const vectors = createMemoryVectorStore({
    dimensions: embedder.dimensions,
    maxVectors: settings.maxEntries + slack,
    clock,
    onSlowScan: () => logger.warn('no WebAssembly SIMD on this machine: searches run ten times slower'),
  });
  closer.add('vectors', () => vectors.close());

  const journal = openEntryJournal({
    path: join(config.dataDir, 'cache.db'),
    onCorrupt: (file) =>
      logger.error({ file }, 'the cache file was damaged and is moved aside; the cache starts empty'),
  });
  closer.add('entry file', async () => (await journal.catch(() => undefined))?.close());
  const opening = journal.then((opened) => openEntries(context, opened, vectors, embedder.dimensions));
  const entries = lateEntryStore(opening);
  health.during('entries', opening);
  closer.add('entries', async () => (await opening.catch(() => undefined))?.close());

  const overlay = createOverlay(settings.queue.max);
  const parts = { embedder, entries, vectors, maxUnknownShare: MAX_UNKNOWN_SHARE };
  const schemas = createSchemaChecker();
  closer.add('schema checks', () => schemas.close());
  const vectorFailed = (error: unknown): void => context.observer.failure('vectors', error);
  const writing = { ...parts, embedder: oneAtATime(embedder), schemas, overlay, vectorFailed };
  const queue = createMemoryQueue<WriteJob>({
    max: settings.queue.max,
    sizeOf: writeJobBytes,
    concurrency: WRITE_CONCURRENCY,
    laneOf: ({ check, embed }) => (check ? 'schema' : embed ? 'embed' : 'store'),
    process: async (job, signal) => {
      const end = await writeAnswer(writing, job, signal);
      if (end === 'stored') health.ok('entries');
      else context.lostWrite(end);
    },
    onLost: (job, why, error) => {
      overlay.settle(job.entry);
      context.lostWrite(why);
      if (error) health.failed('entries', error);
    },
  });
  closer.add('write queue', () => queue.close());

  const breaker = () => createBreaker({ clock, ...BREAKER });
  const cache = createSemanticCache({
    ...parts,
    queue,
    overlay,
    clock,
    decide: decideByBound(settings.bound ?? BUNDLED_BOUND),
    breakers: { exact: breaker(), embed: breaker(), near: breaker() },
    observer: context.observer,
    lookupTimeoutMs: settings.lookupTimeoutMs,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  let stats: () => Pick<EntryStoreStats, 'entries' | 'bytes'> = () => ({ entries: 0, bytes: 0 });
  void opening.then(
    (store) => {
      stats = store.stats;
    },
    () => {},
  );
  return { cache, stats: () => stats(), queueDepth: queue.depth, drain: queue.drain };
}

/** The configuration knows the bundled model; a larger one of the operator's leaves room for fewer. */
function requireRoom(maxEntries: number, most: number, model: string): void {
  if (maxEntries > most)
    throw new Error(
      `cache.maxEntries is ${maxEntries}; of the vectors of ${model} at most ${most} fit in memory`,
    );
}

/** Reads what earlier runs stored, and fills the vectors on the way. */
async function openEntries(
  { config, logger }: CacheContext,
  journal: EntryJournal,
  vectors: VectorStore,
  dimensions: number,
): Promise<MemoryEntryStore> {
  let leftOut = 0;
  const store = await createMemoryEntryStore({
    journal,
    clock: systemClock,
    maxEntries: config.cache.maxEntries,
    maxBytes: config.cache.maxBytes,
    onLoad: async (heads) => {
      leftOut += await loadVectors(vectors, heads, dimensions);
    },
    onEvict: (ids, tenant) =>
      void vectors
        .remove(ids, tenant)
        .catch((error: unknown) => logger.warn({ err: error }, 'vectors of evicted entries stay')),
  });
  if (leftOut > 0)
    logger.warn(
      { vectors: leftOut },
      'vectors are damaged or of another model: their entries match exactly only',
    );
  return store;
}
