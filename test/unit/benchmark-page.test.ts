import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { speedPage } from '../../bench/page.ts';
import { judge } from '../../bench/scenarios/goals.ts';
import type { SpeedReport } from '../../bench/scenarios/report.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const report: SpeedReport = JSON.parse(read('bench/results/speed.json'));

describe('docs/benchmarks.md', () => {
  it('is what bench/results/speed.json says, to the letter', () => {
    expect(read('docs/benchmarks.md')).toBe(speedPage(report));
  });

  it('says that a run was shortened, and by how much', () => {
    expect(speedPage({ ...report, seconds: 3 })).toContain('Each window is 3 s');
    expect(speedPage({ ...report, seconds: 3 })).toContain('This run was shortened');
    expect(speedPage({ ...report, seconds: 10 })).not.toContain('This run was shortened');
  });
});

describe('goals', () => {
  it('call a figure that is not in the report not measured, never met', () => {
    expect(judge({ ...report, scenarios: [] }).every(({ verdict }) => verdict === 'not measured')).toBe(true);
  });

  it('are met at the bound and missed past it, in the direction of the bound', () => {
    const start = (medianSeconds: number): SpeedReport => ({
      ...report,
      scenarios: [
        {
          name: 'start',
          what: '',
          environment: {},
          notes: [],
          start: { runs: [medianSeconds], medianSeconds },
        },
      ],
    });
    const verdict = (seconds: number) =>
      judge(start(seconds)).find(({ figure }) => figure === 'start to first answer')?.verdict;
    expect(verdict(0.6)).toBe('met');
    expect(verdict(0.61)).toBe('missed');
  });
});
