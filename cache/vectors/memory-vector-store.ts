import { type Clock, GatewayError } from '#core';
import type { Neighbour, VectorQuery, VectorRecord, VectorStore } from '../ports/vector-store.ts';
import type { LargePartitionOptions } from './hnsw/large-partition-options.ts';
import { createLargePartitions } from './hnsw/large-partitions.ts';
import { createJsArena } from './js-arena.ts';
import { createNearest } from './nearest.ts';
import { vectorProblem } from './unit-vector.ts';
import { SCAN_CHUNK, type VectorArena } from './vector-arena.ts';
import { createVectorRows } from './vector-rows.ts';
import { createWasmArena } from './wasm-arena.ts';

export interface MemoryVectorStoreOptions {
  readonly dimensions: number;
  /** One more is refused, once the expired ones are gone. */
  readonly maxVectors: number;
  readonly clock: Clock;
  /** Called once when there is no WebAssembly SIMD and searches run in plain JavaScript, about ten times slower. */
  readonly onSlowScan?: () => void;
  /** How partitions that are too large to scan are searched; without it every partition is scanned. */
  readonly large?: LargePartitionOptions;
}

export interface VectorStoreStats {
  readonly vectors: number;
  readonly partitions: number;
  /** Memory held for vectors; it grows by doubling and is reused, never given back. Indexes are not counted. */
  readonly bytes: number;
  /** Vectors of partitions that are searched through an index at the moment. */
  readonly indexed: number;
  /** Searches answered through an index so far; all others were scans. */
  readonly indexSearches: number;
}

export interface MemoryVectorStore extends VectorStore {
  readonly stats: () => VectorStoreStats;
  /** To be called when the records of earlier runs are all here: what a snapshot has beyond them is then dropped. */
  readonly loaded: () => void;
  /** Resolves when every large partition has an index that is up to date; for benchmarks and tests. */
  readonly settled: () => Promise<void>;
}

/**
 * Vectors in this process, found by an exact scan of the partition: 10,000 of 384 dimensions take about a quarter of
 * a millisecond, on the calling thread. With `large`, partitions above a size are searched through an HNSW index in a
 * thread of its own, which proposes candidates that are then compared here.
 * @throws RangeError when `maxVectors` do not fit into one WebAssembly memory (4 GiB)
 */
export function createMemoryVectorStore(options: MemoryVectorStoreOptions): MemoryVectorStore {
  const { dimensions, maxVectors, clock } = options;
  const rows = createVectorRows(maxVectors, (partition, row) => large?.left(partition, row));
  let arena: VectorArena | undefined = createWasmArena(dimensions, maxVectors);
  if (!arena) {
    arena = createJsArena(dimensions, maxVectors);
    options.onSlowScan?.();
  }

  const open = (): VectorArena => {
    if (!arena) throw unavailable('closed');
    return arena;
  };

  const large =
    options.large &&
    createLargePartitions(
      {
        idOf: rows.idOf,
        rowOf: rows.rowOf,
        isIn: rows.isIn,
        rowsIn: rows.inPartition,
        partitionNames: rows.partitionNames,
        vector: (row) => open().read(row),
        isFresh: (row) => rows.isFresh(row, clock.now()),
        bestOf: (query, candidates) => nearest(open(), query, candidates),
      },
      dimensions,
      options.large,
    );

  const upsert = (arena: VectorArena, record: VectorRecord): void => {
    let row = rows.place(record);
    if (row === undefined) {
      rows.removeExpired(clock.now());
      row = rows.place(record);
    }
    if (row === undefined) throw unavailable(`all ${maxVectors} vectors are in use`);
    try {
      arena.reserve(row + 1);
    } catch (cause) {
      rows.remove(record.id);
      throw unavailable('no memory for more vectors', cause);
    }
    arena.write(row, record.vector);
    large?.entered(record.partition, row);
  };

  return {
    search: async (query, signal) => {
      signal.throwIfAborted();
      requireUnitVector(query.vector, dimensions);
      open();
      const proposed = await large?.nearest(query, signal);
      return proposed ?? nearest(open(), query, rows.inPartition(query.partition));
    },
    upsert: async (records) => {
      const arena = open();
      for (const { vector } of records) requireUnitVector(vector, dimensions);
      for (const record of records) upsert(arena, record);
    },
    remove: async (ids) => {
      open();
      for (const id of ids) rows.remove(id);
    },
    count: async (partition) => {
      open();
      return partition === undefined ? rows.size() : rows.inPartition(partition).length;
    },
    check: async () => {
      open();
    },
    close: async () => {
      arena = undefined;
      await large?.close();
    },
    stats: () => ({
      vectors: rows.size(),
      partitions: rows.partitions(),
      bytes: arena?.bytes() ?? 0,
      indexed: large?.indexed() ?? 0,
      indexSearches: large?.searches() ?? 0,
    }),
    loaded: () => large?.loaded(),
    settled: async () => large?.settled(),
  };

  function nearest(
    arena: VectorArena,
    { vector, limit, floor }: VectorQuery,
    candidates: readonly number[],
  ): Neighbour[] {
    const nearest = createNearest(limit, floor);
    const now = clock.now();
    arena.ask(vector);
    for (let from = 0; from < candidates.length; from += SCAN_CHUNK) {
      const count = Math.min(SCAN_CHUNK, candidates.length - from);
      const scores = arena.dots(candidates, from, count);
      for (let i = 0; i < count; i++) {
        const score = scores[i] ?? 0;
        if (!nearest.accepts(score)) continue;
        // Asked last, for the few that are near: an expired record must not take a live one's place (C10).
        const row = candidates[from + i] ?? 0;
        if (rows.isFresh(row, now)) nearest.add(row, score);
      }
    }
    return nearest.best().map(({ row, score }) => ({
      id: rows.idOf(row),
      similarity: Math.max(-1, Math.min(1, score)), // rounding may end just outside
    }));
  }
}

function requireUnitVector(vector: Float32Array, dimensions: number): void {
  const problem = vectorProblem(vector, dimensions);
  if (problem !== undefined) throw invalidVector(problem);
}

function invalidVector(detail: string): GatewayError {
  return new GatewayError({
    code: 'vector-invalid',
    status: 500,
    publicMessage: `A vector cannot be stored or searched: it ${detail}.`,
  });
}

function unavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'vector-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The vector store cannot be reached at the moment.',
    message: `vector store unavailable: ${detail}`,
    cause,
  });
}
