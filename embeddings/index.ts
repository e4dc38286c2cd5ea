export type { Embedder, Embedding } from './embedder.ts';
export { type FetchModelOptions, fetchModel } from './local/fetch-model.ts';
export { createLocalEmbedder, type LocalEmbedderOptions } from './local/local-embedder.ts';
export { withMemo } from './memo-embedder.ts';
export { oneAtATime } from './one-at-a-time.ts';
export {
  createRemoteEmbedder,
  type EmbeddingUsage,
  type RemoteEmbedderOptions,
  type RemoteEmbedderType,
} from './remote/remote-embedder.ts';
export { createLocalVerifier, type LocalVerifierOptions } from './verifier/local-verifier.ts';
export type { Reading, Verifier } from './verifier.ts';
