import { logit } from '#cache';
import type { Row } from '../rows.ts';

/** How many pairs of each label have a score within a range of log-odds. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly same: number;
  readonly different: number;
  readonly unsure: number;
}

const BINS = 28;

/** The scores of all pairs that no slot forbids, by label; log-odds, since all that matters happens close to 1. */
export function scoreBins(rows: readonly Row[]): readonly ScoreBin[] {
  const free = rows.filter(({ score }) => score.vetoes.length === 0);
  const scores = free.map(({ p }) => logit(p));
  if (scores.length === 0) return [];
  const sorted = scores.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  // A few far values would squeeze all others into one bin: they are counted at the ends.
  const [least, most] = [at(0.005), at(0.995)];
  const width = Math.max(1e-9, (most - least) / BINS);
  const bins = Array.from({ length: BINS }, (_, i) => ({
    from: least + i * width,
    to: least + (i + 1) * width,
    same: 0,
    different: 0,
    unsure: 0,
  }));
  free.forEach(({ label, weight }, i) => {
    const place = Math.floor(((scores[i] ?? 0) - least) / width);
    const bin = bins[Math.min(BINS - 1, Math.max(0, place))];
    if (bin !== undefined) bin[label] += weight;
  });
  return bins;
}
