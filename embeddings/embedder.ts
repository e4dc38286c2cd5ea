/** What an embedder saw of one text. */
export interface Embedding {
  /** Unit length, `Embedder.dimensions` long. */
  readonly vector: Float32Array;
  /** UTF-16 units from the start of the text that the vector covers; what lies beyond has to be matched exactly. */
  readonly coveredChars: number;
  /** Share of the tokens, 0…1, that the model does not know; 0 where a provider does not tell. */
  readonly unknownShare: number;
}

/**
 * Turns texts into vectors.
 *
 * Contract: results are in input order; vectors have unit length; the same text gives the same vector whatever was
 * embedded beside it; an aborted signal rejects with its reason and frees the place in the queue; a full queue rejects
 * with `GatewayError` `embedder-busy`, a dead model with `embedder-unavailable`, and a later call may succeed.
 */
export interface Embedder {
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<readonly Embedding[]>;
  /** Names everything that decides where a vector lies; vectors of two spaces never meet. */
  readonly spaceId: string;
  readonly dimensions: number;
  /** Tokens of a text that the model reads, special tokens included. */
  readonly maxTokens: number;
  readonly close: () => Promise<void>;
}
