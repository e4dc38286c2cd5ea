import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../bench/vectors/goals.ts';
import { vectorsPage } from '../../bench/vectors/page.ts';
import type { LoadFigures, SizeFigures, VectorsReport } from '../../bench/vectors/report.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const report: VectorsReport = JSON.parse(read('bench/results/vectors.json'));

const largest = (changes: Partial<LoadFigures>): VectorsReport => {
  const [size] = report.sizes;
  const [load] = size?.loads ?? [];
  if (!size || !load) throw new Error('no figures');
  const million: SizeFigures = { ...size, vectors: 1_000_000, loads: [{ ...load, ...changes }] };
  return { ...report, sizes: [million] };
};

const verdict = (changes: Partial<LoadFigures>, figure: string) =>
  judge(largest(changes)).find((goal) => goal.figure === figure)?.met;

describe('docs/vectors.md', () => {
  it('is what bench/results/vectors.json says, to the letter', () => {
    expect(read('docs/vectors.md')).toBe(vectorsPage(report));
  });

  it('rests on searches that went through the index, every one', () => {
    for (const { loads } of report.sizes)
      for (const { throughIndex, search } of loads) expect(throughIndex).toBe(search.searches);
  });
});

describe('goals for a million vectors', () => {
  it('are met at the bound and missed past it', () => {
    expect(verdict({ seconds: 10 }, 'load')).toBe(true);
    expect(verdict({ seconds: 10.01 }, 'load')).toBe(false);
    expect(verdict({ rssMb: 1_200 }, 'memory')).toBe(true);
    expect(verdict({ rssMb: 1_201 }, 'memory')).toBe(false);
  });

  it('are not judged where a million was not measured', () => {
    expect(judge({ ...report, sizes: [] })).toEqual([]);
  });
});
