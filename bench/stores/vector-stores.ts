import { createRequire } from 'node:module';
import { createMemoryVectorStore, type VectorStore } from '#cache';
import { createPgvectorStore, createPostgresPool } from '#cache/postgres';
import { createWeaviateVectorStore } from '#cache/weaviate';
import { systemClock } from '#core';
import { runSql } from '../services/postgres.ts';
import type { Candidate, OpenAdapter } from './adapter.ts';
import { openPostgres, openWeaviate, postgresAbsence, weaviateAbsence } from './servers.ts';
import { pgvectorVersion, postgresVersion, weaviateVersion } from './versions.ts';

export interface VectorSpace {
  readonly spaceId: string;
  readonly dimensions: number;
  /** Vectors at most, of all partitions together. */
  readonly maxVectors: number;
}

/** A store that can say when all that was upserted is where searches look for it. */
export interface FilledVectorStore extends VectorStore {
  readonly settled: () => Promise<void>;
  /** To be called when all partitions are filled. */
  readonly filled: () => Promise<void>;
}

/** The one that the recall of the others is measured by. */
export const EXACT = 'in process, scan';

/** Partitions of more are searched through the index, so that the index is measured at every size. */
const INDEX_ABOVE = 50;
/** A busy machine is to end no call. */
const PATIENCE_MS = 60_000;
const nothing = async (): Promise<void> => {};

export function vectorStores(space: VectorSpace): readonly Candidate<FilledVectorStore>[] {
  return [
    { name: EXACT, absent: undefined, open: () => openScan(space) },
    { name: 'in process, HNSW', absent: hnswAbsence(), open: () => openIndex(space) },
    { name: 'pgvector', absent: postgresAbsence, open: () => openPgvector(space) },
    { name: 'Weaviate', absent: weaviateAbsence, open: () => openWeaviateStore(space) },
  ];
}

type Opened = OpenAdapter<FilledVectorStore>;

async function openScan(space: VectorSpace): Promise<Opened> {
  const store = createMemoryVectorStore({
    ...space,
    clock: systemClock,
    onSlowScan: () => fail('no WebAssembly SIMD'),
  });
  return { port: { ...store, settled: nothing, filled: nothing }, dispose: store.close };
}

async function openIndex(space: VectorSpace): Promise<Opened> {
  const store = createMemoryVectorStore({
    ...space,
    clock: systemClock,
    large: { above: INDEX_ABOVE, onMissing: fail, onTrouble: fail },
  });
  store.loaded();
  const search: VectorStore['search'] = async (query, signal) => {
    const before = store.stats().indexSearches;
    const found = await store.search(query, signal);
    if (store.stats().indexSearches === before) fail('a search did not go through the index');
    return found;
  };
  return { port: { ...store, search, filled: nothing }, dispose: store.close };
}

async function openPgvector({ spaceId, dimensions }: VectorSpace): Promise<Opened> {
  const server = await openPostgres();
  const pool = createPostgresPool({ url: server.url, statementTimeoutMs: PATIENCE_MS });
  const store = createPgvectorStore({ pool, spaceId, dimensions, clock: systemClock });
  await store.check();
  return {
    port: {
      ...store,
      settled: nothing,
      // What it does by itself within minutes; the store chooses its way by the size of the table.
      filled: async () => {
        for (const work of ['VACUUM ANALYZE', 'CHECKPOINT']) await runSql(server.url, work);
      },
    },
    server: `${await postgresVersion(server.url)} with ${await pgvectorVersion(server.url)}`,
    dispose: async () => {
      await store.close();
      await pool.close();
      await server.dispose();
    },
  };
}

async function openWeaviateStore({ spaceId, dimensions }: VectorSpace): Promise<Opened> {
  const server = await openWeaviate();
  const { url, grpcPort } = server;
  const store = createWeaviateVectorStore({
    ...{ url, grpcPort, apiKey: undefined, collection: 'Bench', spaceId, dimensions, clock: systemClock },
    ...{ readMs: PATIENCE_MS, writeMs: PATIENCE_MS },
  });
  await store.check();
  return {
    port: { ...store, settled: nothing, filled: nothing },
    server: await weaviateVersion(url),
    dispose: async () => {
      await store.close();
      await server.dispose();
    },
  };
}

function hnswAbsence(): string | undefined {
  try {
    createRequire(import.meta.url).resolve('hnswlib-node');
    return undefined;
  } catch {
    return 'hnswlib-node, an optional dependency, is not installed';
  }
}

function fail(why: string): never {
  throw new Error(why);
}
