import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../bench/outages/goals.ts';
import { outagesPage } from '../../bench/outages/page.ts';
import type { OutageReport, OutageRun, WindowFigures } from '../../bench/outages/report.ts';
import { createWindows, recoveredAt } from '../../bench/outages/windows.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const report: OutageReport = JSON.parse(read('bench/results/outages.json'));

describe('docs/reliability.md', () => {
  it('is what bench/results/outages.json says, to the letter', () => {
    expect(read('docs/reliability.md')).toBe(outagesPage(report));
  });

  it('says that a run was shortened, and by how much', () => {
    expect(outagesPage({ ...report, seconds: 7 })).toContain('their faults took 7 s each');
    expect(outagesPage({ ...report, seconds: 60 })).not.toContain('These runs were shortened');
  });
});

describe('goals of an outage', () => {
  const [stack] = report.stacks;
  const [run] = stack?.runs ?? [];
  if (!stack || !run) throw new Error('the report is empty');
  const good: WindowFigures = {
    ...run.windows.healthy,
    n: 100,
    failed: 0,
    p99Us: 20_000,
    addedP99Us: 0,
    lagP99Us: 0,
  };
  const clean: OutageRun = {
    ...run,
    windows: { healthy: good, first: good, rest: good, after: good },
    recovery: { ...run.recovery, seconds: 1 },
  };
  const missedOf = (changed: OutageRun): readonly string[] =>
    judge({ ...report, stacks: [{ ...stack, lookupTimeoutMs: 50, runs: [changed] }] })
      .filter(({ missed }) => missed.length > 0)
      .map(({ goal }) => goal);

  it('are all met by a run in which nothing is noticed', () => {
    expect(missedOf(clean)).toEqual([]);
  });

  it.each([
    ['after', { failed: 1 }, 'no failed request'],
    ['first', { addedP99Us: 60_001 }, 'the first two seconds'],
    ['rest', { addedP99Us: 10_001 }, 'the rest of the fault'],
  ] as const)('are missed in the window %s by %j', (window, figures, goal) => {
    const windows = { ...clean.windows, [window]: { ...good, ...figures } };
    const missed = missedOf({ ...clean, windows });
    expect(missed).toHaveLength(1);
    expect(missed[0]).toContain(goal);
  });

  it('are neither met nor missed in a window whose load was late itself', () => {
    const late = { ...good, addedP99Us: 100_000, lagP99Us: 10_001 };
    expect(missedOf({ ...clean, windows: { ...clean.windows, first: late, rest: late } })).toEqual([]);
  });

  it('are neither met nor missed where the healthy window was disturbed', () => {
    const healthy = { ...good, p99Us: 25_001 };
    const slow = { ...good, addedP99Us: 100_000 };
    expect(missedOf({ ...clean, windows: { ...clean.windows, healthy, first: slow, rest: slow } })).toEqual(
      [],
    );
    expect(
      judge({
        ...report,
        stacks: [{ ...stack, runs: [{ ...clean, windows: { ...clean.windows, healthy } }] }],
      })[1]?.unsaid,
    ).toHaveLength(1);
  });

  it('are missed by a gateway that does not recover', () => {
    expect(missedOf({ ...clean, recovery: { ...clean.recovery, seconds: null } })).toHaveLength(1);
  });
});

describe('recovery', () => {
  it('is at once where nothing was given up', () => {
    expect(recoveredAt([], 3_000, 0)).toBe(0);
  });

  it('is not known before three seconds were seen', () => {
    expect(recoveredAt([], 2_999, 0)).toBeUndefined();
    expect(recoveredAt([500], 3_400, 0)).toBeUndefined();
  });

  it('begins after the last one that was given up', () => {
    expect(recoveredAt([100, 900, 1_800], 10_000, 0)).toBe(1_801);
    expect(recoveredAt([100, 900, 4_100], 10_000, 0)).toBe(901);
  });

  it('allows for what a healthy second has', () => {
    expect(recoveredAt([100, 200, 1_500], 10_000, 2)).toBe(0);
    expect(recoveredAt([100, 200, 300], 10_000, 2)).toBe(101);
  });
});

describe('windows of an outage', () => {
  const answer = (cacheStatus: string, status = 200) => ({
    sentAt: 0,
    firstByteAt: 0,
    endedAt: 0,
    response: { status, head: `\r\ncache-status: ${cacheStatus}\r\n`, bodyBytes: 0, reusable: true },
  });

  it('sort answers by when they were due, and count what each was', () => {
    const now = performance.now();
    const windows = createWindows(now - 1_000);
    windows.tally.add(now - 500, answer('reprise; hit; ttl=9; detail=exact'));
    windows.faultBegins();
    const from = windows.faultFrom() ?? 0;
    windows.tally.add(from + 1, answer('reprise; fwd=miss; detail=unavailable'));
    windows.tally.add(from + 2_500, { reason: 'ECONNRESET' });
    windows.faultEnds();
    const to = windows.faultTo() ?? 0;
    windows.tally.add(to + 1, answer('reprise; fwd=miss; detail=unavailable'));
    windows.tally.add(to + 3_500, answer('', 502));

    const { healthy, first, after } = windows.figures();
    expect(healthy).toMatchObject({ n: 1, hits: 1, unavailable: 0 });
    expect(after).toMatchObject({ n: 2, failed: 1, unavailable: 1 });
    expect(first).toMatchObject({ n: 1, unavailable: 1 });
    expect(windows.recovery()).toMatchObject({
      seconds: expect.any(Number),
      bySecond: [{ n: 1, unavailable: 1 }, { n: 0 }, { n: 0 }, { n: 1, failed: 1 }],
    });
  });
});
