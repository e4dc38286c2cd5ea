import { createMemoryVectorStore } from '#cache';
import { systemClock } from '#core';
import type { Embedder } from '#embeddings';
import type { EmbeddingCost, SearchCost } from './report.ts';

const LENGTHS: readonly number[] = [128, 256, 512, 1024];
const TEXTS = 40;
const ENTRIES = 10_000;
const SEARCHES = 400;
const CANDIDATES = 5;
const never = new AbortController().signal;

/** What a write costs for an answer of each length. Processor time is of the whole process, which does nothing else. */
export async function measureEmbedding(
  embedder: Embedder,
  textOf: (at: number, chars: number) => string,
): Promise<readonly EmbeddingCost[]> {
  const taken = LENGTHS.map((chars) => ({ chars, cpu: [] as number[], wall: [] as number[] }));
  for (const { chars } of taken) await embedder.embed([textOf(TEXTS, chars)], never); // loads the model
  // Lengths by turns, so that a busy moment of the machine meets all of them.
  for (let at = 0; at < TEXTS; at++) {
    for (const { chars, cpu, wall } of taken) {
      const text = textOf(at, chars);
      const before = cpuMicros();
      const started = performance.now();
      await embedder.embed([text], never);
      wall.push(performance.now() - started);
      cpu.push((cpuMicros() - before) / 1000);
    }
  }
  return taken.map(({ chars, cpu, wall }) => ({
    chars,
    texts: TEXTS,
    cpu: cpu.reduce((sum, one) => sum + one, 0) / TEXTS,
    wall: wall.toSorted((a, b) => a - b)[TEXTS / 2] ?? 0,
  }));
}

/** The exact scan of one partition. Its time does not depend on the values, so real vectors are used over and over. */
export async function measureSearch(
  vectors: readonly Float32Array[],
  dimensions: number,
): Promise<readonly SearchCost[]> {
  const costs: SearchCost[] = [];
  for (const vectorsEach of [1, 2]) {
    const count = ENTRIES * vectorsEach;
    const store = createMemoryVectorStore({ dimensions, maxVectors: count, clock: systemClock });
    for (let at = 0; at < count; at++) {
      const vector = vectors[at % vectors.length];
      if (vector)
        await store.upsert([{ id: `entry ${at}`, tenant: 't', partition: 'p', vector, expiresAt: Infinity }]);
    }
    const before = cpuMicros();
    for (let at = 0; at < SEARCHES; at++) {
      const vector = vectors[(at * 7) % vectors.length] ?? new Float32Array(dimensions);
      await store.search(
        { tenant: 't', partition: 'p', vector, limit: CANDIDATES * vectorsEach, floor: 0.4 },
        never,
      );
    }
    costs.push({ entries: ENTRIES, vectorsEach, searches: SEARCHES, cpu: (cpuMicros() - before) / SEARCHES });
    await store.close();
  }
  return costs;
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
