/** May the answer to the cached question be served to the asked one? */
export type PairLabel = 'same' | 'different' | 'unsure';

/** A question, the cached question that it was compared with, and what is known of the two. */
export interface QuestionPair {
  /** Line of the file at which it begins, from 1. */
  readonly line: number;
  readonly asked: string;
  readonly cached: string;
  /** The cached answer. */
  readonly answer?: string;
  /** Pairs that were written or labelled together: they are one observation, not several. */
  readonly cluster?: string;
  /** When it was asked, in milliseconds since 1970. */
  readonly time?: number;
  /** Cosine that somebody else measured. */
  readonly similarity?: number;
  /** How many pairs of the traffic it stands for. */
  readonly weight: number;
  /** What the call would have cost, in nano-dollars; undefined is unknown. */
  readonly costNanos?: number;
  /** The stratum that it was drawn from, and how many pairs that has: `reprise label` writes both. */
  readonly stratum?: string;
  readonly stratumPairs?: number;
}

export interface LabelledPair extends QuestionPair {
  readonly label: PairLabel;
}

/** A line that could not be read, and why. */
export interface BrokenLine {
  readonly line: number;
  readonly problem: string;
}
