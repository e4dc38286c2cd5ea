import type { Entry } from '../entry.ts';
import type { SlotName, Slots } from '../slots/index.ts';

/** An entry near the question. */
export interface Candidate {
  readonly entry: Entry;
  /** Cosine between the asked and the cached question. */
  readonly similarity: number;
  /** Cosine between the asked question and the cached answer; undefined where the answer has no vector. */
  readonly answerSimilarity?: number | undefined;
}

/** The question that is to be answered. */
export interface Asked {
  readonly text: string;
  readonly slots: Slots;
  /** Wrong answers per served hit that its operator accepts, 0…1. */
  readonly errorBudget: number;
}

export type Refusal = 'no-neighbour' | 'below-bar' | `veto:${SlotName}`;

/** The candidate that is served, or why none is. */
export type Judgement =
  | {
      readonly type: 'serve';
      readonly candidate: Candidate;
      /** That the answer is right; undefined where a similarity decided. */
      readonly probability: number | undefined;
    }
  | {
      readonly type: 'refuse';
      readonly reason: Refusal;
      /** The most probable candidate that nothing forbids. */
      readonly best: Believed | undefined;
    };

/** A candidate, and how likely it is right. */
export interface Believed {
  readonly candidate: Candidate;
  readonly probability: number;
  /** The same without what labels of the entry said: what the next label is held against (C13). */
  readonly prior: number;
}

/** Picks the candidate that may be served (C12); candidates come nearest first. Rejects only when `signal` aborts. */
export type Judge = (
  asked: Asked,
  candidates: readonly Candidate[],
  signal: AbortSignal,
) => Promise<Judgement>;
