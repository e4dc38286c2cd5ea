import { logit, sigmoid } from './logistic.ts';

/**
 * What was learnt of one entry: the log-likelihood of its labels at {@link NODES} values of the entry's own offset.
 * Plain data of constant size however many labels came; labels may be added in any order.
 */
export interface EntryEvidence {
  readonly labels: number;
  /** How many of them said that the answer was wrong. */
  readonly wrong: number;
  readonly logLikelihood: readonly number[];
}

/** One label of a served or would-be hit. It never comes from the cached answer itself (C14). */
export interface EntryLabel {
  /** Probability that the global model gave the pair, without the entry's own evidence. */
  readonly p: number;
  readonly right: boolean;
  /** How often labels of this source are the wrong way round, in [0, 0.5): a person 0.02, a judge perhaps 0.1. */
  readonly noise: number;
}

/** Offsets are looked at from -4 to +4 standard deviations. */
const NODES = 17;
const REACH = 4;

/** Standard deviation of entries' offsets in log-odds where none was estimated: an assumption, not a measurement. */
export const DEFAULT_SPREAD = 1.5;

/** An entry of which nothing is known: it has the global model's probability. */
export const NO_EVIDENCE: EntryEvidence = {
  labels: 0,
  wrong: 0,
  logLikelihood: new Array<number>(NODES).fill(0),
};

/**
 * Adds a label: logit p = f + b, with f the log-odds of the global model and b ~ N(0, spread²) the entry's offset
 * (C13, partial pooling: A. Gelman and J. Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models,
 * 2007, chapter 14). The label is `right` with a probability of (1 - noise) p + noise (1 - p), so a source that is
 * often mistaken moves an entry less, and no single label can move it without end.
 */
export function addLabel(
  evidence: EntryEvidence,
  { p, right, noise }: EntryLabel,
  spread = DEFAULT_SPREAD,
): EntryEvidence {
  const f = logit(p);
  const logLikelihood = evidence.logLikelihood.map((sum, node) => {
    const truth = sigmoid((right ? 1 : -1) * (f + offsetAt(node, spread)));
    return sum + Math.log(noise + (1 - 2 * noise) * truth + Number.MIN_VALUE);
  });
  return { labels: evidence.labels + 1, wrong: evidence.wrong + (right ? 0 : 1), logLikelihood };
}

/** The expected offset of an entry in log-odds: 0 without labels. */
export function offsetOf({ logLikelihood }: EntryEvidence, spread = DEFAULT_SPREAD): number {
  const logPosterior = logLikelihood.map((sum, node) => sum - (offsetAt(node, spread) / spread) ** 2 / 2);
  const most = Math.max(...logPosterior);
  let mass = 0;
  let moment = 0;
  logPosterior.forEach((value, node) => {
    const density = Math.exp(value - most);
    mass += density;
    moment += density * offsetAt(node, spread);
  });
  return moment / mass;
}

/** The probability of a pair with an entry, moved by what is known of the entry. */
export function withEvidence(p: number, evidence: EntryEvidence, spread = DEFAULT_SPREAD): number {
  return evidence.labels === 0 ? p : sigmoid(logit(p) + offsetOf(evidence, spread));
}

function offsetAt(node: number, spread: number): number {
  return spread * REACH * ((2 * node) / (NODES - 1) - 1);
}
