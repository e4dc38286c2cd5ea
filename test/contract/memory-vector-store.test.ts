import { vi } from 'vitest';
import { createMemoryVectorStore } from '../../cache/vectors/memory-vector-store.ts';
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
