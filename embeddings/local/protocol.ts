import type { Embedding } from '../embedder.ts';

/** Messages to a model thread. One text is in work at a time; after `close` the thread ends by itself. */
export type ModelRequest = EmbedRequest | { readonly type: 'close' };

export interface EmbedRequest {
  readonly type: 'embed';
  readonly id: number;
  readonly text: string;
}

export type EmbedReply =
  | { readonly type: 'ready' }
  | { readonly type: 'embedded'; readonly id: number; readonly embedding: Embedding }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

/** `workerData` of a model thread. */
export interface ModelThreadData {
  readonly folder: string;
  readonly maxTokens: number;
}
