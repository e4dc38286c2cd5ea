import type { Interval } from '#report';

/**
 * A log in consecutive stretches of equally many requests. What differs from stretch to stretch is how much a log of
 * this length says of the next one.
 */
export interface Blocks {
  /** Adds to a named sum of the stretch that a request lies in. */
  readonly add: (index: number, name: string, value: number) => void;
  /** A sum over the whole log. */
  readonly total: (name: string) => number;
  /** The sums of each stretch. */
  readonly each: (name: string) => readonly number[];
  /** A sum per unit of another one, with the 95 % interval; undefined where the log is too short for one. */
  readonly ratio: (numerator: string, denominator: string) => Interval | undefined;
  readonly count: number;
}

const MOST_BLOCKS = 40;
/** Stretches of fewer requests say nothing of their own. */
const LEAST_PER_BLOCK = 10;
/** Fewer stretches say nothing of how they differ. */
const LEAST_BLOCKS = 8;

export function createBlocks(requests: number): Blocks {
  const count = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(requests / LEAST_PER_BLOCK)));
  const sums = new Map<string, Float64Array>();
  const of = (name: string): Float64Array => {
    const known = sums.get(name) ?? new Float64Array(count);
    sums.set(name, known);
    return known;
  };
  return {
    add: (index, name, value) => {
      const block = Math.min(count - 1, Math.floor((index * count) / requests));
      const all = of(name);
      all[block] = (all[block] ?? 0) + value;
    },
    total: (name) => of(name).reduce((sum, value) => sum + value, 0),
    each: (name) => [...of(name)],
    ratio: (numerator, denominator) =>
      count < LEAST_BLOCKS ? undefined : jackknife([...of(numerator)], [...of(denominator)]),
    count,
  };
}

/**
 * A ratio of two sums with its 95 % interval, by leaving out one block at a time (M. H. Quenouille, Biometrika 43
 * (1956), 353–360; J. W. Tukey 1958): no assumption on how the values lie, and neighbours in time may depend on each
 * other as long as blocks hardly do.
 */
export function jackknife(
  numerators: readonly number[],
  denominators: readonly number[],
): Interval | undefined {
  const n = numerators.length;
  const top = sumOf(numerators);
  const bottom = sumOf(denominators);
  if (n < 2 || bottom === 0) return undefined;
  const without = numerators.map((value, at) => {
    const rest = bottom - (denominators[at] ?? 0);
    return rest === 0 ? top / bottom : (top - value) / rest;
  });
  const mean = sumOf(without) / n;
  const variance = ((n - 1) / n) * sumOf(without.map((value) => (value - mean) ** 2));
  const half = studentQuantile(n - 1) * Math.sqrt(variance);
  const value = top / bottom;
  return { value, low: value - half, high: value + half };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The 97.5th percentile of Student's t, by the first terms of its expansion around the normal (good to 1 % from 5 degrees on). */
export function studentQuantile(degrees: number): number {
  const z = 1.959964;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3;
}

const Z = 1.959964;

/** Wilson's interval of `part` out of `n`: sound at 0 and at 1. */
export function wilson(part: number, n: number): Interval {
  if (n === 0) return { value: 0, low: 0, high: 1 };
  const p = part / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
