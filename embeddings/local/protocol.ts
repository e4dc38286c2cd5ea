import type { Embedding } from '../embedder.ts';

/** Messages between the gateway's thread and a model thread. One request is in work at a time. */
export interface EmbedRequest {
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
