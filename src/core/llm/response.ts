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

export interface Choice {
  readonly parts: readonly Part[];
  readonly finishReason: FinishReason | undefined;
}

/** A completion in no dialect: what the store gate, the ledger and the verifier read. */
export interface ChatResponse {
  readonly model: string | undefined;
  readonly choices: readonly Choice[];
  readonly usage: Usage;
}

export const UNKNOWN_USAGE: Usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedInputTokens: undefined,
};
