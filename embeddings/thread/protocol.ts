/** Messages to a model thread. One task is in work at a time; after `close` the thread ends by itself. */
export type ModelRequest<Task> =
  | { readonly type: 'ask'; readonly id: number; readonly task: Task }
  | { readonly type: 'close' };

export type ModelReply<Result> =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly result: Result }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

/** `workerData` of a model thread. */
export interface ModelThreadData {
  readonly folder: string;
  readonly maxTokens: number;
}
