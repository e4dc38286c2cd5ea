const RESAMPLES = 1_000;
const SEED = 20_261_121;

/**
 * How much more of `after` is true than of `before`, with a 95 % bootstrap interval. Rows are questions, their members
 * the forms that ask: forms of one question succeed and fail together, so whole rows are drawn.
 */
export function gainOf(
  before: readonly (readonly boolean[])[],
  after: readonly (readonly boolean[])[],
): { readonly value: number; readonly low: number; readonly high: number } {
  const rows = after.map((row, at) => ({
    n: row.length,
    more: countTrue(row) - countTrue(before[at] ?? []),
  }));
  const random = createRandom(SEED);
  const draws = Array.from({ length: RESAMPLES }, () => {
    let [n, more] = [0, 0];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[Math.floor(random() * rows.length)];
      n += row?.n ?? 0;
      more += row?.more ?? 0;
    }
    return n === 0 ? 0 : more / n;
  }).toSorted((a, b) => a - b);
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  return {
    value: total === 0 ? 0 : rows.reduce((sum, { more }) => sum + more, 0) / total,
    low: draws[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: draws[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0,
  };
}

const countTrue = (row: readonly boolean[]): number => row.filter(Boolean).length;

/** A linear congruential generator (constants of Numerical Recipes): the same draws in every run. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
