/** A share with its 95 % interval, and the sample size that the interval rests on. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Rows counted; effective sample size where they are weighted. */
  readonly n: number;
}

const Z = 1.959964;

/** Wilson's interval of `part` out of `n`: sound at 0 and at 1, where the textbook one has no width. */
export function share(part: number, n: number): Share {
  if (n === 0) return { value: 0, low: 0, high: 1, n: 0 };
  const p = part / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}

/** The same for weighted rows, by their effective sample size (Σw)² / Σw². */
export function weightedShare(rows: readonly { readonly weight: number; readonly hit: boolean }[]): Share {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return share(0, 0);
  const squares = rows.reduce((sum, { weight }) => sum + weight * weight, 0);
  const effective = (total * total) / squares;
  const hit = rows.reduce((sum, row) => sum + (row.hit ? row.weight : 0), 0);
  return share((hit / total) * effective, effective);
}
