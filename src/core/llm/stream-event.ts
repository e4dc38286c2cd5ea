import type { GatewayError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Ending, Usage } from './response.ts';

/** What a streamed completion says, in no dialect and in the order in which it came. */
export type StreamEvent =
  /** Comes first and once. */
  | { readonly type: 'start'; readonly id: string | undefined; readonly model: string | undefined }
  | { readonly type: 'text' | 'refusal' | 'reasoning'; readonly text: string }
  /** A finished piece of reasoning as its dialect wrote it; `at` is its place among the answer's parts. */
  | { readonly type: 'reasoning-end'; readonly raw: JsonObject; readonly at: number }
  /** Calls are counted from 0. */
  | { readonly type: 'tool-call'; readonly call: number; readonly id: string; readonly name: string }
  | { readonly type: 'tool-arguments'; readonly call: number; readonly text: string }
  | {
      readonly type: 'finish';
      readonly ending: Ending;
    }
  | {
      readonly type: 'usage';
      readonly usage: Usage;
      readonly reasoningTokens: number | undefined;
    }
  /** The stream's own end mark: what came is whole. */
  | { readonly type: 'end' }
  /** The provider's own error event, or one of ours (`upstream-invalid-answer`); nothing follows. */
  | { readonly type: 'error'; readonly error: GatewayError };

/** Reads one stream as it passes, at any split of its bytes. */
export interface StreamDecoder {
  /** An event that cannot be read, or is too long to be held, is an `error`. */
  readonly push: (bytes: Uint8Array) => readonly StreamEvent[];
  /** What the last bytes hold when no blank line followed them. */
  readonly flush: () => readonly StreamEvent[];
}

/** Writes one stream: the SSE frames of one event, or an empty string. */
export type StreamEncoder = (event: StreamEvent) => string;
