import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withFigures } from '../../../bench/tune/page.ts';
import type { TuneBenchReport } from '../../../bench/tune/report.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const report: TuneBenchReport = JSON.parse(read('bench/results/tune.json'));

describe('docs/tune.md', () => {
  it('has the figures of bench/results/tune.json, to the letter', () => {
    const page = read('docs/tune.md');
    expect(withFigures(page, report)).toBe(page);
  });

  it('rests on enough repeats, for every budget and way of labelling', () => {
    expect(report.repeats).toBeGreaterThanOrEqual(20);
    for (const { budgets } of report.pools) {
      expect(budgets.map(({ budget }) => budget)).toEqual([0.01, 0.02, 0.03, 0.05, 0.1]);
      for (const { ways } of budgets)
        expect(ways.map(({ name }) => name)).toEqual(['all labels', 'random', 'picked']);
    }
  });
});
