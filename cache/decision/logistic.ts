import { solvePositiveDefinite } from './linear-algebra.ts';

/** Probability of a log-odds. */
export function sigmoid(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}

/** Log-odds of a probability, kept finite: within ±30 or so. */
export function logit(p: number): number {
  const kept = Math.min(1 - 1e-13, Math.max(1e-13, p));
  return Math.log(kept / (1 - kept));
}

/** A fitted logistic model. Plain data: it is stored as JSON. */
export interface LogisticModel {
  readonly intercept: number;
  /** One per feature, for the standardised feature. */
  readonly weights: readonly number[];
  /** A feature is standardised as (x - mean) / scale … */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** … and then kept within ± clip, so that one odd value does not decide alone. */
  readonly clip?: number;
}

/** Which way a feature may push: `positive` never lowers the probability when it rises, `negative` never raises it. */
export type Sign = 'positive' | 'negative' | 'free';

export interface LogisticFit {
  /** A row per example, all of one length, at most some 40; finite numbers. */
  readonly x: readonly (readonly number[])[];
  /** 1 or 0, or a probability in between. */
  readonly y: readonly number[];
  /** 1 per row unless said. */
  readonly weight?: readonly number[];
  /** Ridge on the standardised weights, in units of rows: it counts like l2 observations against each; not on the intercept. */
  readonly l2: number;
  /** Bound of a standardised feature, in standard deviations; none unless said. */
  readonly clip?: number;
  /** One per feature; all free unless said. */
  readonly signs?: readonly Sign[];
}

/** The log-odds that the model gives a row. */
export function logOddsOf(model: LogisticModel, row: readonly number[]): number {
  let sum = model.intercept;
  for (let j = 0; j < model.weights.length; j += 1) {
    sum += (model.weights[j] ?? 0) * standardised(model, row, j);
  }
  return sum;
}

/** The probability that the model gives a row. */
export function predict(model: LogisticModel, row: readonly number[]): number {
  return sigmoid(logOddsOf(model, row));
}

/**
 * Fits a logistic model with ridge by Newton steps that are halved until the loss falls, and with bounds on the signs
 * of weights (D. P. Bertsekas, "Projected Newton methods", SIAM J. Control Optim. 20, 1982: a weight at its bound that
 * would cross it is left out of the step). The loss is strictly convex for l2 > 0, so there is one answer and every
 * run finds it. No random numbers.
 */
export function fitLogistic(fit: LogisticFit): LogisticModel {
  const { x, y, l2, clip } = fit;
  const weight = fit.weight ?? x.map(() => 1);
  const { mean, scale } = standardise(x, weight);
  const frame = { mean, scale, ...(clip === undefined ? {} : { clip }) };
  // The intercept is column 0, always 1 and always free.
  const rows = x.map((row) => [1, ...mean.map((_, j) => standardised(frame, row, j))]);
  const directions = [0, ...mean.map((_, j) => DIRECTIONS[fit.signs?.[j] ?? 'free'])];
  const share = weightedMean(y, weight);
  let beta = [logit(Math.min(0.999, Math.max(0.001, share))), ...mean.map(() => 0)];
  const problem: Problem = { rows, y, weight, l2 };
  let loss = lossOf(problem, beta);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = newtonStep(problem, beta, directions, loss);
    const gained = loss - next.loss;
    beta = next.beta;
    loss = next.loss;
    if (gained <= 1e-10 * (1 + Math.abs(loss))) break;
  }
  const [intercept = 0, ...weights] = beta;
  return { intercept, weights, ...frame };
}

const MOST_STEPS = 100;
const DIRECTIONS: Readonly<Record<Sign, number>> = { positive: 1, negative: -1, free: 0 };

interface Problem {
  readonly rows: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly weight: readonly number[];
  readonly l2: number;
}

function newtonStep(problem: Problem, beta: readonly number[], directions: readonly number[], loss: number) {
  const { gradient, hessian } = derivatives(problem, beta);
  const free = beta
    .map((_, j) => j)
    .filter((j) => {
      const direction = directions[j] ?? 0;
      const atBound = direction !== 0 && beta[j] === 0;
      return !(atBound && (gradient[j] ?? 0) * direction > 0);
    });
  const solved = solvePositiveDefinite(
    free.map((i) => free.map((j) => (hessian[i]?.[j] ?? 0) + (i === j ? 1e-9 : 0))),
    free.map((j) => gradient[j] ?? 0),
  );
  // Where the curvature is lost to rounding, plain descent still goes the right way.
  const step = solved ?? free.map((j) => (gradient[j] ?? 0) / (1 + (hessian[j]?.[j] ?? 0)));
  for (let length = 1; length > 1e-8; length /= 2) {
    const moved = [...beta];
    free.forEach((j, i) => {
      const value = (beta[j] ?? 0) - length * (step[i] ?? 0);
      const direction = directions[j] ?? 0;
      moved[j] = direction !== 0 && value * direction < 0 ? 0 : value;
    });
    const movedLoss = lossOf(problem, moved);
    if (movedLoss < loss) return { beta: moved, loss: movedLoss };
  }
  return { beta: [...beta], loss };
}

function derivatives({ rows, y, weight, l2 }: Problem, beta: readonly number[]) {
  const size = beta.length;
  const gradient = beta.map((value, j) => (j === 0 ? 0 : l2 * value));
  const flat = new Float64Array(size * size);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? [];
    const p = sigmoid(dot(row, beta));
    const w = weight[i] ?? 1;
    const residual = w * (p - (y[i] ?? 0));
    const curvature = w * p * (1 - p);
    for (let j = 0; j < size; j += 1) {
      const value = row[j] ?? 0;
      gradient[j] = (gradient[j] ?? 0) + residual * value;
      const scaled = curvature * value;
      for (let k = 0; k <= j; k += 1) flat[j * size + k] = (flat[j * size + k] ?? 0) + scaled * (row[k] ?? 0);
    }
  }
  const hessian = beta.map((_, j) =>
    beta.map((__, k) => (flat[Math.max(j, k) * size + Math.min(j, k)] ?? 0) + (j === k && j > 0 ? l2 : 0)),
  );
  return { gradient, hessian };
}

function lossOf({ rows, y, weight, l2 }: Problem, beta: readonly number[]): number {
  let loss = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const logOdds = dot(rows[i] ?? [], beta);
    // ln(1 + e^z) without overflow.
    const softplus = Math.max(0, logOdds) + Math.log1p(Math.exp(-Math.abs(logOdds)));
    loss += (weight[i] ?? 1) * (softplus - (y[i] ?? 0) * logOdds);
  }
  for (let j = 1; j < beta.length; j += 1) loss += (l2 / 2) * (beta[j] ?? 0) ** 2;
  return loss;
}

function dot(row: readonly number[], beta: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < beta.length; j += 1) sum += (row[j] ?? 0) * (beta[j] ?? 0);
  return sum;
}

function standardised(
  { mean, scale, clip = Number.POSITIVE_INFINITY }: Pick<LogisticModel, 'mean' | 'scale' | 'clip'>,
  row: readonly number[],
  j: number,
): number {
  const value = ((row[j] ?? 0) - (mean[j] ?? 0)) / (scale[j] ?? 1);
  return Math.min(clip, Math.max(-clip, value));
}

function standardise(x: readonly (readonly number[])[], weight: readonly number[]) {
  const columns = (x[0] ?? []).map((_, j) => x.map((row) => row[j] ?? 0));
  const mean = columns.map((column) => weightedMean(column, weight));
  const scale = columns.map((column, j) => {
    const centre = mean[j] ?? 0;
    const spread = Math.sqrt(
      weightedMean(
        column.map((value) => (value - centre) ** 2),
        weight,
      ),
    );
    return spread > 1e-12 ? spread : 1; // a constant feature says nothing, whatever its weight
  });
  return { mean, scale };
}

function weightedMean(values: readonly number[], weight: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += (values[i] ?? 0) * (weight[i] ?? 1);
    total += weight[i] ?? 1;
  }
  return total > 0 ? sum / total : 0;
}
