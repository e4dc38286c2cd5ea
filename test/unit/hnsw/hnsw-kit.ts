import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { VectorQuery, VectorRecord } from '#cache';
import type { LargePartitionOptions } from '../../../cache/vectors/hnsw/large-partition-options.ts';
import {
  createMemoryVectorStore,
  type MemoryVectorStore,
} from '../../../cache/vectors/memory-vector-store.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';
import { createVectorSource, dot64 } from '../../contract/fixtures/vectors.ts';

/** Why tests of the index cannot run here, as the end of a name; empty where hnswlib-node is there. */
export const withoutHnsw = await import('hnswlib-node').then(
  () => '',
  (error: unknown) => ` (skipped: hnswlib-node cannot be loaded: ${String(error)})`,
);

export const DIMENSIONS = 24;
export const FOREVER = Number.MAX_SAFE_INTEGER;
export const never = new AbortController().signal;

/** A store whose partitions are large above 50, closed with the test; the library must be there. */
export function openStore(large: LargePartitionOptions = {}, clock = createManualClock()) {
  const troubles: string[] = [];
  const store = createMemoryVectorStore({
    dimensions: DIMENSIONS,
    maxVectors: 20_000,
    clock,
    large: {
      above: 50,
      ef: 400,
      restartMs: 10,
      onMissing: (why) => troubles.push(why),
      onTrouble: (what) => troubles.push(what),
      ...large,
    },
  });
  onTestFinished(() => store.close());
  return { store, clock, troubles };
}

export function recordsOf(count: number, { partition = 'p', prefix = 'r', seed = 7 } = {}): VectorRecord[] {
  const source = createVectorSource(DIMENSIONS, seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    tenant: 't',
    partition,
    vector: source.unit(),
    expiresAt: FOREVER,
  }));
}

export const query = (vector: Float32Array, limit = 5, partition = 'p'): VectorQuery => ({
  tenant: 't',
  partition,
  vector,
  limit,
  floor: -1,
});

export const nearest = async (store: MemoryVectorStore, ...asked: Parameters<typeof query>) =>
  (await store.search(query(...asked), never)).map(({ id }) => id);

/** What a scan in double precision finds. */
export const expected = (records: Iterable<VectorRecord>, vector: Float32Array, limit = 5, partition = 'p') =>
  [...records]
    .filter((record) => record.partition === partition)
    .map(({ id, vector: own }) => ({ id, similarity: dot64(vector, own) }))
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, limit)
    .map(({ id }) => id);

/** The answer, and a failure if the scan gave it. */
export async function throughIndex<T>(store: MemoryVectorStore, act: () => Promise<T>): Promise<T> {
  const before = store.stats().indexSearches;
  const result = await act();
  if (store.stats().indexSearches === before) throw new Error('the scan answered, not the index');
  return result;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-hnsw-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
