import { incompleteBeta } from './incomplete-beta.ts';

/**
 * The exact upper bound of a share: the largest share under which `wrong` or fewer of `n` would still be seen with a
 * probability of `delta`. One-sided: it is exceeded in at most `delta` of all samples. `n` and `wrong` need not be
 * whole: weighted rows come as {@link evidenceOf} counts them. Nothing seen (n = 0) proves nothing: 1.
 *
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404–413, by quantiles of the beta distribution.
 */
export function clopperPearsonUpper(wrong: number, n: number, delta: number): number {
  if (!(n > 0) || wrong >= n) return 1;
  return betaQuantile(1 - delta, wrong + 1, n - wrong);
}

/** The exact lower bound, one-sided like {@link clopperPearsonUpper}. */
export function clopperPearsonLower(wrong: number, n: number, delta: number): number {
  if (!(n > 0) || wrong <= 0) return 0;
  return betaQuantile(delta, wrong, n - wrong + 1);
}

/** Whether the upper bound is at most `budget`: one evaluation instead of a search for the bound itself. */
export function provenWithin(budget: number, wrong: number, n: number, delta: number): boolean {
  if (!(n > 0) || wrong >= n) return false;
  return incompleteBeta(budget, wrong + 1, n - wrong) >= 1 - delta;
}

/** How many rows in `n` must be seen for `wrong` among them to stay provably within the budget; `wrong` ≥ 0. */
export function rowsToProve(budget: number, wrong: number, delta: number): number {
  if (wrong === 0) return Math.ceil(Math.log(delta) / Math.log1p(-budget));
  let enough = Math.ceil((wrong + 1) / budget);
  while (!provenWithin(budget, wrong, enough, delta)) enough *= 2;
  let short = Math.floor(enough / 2);
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (provenWithin(budget, wrong, middle, delta)) enough = middle;
    else short = middle;
  }
  return enough;
}

const HALVINGS = 60;

function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
