/** A question, and a cached answer that may serve it. */
export interface Reading {
  readonly asked: string;
  /** The question that the answer was given to. */
  readonly cached: string;
  /** The answer's text; empty where there is none to read. */
  readonly answer: string;
}

/**
 * Reads whether a cached answer serves a question (C11).
 *
 * Contract: the same reading gives the same logit whatever was read beside it; an aborted signal rejects with its reason
 * and frees the place in the queue; a full queue rejects with `GatewayError` `verifier-busy`, a dead model with
 * `verifier-unavailable`, and a later call may succeed.
 */
export interface Verifier {
  /** Log-odds that the answer is right and sufficient for what is asked; not calibrated. */
  readonly read: (reading: Reading, signal: AbortSignal) => Promise<number>;
  /** Names the weights: a decision is calibrated for one verifier. */
  readonly id: string;
  readonly close: () => Promise<void>;
}
