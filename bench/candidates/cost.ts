import { createMemoryVectorStore } from '#cache';
import { systemClock } from '#core';
import type { Embedder } from '#embeddings';
import type { EmbeddingCost, SearchCost } from './report.ts';

const LENGTHS: readonly number[] = [128, 256, 512, 1024];
const TEXTS = 60;
const ENTRIES = 10_000;
const SEARCHES = 400;
const CANDIDATES = 5;
const never = new AbortController().signal;

/** Milliseconds of a lookup that a text in the model can hold up, and of the write itself. */
export async function measureEmbedding(
  embedder: Embedder,
  textOf: (at: number, chars: number) => string,
): Promise<readonly EmbeddingCost[]> {
  const taken = LENGTHS.map((): number[] => []);
  // Lengths by turns, so that a busy moment of the machine meets all of them.
  for (let at = 0; at < TEXTS; at++) {
    for (const [index, chars] of LENGTHS.entries()) {
      const text = textOf(at, chars);
      const started = performance.now();
      await embedder.embed([text], never);
      taken[index]?.push(performance.now() - started);
    }
  }
  return LENGTHS.map((chars, index) => ({
    chars,
    texts: TEXTS,
    ...{ p50: quantile(taken[index] ?? [], 0.5), p95: quantile(taken[index] ?? [], 0.95) },
  }));
}

/** The exact scan of one partition. Its time does not depend on the values, so real vectors are used over and over. */
export async function measureSearch(
  vectors: readonly Float32Array[],
  dimensions: number,
): Promise<readonly SearchCost[]> {
  const costs: SearchCost[] = [];
  for (const vectorsEach of [1, 2]) {
    const before = heap();
    const count = ENTRIES * vectorsEach;
    const store = createMemoryVectorStore({ dimensions, maxVectors: count, clock: systemClock });
    for (let at = 0; at < count; at++) {
      const vector = vectors[at % vectors.length];
      if (vector)
        await store.upsert([{ id: `entry ${at}`, tenant: 't', partition: 'p', vector, expiresAt: Infinity }]);
    }
    const heapEach = (heap() - before) / ENTRIES;
    const micros: number[] = [];
    for (let at = 0; at < SEARCHES; at++) {
      const vector = vectors[(at * 7) % vectors.length] ?? new Float32Array(dimensions);
      const started = performance.now();
      await store.search(
        { tenant: 't', partition: 'p', vector, limit: CANDIDATES * vectorsEach, floor: 0.4 },
        never,
      );
      micros.push((performance.now() - started) * 1000);
    }
    await store.close();
    costs.push({
      entries: ENTRIES,
      vectorsEach,
      searches: SEARCHES,
      p50: quantile(micros, 0.5),
      p99: quantile(micros, 0.99),
      heapEach,
    });
  }
  return costs;
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0;
}

/** After a collection, where the program was started with `--expose-gc`. */
function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}
