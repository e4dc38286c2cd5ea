import { sigmoid } from './logistic.ts';

/** Whether an entry's answer was right for a question at this similarity. */
export interface Observed {
  readonly similarity: number;
  readonly right: boolean;
}

/** How the probability of a right answer rises with similarity, for one entry, with what is not known of it. */
export interface CorrectnessCurve {
  /** Log-odds at {@link REFERENCE}, and their slope per unit of similarity. */
  readonly level: number;
  readonly slope: number;
  /** Covariance of the two: variance of the level, covariance, variance of the slope. */
  readonly covariance: readonly [number, number, number];
}

/** The level is that at this cosine; its prior, and that of the slope, say little beyond "more alike is better". */
const REFERENCE = 0.9;
const LEVEL_PRIOR = { mean: 0, variance: 9 };
const SLOPE_PRIOR = { mean: 20, variance: 400 };
const MOST_STEPS = 50;

/**
 * The curve σ(γ (s - t)) of one entry, as vCache gives each cached prompt one (L. G. Schroeder et al., "vCache:
 * Verified Semantic Prompt Caching", 2025, arXiv:2502.03771), here in the form level + slope (s - 0.9) and as the
 * posterior mode. The prior on the slope keeps it finite where right and wrong answers can be told apart entirely,
 * which is the usual case with a few labels and has no maximum of the likelihood. The slope is never negative.
 */
export function fitCorrectness(observed: readonly Observed[]): CorrectnessCurve {
  let level = LEVEL_PRIOR.mean;
  let slope = SLOPE_PRIOR.mean;
  let value = logPosterior(observed, level, slope);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { towards } = curvature(observed, level, slope);
    let length = 1;
    let [nextLevel, nextSlope] = [level, slope];
    let next = value;
    for (; length > 1e-6; length /= 2) {
      nextLevel = level + length * towards[0];
      nextSlope = Math.max(0, slope + length * towards[1]);
      next = logPosterior(observed, nextLevel, nextSlope);
      if (next > value) break;
    }
    if (!(next > value + 1e-12)) break;
    [level, slope, value] = [nextLevel, nextSlope, next];
  }
  return { level, slope, covariance: curvature(observed, level, slope).covariance };
}

/** Tail probabilities ε, evenly spaced in their logarithm, with the standard normal's quantile at 1 - ε. */
export const TAILS: readonly (readonly [epsilon: number, quantile: number])[] = [
  [0.5, 0],
  [0.3, 0.524401],
  [0.1, 1.281552],
  [0.03, 1.880794],
  [0.01, 2.326348],
  [0.003, 2.747781],
  [0.001, 3.090232],
  [0.0003, 3.431614],
  [0.0001, 3.719016],
];

/**
 * A probability that the entry's answer is right at this similarity which what is not known of the curve has been
 * taken out of: the largest (1 - ε) σ(lower confidence bound at ε) over a log-spaced grid of ε (vCache's bound, with
 * the bound on the curve's parameters taken from Laplace's approximation of their posterior).
 */
export function provenCorrectness(curve: CorrectnessCurve, similarity: number): number {
  const distance = similarity - REFERENCE;
  const [levels, both, slopes] = curve.covariance;
  const deviation = Math.sqrt(Math.max(0, levels + 2 * distance * both + distance ** 2 * slopes));
  const logOdds = curve.level + curve.slope * distance;
  return Math.max(
    ...TAILS.map(([epsilon, quantile]) => (1 - epsilon) * sigmoid(logOdds - quantile * deviation)),
  );
}

export interface Exploring {
  /** From {@link provenCorrectness}. */
  readonly proven: number;
  /** Wrong answers per served hit. */
  readonly budget: number;
  /** Share of servable hits that go upstream all the same, so that the entry goes on learning. */
  readonly audit: number;
}

/**
 * The probability with which a would-be hit is to go upstream. vCache bounds wrong answers per *request*: exploring
 * counts as right there, so an answer that is wrong every other time may be served as long as it is served seldom. The
 * budget here is per *served hit*, which seldom serving does not improve: below the budget's bar everything explores.
 */
export function explorationProbability({ proven, budget, audit }: Exploring): number {
  return 1 - proven <= budget ? audit : 1;
}

function logPosterior(observed: readonly Observed[], level: number, slope: number): number {
  let sum =
    -((level - LEVEL_PRIOR.mean) ** 2) / (2 * LEVEL_PRIOR.variance) -
    (slope - SLOPE_PRIOR.mean) ** 2 / (2 * SLOPE_PRIOR.variance);
  for (const { similarity, right } of observed) {
    const logOdds = (right ? 1 : -1) * (level + slope * (similarity - REFERENCE));
    sum -= Math.max(0, -logOdds) + Math.log1p(Math.exp(-Math.abs(logOdds)));
  }
  return sum;
}

/** The Newton step and the inverse of the negative second derivative, for the two parameters. */
function curvature(observed: readonly Observed[], level: number, slope: number) {
  let [levels, both, slopes] = [1 / LEVEL_PRIOR.variance, 0, 1 / SLOPE_PRIOR.variance];
  let up = (LEVEL_PRIOR.mean - level) / LEVEL_PRIOR.variance;
  let steeper = (SLOPE_PRIOR.mean - slope) / SLOPE_PRIOR.variance;
  for (const { similarity, right } of observed) {
    const distance = similarity - REFERENCE;
    const p = sigmoid(level + slope * distance);
    const residual = (right ? 1 : 0) - p;
    up += residual;
    steeper += residual * distance;
    const spread = p * (1 - p);
    levels += spread;
    both += spread * distance;
    slopes += spread * distance ** 2;
  }
  const determinant = levels * slopes - both ** 2;
  const covariance = [slopes / determinant, -both / determinant, levels / determinant] as const;
  return {
    covariance,
    towards: [
      covariance[0] * up + covariance[1] * steeper,
      covariance[1] * up + covariance[2] * steeper,
    ] as const,
  };
}
