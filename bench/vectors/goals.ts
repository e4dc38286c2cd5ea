import type { LoadFigures, SizeFigures, VectorsReport } from './report.ts';

/** A figure of the largest partition and what it has to be. */
export interface Goal {
  readonly figure: string;
  readonly value: string;
  readonly goal: string;
  readonly met: boolean;
}

const LARGEST = 1_000_000;

/** What a search serves with by default: the first of the loads. */
export function servedWith(size: SizeFigures): LoadFigures {
  const [first] = size.loads;
  if (!first) throw new Error(`a partition of ${size.vectors} was not searched through its index`);
  return first;
}

/** The goals for a million vectors in one partition; none where that was not measured. */
export function judge(report: VectorsReport): readonly Goal[] {
  const size = report.sizes.find(({ vectors }) => vectors === LARGEST);
  if (!size) return [];
  const { search, seconds, rssMb } = servedWith(size);
  return [
    {
      figure: 'search p50',
      value: `${(search.p50 / 1000).toFixed(2)} ms`,
      goal: '≤ 1 ms',
      met: search.p50 <= 1_000,
    },
    { figure: 'load', value: `${seconds.toFixed(1)} s`, goal: '≤ 10 s', met: seconds <= 10 },
    {
      figure: 'memory',
      value: `${(rssMb / 1000).toFixed(2)} GB`,
      goal: '≤ 1.2 GB',
      met: rssMb <= 1_200,
    },
  ];
}
