import { test, vi } from 'vitest';
import { createMemoryVectorStore } from '../../cache/vectors/memory-vector-store.ts';
import { withoutHnsw } from '../unit/hnsw/hnsw-kit.ts';
import { type VectorStoreSetup, vectorStoreContract } from './vector-store.contract.ts';

const open = async (setup: VectorStoreSetup) => {
  const store = createMemoryVectorStore({ ...setup, maxVectors: 10_000 });
  return { store, dispose: () => store.close() };
};

vectorStoreContract('memory', open);

vectorStoreContract('memory without WebAssembly', async (setup) => {
  vi.stubGlobal('WebAssembly', undefined);
  try {
    return await open(setup);
  } finally {
    vi.unstubAllGlobals();
  }
});

const openLarge = (setup: VectorStoreSetup) =>
  createMemoryVectorStore({
    ...setup,
    maxVectors: 10_000,
    large: {
      above: 8,
      ef: 500,
      onMissing: (why) => {
        throw new Error(why);
      },
    },
  });

if (withoutHnsw) test.skip(`memory with HNSW${withoutHnsw}`, () => {});
else contractsWithIndex();

function contractsWithIndex(): void {
  /** As it comes: partitions pass the bound, shrink below it and are rebuilt while they are asked. */
  vectorStoreContract('memory with HNSW above eight', async (setup) => {
    const store = openLarge(setup);
    return { store, dispose: () => store.close() };
  });

  /** Every partition above the bound is asked through its index only. */
  vectorStoreContract('memory with HNSW above eight, settled', async (setup) => {
    const store = openLarge(setup);
    const settled: typeof store = {
      ...store,
      search: async (query, signal) => {
        await store.settled();
        return store.search(query, signal);
      },
    };
    return { store: settled, dispose: () => store.close() };
  });
}
