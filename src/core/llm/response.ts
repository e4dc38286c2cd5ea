import type { Part } from './request.ts';

/** Why a completion ended, in no dialect. `other` keeps gateways honest about reasons they do not know. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'other';

/** Tokens as the provider counted them; undefined is unknown, never zero. */
export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Input tokens read from the provider's own prompt cache. */
  readonly cachedInputTokens: number | undefined;
  /** Input tokens written to the provider's own prompt cache, billed above the others. */
  readonly cacheWriteTokens?: number | undefined;
}

/** How a completion ended. */
export interface Ending {
  readonly finishReason: FinishReason | undefined;
  /** The text that stopped it, where the provider says which. */
  readonly stopSequence?: string | undefined;
  /** Why it was refused, in the provider's words, where they are no part of the answer. */
  readonly refusal?: string | undefined;
}

export interface Choice extends Ending {
  readonly parts: readonly Part[];
}

/** A completion in no dialect: what the store gate, the ledger, the verifier and the other dialects read. */
export interface ChatResponse {
  readonly id?: string | undefined;
  readonly model: string | undefined;
  readonly choices: readonly Choice[];
  readonly usage: Usage;
  /** Output tokens that were thoughts. */
  readonly reasoningTokens?: number | undefined;
}

export const UNKNOWN_USAGE: Usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedInputTokens: undefined,
};
