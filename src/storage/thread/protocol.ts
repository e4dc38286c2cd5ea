import type { GatewayErrorInit } from '#core';

/** What can be asked of a thread, by name: the argument and the answer, both of which can be cloned. */
export type Calls = { readonly [name: string]: { readonly ask: unknown; readonly answer: unknown } };

export interface ThreadRequest {
  readonly id: number;
  /** A name of the thread's calls, or `close`. */
  readonly name: string;
  readonly ask: unknown;
}

/** An error as it crosses threads: classes do not. */
export type ThreadError = Omit<GatewayErrorInit, 'cause'>;

export type ThreadReply =
  | { readonly type: 'ready' }
  /** It cannot start; nothing will follow. */
  | { readonly type: 'refused'; readonly error: ThreadError }
  /** Something the other side should tell the operator. */
  | { readonly type: 'note'; readonly note: unknown }
  | { readonly type: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ThreadError };

export const CLOSE = 'close';
