import type { Row } from '../rows.ts';

/** A pair that is worth reading. */
export interface Example {
  readonly line: number;
  readonly asked: string;
  readonly cached: string;
  /** Undefined where a slot forbids it, whatever it is. */
  readonly p: number | undefined;
  readonly similarity: number | undefined;
  readonly vetoes: readonly string[];
  readonly weight: number;
  readonly costNanos: number | undefined;
}

const MOST = 10;

/** Wrong answers that are served, the surest first. */
export function worstHits(rows: readonly Row[], bar: number): readonly Example[] {
  return rows
    .filter(({ label, p }) => label === 'different' && p >= bar)
    .sort((one, other) => other.p - one.p || one.pair.line - other.pair.line)
    .slice(0, MOST)
    .map(exampleOf);
}

/** Right answers that are not served: by what the call costs where that is known, else by how near the bar they are. */
export function dearestMisses(rows: readonly Row[], bar: number): readonly Example[] {
  const worth = ({ pair, weight }: Row): number => (pair.costNanos ?? 0) * weight;
  return rows
    .filter(({ label, p }) => label === 'same' && p < bar)
    .sort(
      (one, other) =>
        worth(other) - worth(one) || other.score.p - one.score.p || one.pair.line - other.pair.line,
    )
    .slice(0, MOST)
    .map(exampleOf);
}

const exampleOf = ({ pair, score, weight, p }: Row): Example => ({
  line: pair.line,
  asked: pair.asked,
  cached: pair.cached,
  p: score.vetoes.length > 0 ? undefined : p,
  similarity: score.similarity,
  vetoes: score.vetoes,
  weight,
  costNanos: pair.costNanos,
});
