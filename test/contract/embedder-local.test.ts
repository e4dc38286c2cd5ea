import { createLocalEmbedder } from '#embeddings';
import { embedderContract } from './embedder.contract.ts';

embedderContract('the bundled model', async ({ maxQueue }) => {
  const embedder = createLocalEmbedder({ folder: 'all-MiniLM-L6-v2', maxQueue });
  return { embedder, dispose: () => embedder.close() };
});
