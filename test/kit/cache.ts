import {
  createBreaker,
  createMemoryEntryStore,
  createMemoryVectorStore,
  createOverlay,
  createSemanticCache,
  judgeByBound,
  type SemanticCache,
  type SemanticCacheParts,
  silentObserver,
  type WriteJob,
} from '#cache';
import type { Embedder } from '#embeddings';
import { createMemoryQueue } from '#workers';
import { storeAnswer } from '../../cache/write/store-answer.ts';
import { createManualClock, type ManualClock } from '../contract/fixtures/manual-clock.ts';
import { createMemoryJournal } from '../contract/fixtures/memory-journal.ts';

/** The cache over stores in memory, with everything that waits or costs time taken out. */
export interface TestCache {
  readonly cache: SemanticCache;
  readonly clock: ManualClock;
  /** Resolves when all that was offered is stored. */
  readonly written: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An embedder to which all texts are the same: what keeps answers apart is then never similarity. */
export const levelEmbedder: Embedder = {
  embed: (texts) =>
    Promise.resolve(
      texts.map((text) => ({ vector: Float32Array.of(1, 0), coveredChars: text.length, unknownShare: 0 })),
    ),
  spaceId: 'level',
  dimensions: 2,
  maxTokens: 512,
  close: () => Promise.resolve(),
};

export async function createTestCache(
  embedder: Embedder = levelEmbedder,
  instead: Partial<SemanticCacheParts> = {},
): Promise<TestCache> {
  const clock = createManualClock();
  const bounds = { maxEntries: 10_000, maxBytes: 100_000_000 };
  const entries = await createMemoryEntryStore({ journal: createMemoryJournal(), clock, ...bounds });
  const vectors = createMemoryVectorStore({ dimensions: embedder.dimensions, maxVectors: 10_000, clock });
  const overlay = createOverlay(1_000);
  const vectorFailed = (_entry: unknown, error: unknown): never => {
    throw error;
  };
  const stores = { embedder, entries, vectors, maxUnknownShare: 1, vectorFailed };
  const queue = createMemoryQueue<WriteJob>({
    max: 10_000,
    concurrency: 4,
    process: async (job, signal) => {
      await storeAnswer(stores, job, signal);
      overlay.settle(job.entry);
    },
    onLost: (_job, why, error) => {
      throw new Error(`a write was ${why}`, { cause: error });
    },
  });
  const breaker = () => createBreaker({ clock, failures: 1, pauseMs: 1, maxPauseMs: 1 });
  const cache = createSemanticCache({
    ...stores,
    queue,
    overlay,
    clock,
    judge: judgeByBound(0.9),
    breakers: { exact: breaker(), embed: breaker(), near: breaker() },
    observer: silentObserver,
    lookupTimeoutMs: 10_000,
    maxBodyBytes: 1_000_000,
    ...instead,
  });
  return {
    cache,
    clock,
    written: () => queue.drain(AbortSignal.timeout(10_000)),
    close: async () => {
      await queue.close();
      await entries.close();
      await vectors.close();
    },
  };
}
