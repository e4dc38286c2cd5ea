import { join } from 'node:path';
import {
  createFirstLevel,
  createMemoryEntryStore,
  createMemoryVectorStore,
  type EntryHead,
  type EntryStore,
  type EntryStoreStats,
  type FirstLevel,
  followEntries,
  lateEntryStore,
  loadVectors,
  type MemoryEntryStore,
  type MemoryVectorStore,
  mostVectors,
  RECORDS_EACH,
  recordIdsOf,
  type VectorStore,
  withFirstLevel,
} from '#cache';
import type { PostgresPool } from '#cache/postgres';
import type { Config } from '#config';
import { systemClock } from '#core';
import type { Embedder } from '#embeddings';
import type { Logger } from '#observability';
import { openEntryJournal } from '#storage';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';
import { watch } from './watch.ts';

export interface StoresContext {
  readonly config: Config;
  readonly embedder: Embedder;
  readonly logger: Logger;
  readonly closer: Closer;
  readonly health: Health;
  /** Writes that may be in work at once: each may place its vector before that of an evicted entry goes. */
  readonly writesAtOnce: number;
}

export interface Stores {
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  /** Copies in this process; undefined where entries and vectors are in it anyway, or none are wanted. */
  readonly firstLevel: FirstLevel | undefined;
  /** What this process holds of the cache. */
  readonly stats: () => Pick<EntryStoreStats, 'entries' | 'bytes'>;
}

/** How much later than its writer another process finds an entry, where each has an index of its own. */
const FOLLOW_MS = 1_000;
const NOTHING = { entries: 0, bytes: 0 };

/**
 * The stores that the configuration names. None of the services is needed at the start, and the client of one that is
 * not named is not even loaded.
 */
export async function composeStores(context: StoresContext): Promise<Stores> {
  const { vectors, memory } = await openVectors(context);
  const { entries, stats } = await openEntries(context, vectors, memory);
  const { type } = context.config.cache.entries;
  const allHere = type === 'sqlite' && memory !== undefined;
  const firstLevel = allHere ? undefined : openFirstLevel(context);
  return {
    entries: firstLevel ? withFirstLevel(entries, firstLevel) : entries,
    vectors,
    firstLevel,
    stats: stats ?? firstLevel?.stats ?? (() => NOTHING),
  };
}

interface OpenVectors {
  readonly vectors: VectorStore;
  /** The same, where it is in this process and has to be filled. */
  readonly memory?: MemoryVectorStore;
}

async function openVectors(context: StoresContext): Promise<OpenVectors> {
  const { config, closer } = context;
  if (config.cache.vectors.type === 'memory') {
    const memory = openMemoryVectors(context);
    closer.add('vectors', () => memory.close());
    return { vectors: memory, memory };
  }
  const vectors = await openVectorService(context);
  watch('vectors', vectors.check, context);
  return { vectors };
}

/** What the services need to be opened. */
export type ServiceContext = Pick<StoresContext, 'config' | 'embedder' | 'closer'> & {
  readonly logger: { readonly warn: (fields: object, message: string) => void };
};

/** The vector store where it is a service. */
export async function openVectorService(context: ServiceContext): Promise<VectorStore> {
  const { type, url } = context.config.cache.vectors;
  const open = type === 'weaviate' ? openWeaviate : openPgvector;
  const vectors = await open(context, urlOf('vectors', url));
  context.closer.add('vectors', () => vectors.close());
  return vectors;
}

async function openWeaviate({ config, embedder }: ServiceContext, url: string): Promise<VectorStore> {
  const { createWeaviateVectorStore } = await import('#cache/weaviate');
  const { apiKey, grpcPort, collection } = config.cache.vectors;
  const { spaceId, dimensions } = embedder;
  const space = { spaceId, dimensions, clock: systemClock };
  return createWeaviateVectorStore({ url, grpcPort, apiKey: apiKey ?? undefined, collection, ...space });
}

async function openPgvector(context: ServiceContext, url: string): Promise<VectorStore> {
  const { createPgvectorStore } = await import('#cache/postgres');
  const { spaceId, dimensions } = context.embedder;
  return createPgvectorStore({
    pool: await openPool(context, 'vectors', url),
    ...{ spaceId, dimensions, clock: systemClock },
    onCollectError: (error) => context.logger.warn({ err: error }, 'expired vectors could not be collected'),
  });
}

function openMemoryVectors({ config, embedder, logger, writesAtOnce }: StoresContext): MemoryVectorStore {
  const { dimensions, spaceId } = embedder;
  const { maxEntries, answerVectors, embedder: named } = config.cache;
  const most = mostVectors(dimensions);
  requireRoom(maxEntries, Math.floor(most / (answerVectors ? RECORDS_EACH : 1)) - writesAtOnce, named.model);
  return createMemoryVectorStore({
    dimensions,
    maxVectors: Math.min(most, RECORDS_EACH * (maxEntries + writesAtOnce)),
    clock: systemClock,
    onSlowScan: () => logger.warn('no WebAssembly SIMD on this machine: searches run ten times slower'),
    large: {
      snapshots: { dir: join(config.dataDir, 'vectors'), spaceId },
      onMissing: (why) =>
        logger.warn(
          { why },
          'hnswlib-node cannot be loaded: partitions of any size are searched by scanning',
        ),
      onTrouble: (what) => logger.warn(what),
    },
  });
}

/** The configuration knows the bundled model; a larger one of the operator's leaves room for fewer. */
function requireRoom(maxEntries: number, most: number, model: string): void {
  if (maxEntries > most)
    throw new Error(
      `cache.maxEntries is ${maxEntries}; of the vectors of ${model} at most those of ${most} answers fit in memory`,
    );
}

interface OpenEntries {
  readonly entries: EntryStore;
  readonly stats?: Stores['stats'];
}

async function openEntries(
  context: StoresContext,
  vectors: VectorStore,
  memory: MemoryVectorStore | undefined,
): Promise<OpenEntries> {
  if (context.config.cache.entries.type === 'sqlite') return openFile(context, vectors, memory);
  const entries = await openEntryService(context, (ids, tenant) =>
    dropVectors(vectors, ids, tenant, context.logger),
  );
  watch('entries', entries.check, context);
  if (memory) follow(context, entries, memory);
  return { entries };
}

/** The entry store where it is a service. */
export async function openEntryService(context: ServiceContext, onEvict: OnEvict): Promise<EntryStore> {
  const { type, url } = context.config.cache.entries;
  const open = type === 'redis' ? openRedis : openPostgres;
  const entries = await open(context, urlOf('entries', url), onEvict);
  context.closer.add('entries', () => entries.close());
  return entries;
}

type OnEvict = (ids: readonly string[], tenant?: string) => void;

/** Bounded by the server's `maxmemory`, which lets go of what is used least. */
async function openRedis({ logger }: ServiceContext, url: string): Promise<EntryStore> {
  const { createRedisEntryStore } = await import('#cache/redis');
  return createRedisEntryStore({
    url,
    clock: systemClock,
    onWarning: (message) => logger.warn({ part: 'entries' }, message),
  });
}

async function openPostgres(context: ServiceContext, url: string, onEvict: OnEvict): Promise<EntryStore> {
  const { createPostgresEntryStore } = await import('#cache/postgres');
  const { config, logger } = context;
  const { maxEntries, maxBytes } = config.cache;
  return createPostgresEntryStore({
    pool: await openPool(context, 'entries', url),
    clock: systemClock,
    ...{ maxEntries, maxBytes },
    onEvict,
    onCollectError: (error) => logger.warn({ err: error }, 'expired entries could not be collected'),
  });
}

/** The index of this process over entries that others write, too. */
function follow(
  { embedder, health, closer }: StoresContext,
  entries: EntryStore,
  memory: MemoryVectorStore,
): void {
  const follower = followEntries({
    entries,
    vectors: memory,
    dimensions: embedder.dimensions,
    everyMs: FOLLOW_MS,
    onState: (error) => {
      if (error === undefined) memory.loaded();
      if (error === undefined) health.ok('vectors');
      else health.failed('vectors', error);
    },
  });
  closer.add('following of entries', () => follower.close());
}

/** Entries in a file of the data folder, read while the gateway serves already. */
function openFile(
  context: StoresContext,
  vectors: VectorStore,
  memory: MemoryVectorStore | undefined,
): Required<OpenEntries> {
  const { config, logger, closer, health, embedder } = context;
  const journal = openEntryJournal({
    path: join(config.dataDir, 'cache.db'),
    onCorrupt: (file) =>
      logger.error({ file }, 'the cache file was damaged and is moved aside; the cache starts empty'),
  });
  closer.add('entry file', async () => (await journal.catch(() => undefined))?.close());
  let leftOut = 0;
  const opening = journal.then(async (opened): Promise<MemoryEntryStore> => {
    const store = await createMemoryEntryStore({
      journal: opened,
      clock: systemClock,
      maxEntries: config.cache.maxEntries,
      maxBytes: config.cache.maxBytes,
      onLoad: async (heads) => {
        const shown = config.cache.answerVectors ? heads : heads.map(withoutAnswerVector);
        if (memory) leftOut += await loadVectors(memory, shown, embedder.dimensions);
      },
      onEvict: (ids, tenant) => dropVectors(vectors, ids, tenant, logger),
    });
    memory?.loaded();
    if (leftOut > 0)
      logger.warn(
        { vectors: leftOut },
        'vectors are damaged or of another model: their entries match exactly only',
      );
    return store;
  });
  health.during('entries', opening);
  closer.add('entries', async () => (await opening.catch(() => undefined))?.close());
  let stats: Stores['stats'] = () => NOTHING;
  void opening.then(
    (store) => {
      stats = store.stats;
    },
    () => {},
  );
  return { entries: lateEntryStore(opening), stats: () => stats() };
}

/** Of a time when answers were embedded: there may be no room for those of all. */
function withoutAnswerVector({ answerVector: _unused, ...head }: EntryHead): EntryHead {
  return head;
}

function dropVectors(
  vectors: VectorStore,
  ids: readonly string[],
  tenant: string | undefined,
  logger: Logger,
): void {
  vectors
    .remove(recordIdsOf(ids), tenant)
    .catch((error: unknown) => logger.warn({ err: error }, 'vectors of evicted entries stay'));
}

function openFirstLevel({ config, embedder, closer }: StoresContext): FirstLevel | undefined {
  const { maxEntries, maxBytes, maxStaleSeconds } = config.cache.l1;
  if (maxEntries === 0) return undefined;
  const clock = systemClock;
  const vectors = createMemoryVectorStore({
    dimensions: embedder.dimensions,
    maxVectors: Math.min(mostVectors(embedder.dimensions), RECORDS_EACH * (maxEntries + 1)), // one comes before another goes
    clock,
  });
  closer.add('first level', () => vectors.close());
  return createFirstLevel({ vectors, clock, maxEntries, maxBytes, maxStaleMs: maxStaleSeconds * 1000 });
}

async function openPool(
  { closer, logger }: ServiceContext,
  part: string,
  url: string,
): Promise<PostgresPool> {
  const { createPostgresPool } = await import('#cache/postgres');
  const pool = createPostgresPool({
    url,
    applicationName: `reprise ${part}`,
    onConnectionLost: (error) => logger.warn({ part, err: error }, 'a connection to PostgreSQL was lost'),
  });
  closer.add(`connections for ${part}`, () => pool.close());
  return pool;
}

/** The configuration was checked for it. */
function urlOf(part: string, url: string | null): string {
  if (url === null) throw new TypeError(`cache.${part}.url is not set`);
  return url;
}
