export type { Embedder, Embedding } from './embedder.ts';
export { createLocalEmbedder, type LocalEmbedderOptions } from './local/local-embedder.ts';
export { withMemo } from './memo-embedder.ts';
export { oneAtATime } from './one-at-a-time.ts';
