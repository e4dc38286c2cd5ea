import { createEvidenceCounter, type EvidenceCount } from './evidence-count.ts';

/** A labelled pair with the probability that the decision gave it. */
export interface Scored {
  /** Probability in [0, 1] that the cached answer is right; what was vetoed has 0. */
  readonly p: number;
  readonly wrong: boolean;
  /** How many pairs of the traffic it stands for; 1 unless said. */
  readonly weight?: number;
  /** Pairs of one cluster are not independent of each other and count as one. */
  readonly cluster?: string;
}

/** What one bar would serve. */
export interface CountedBar {
  /** Serve what has at least this probability. */
  readonly bar: number;
  /** Pairs at or above the bar. */
  readonly served: number;
  /** Wrong ones among them. */
  readonly wrong: number;
  /** Weighted share of all pairs that are served. */
  readonly hitRate: number;
  readonly evidence: EvidenceCount;
}

/** Log-odds of the strictest and the loosest bar that is tried, and the step between two. */
const GRID = { from: 12, to: -4, step: 0.05 };

/** Bars from the strictest to the loosest, evenly spaced in log-odds: fixed before any label is seen. */
export function barGrid(): readonly number[] {
  const count = Math.round((GRID.from - GRID.to) / GRID.step) + 1;
  return Array.from({ length: count }, (_, i) => 1 / (1 + Math.exp(-(GRID.from - i * GRID.step))));
}

/** The bars of the grid that serve anything, strictest first; of several that serve the same pairs only the strictest. */
export function countBars(scored: readonly Scored[]): readonly CountedBar[] {
  const sorted = scored.toSorted((one, other) => other.p - one.p);
  const all = scored.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const counter = createEvidenceCounter();
  const counted: CountedBar[] = [];
  let served = 0;
  let wrong = 0;
  let weights = 0;
  for (const bar of barGrid()) {
    const before = served;
    for (let row = sorted[served]; row !== undefined && row.p >= bar; row = sorted[served]) {
      const { weight = 1, cluster } = row;
      counter.add({ wrong: row.wrong, weight, ...(cluster === undefined ? {} : { cluster }) });
      served += 1;
      weights += weight;
      if (row.wrong) wrong += 1;
    }
    if (served > before) {
      counted.push({ bar, served, wrong, hitRate: weights / all, evidence: counter.count() });
    }
  }
  return counted;
}
