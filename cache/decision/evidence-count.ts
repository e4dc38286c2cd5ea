/** Rows that answer one yes-or-no question, as a bound has to count them. */
export interface EvidenceCount {
  /** Independent rows that carry as much as these. */
  readonly n: number;
  /** The same before the weights of wrong rows were looked at: a size that no label has a part in. */
  readonly unlabelled: number;
  /** Wrong ones among `n`. */
  readonly wrong: number;
  /** Weighted share of wrong rows. */
  readonly rate: number;
}

/** A running count that rows are added to one at a time, each in constant time. */
export interface EvidenceCounter {
  readonly add: (row: {
    readonly wrong: boolean;
    readonly weight: number;
    readonly cluster?: string;
  }) => void;
  readonly count: () => EvidenceCount;
}

/**
 * Counts weighted and clustered rows by their effective sample size (Σw)² / Σw² (L. Kish, Survey Sampling, 1965).
 *
 * Labels of one cluster are not independent, and how far they are not cannot be told while all of them are right, so
 * a cluster counts as one row with the sum of its weights. Where the wrong rows weigh more than the rest, each of them
 * stands for more rows than the average row does, and their weights set the size instead.
 */
export function createEvidenceCounter(): EvidenceCounter {
  const clusters = new Map<string, { weight: number; wrong: number }>();
  let total = 0;
  let squares = 0;
  let wrongTotal = 0;
  let wrongSquares = 0;

  const add: EvidenceCounter['add'] = ({ wrong, weight, cluster }) => {
    const before = cluster === undefined ? undefined : clusters.get(cluster);
    const weightBefore = before?.weight ?? 0;
    const wrongBefore = before?.wrong ?? 0;
    const wrongNow = wrongBefore + (wrong ? weight : 0);
    total += weight;
    squares += (weightBefore + weight) ** 2 - weightBefore ** 2;
    wrongTotal += wrongNow - wrongBefore;
    wrongSquares += wrongNow ** 2 - wrongBefore ** 2;
    if (cluster !== undefined) clusters.set(cluster, { weight: weightBefore + weight, wrong: wrongNow });
  };

  const count = (): EvidenceCount => {
    if (total === 0) return { n: 0, unlabelled: 0, wrong: 0, rate: 0 };
    const rate = wrongTotal / total;
    const perRow = squares / total;
    const n = total / Math.max(perRow, wrongTotal > 0 ? wrongSquares / wrongTotal : 0);
    return { n, unlabelled: total / perRow, wrong: rate * n, rate };
  };

  return { add, count };
}

/** The count of all rows at once; a weight is 1 unless said. */
export function evidenceOf(
  rows: Iterable<{ readonly wrong: boolean; readonly weight?: number; readonly cluster?: string }>,
): EvidenceCount {
  const counter = createEvidenceCounter();
  for (const { wrong, weight = 1, cluster } of rows) {
    counter.add({ wrong, weight, ...(cluster === undefined ? {} : { cluster }) });
  }
  return counter.count();
}
