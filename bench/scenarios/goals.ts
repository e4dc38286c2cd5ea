import type { Added, ScenarioReport, SpeedReport } from './report.ts';

/** A goal of the design, the figure of a report that it is about, and how the two compare. */
type Goal = {
  readonly scenario: string;
  readonly figure: string;
  readonly unit: string;
  readonly bound: 'at least' | 'at most';
  readonly goal: number;
  readonly read: (report: ScenarioReport) => number | null | undefined;
};

const addedAt = (report: ScenarioReport, perSecond: number): Added | undefined =>
  report.added?.find((one) => one.perSecond === perSecond);
const milliseconds = (us: number | undefined) => (us === undefined ? undefined : us / 1000);

/** The speed goals that the scenarios measure; those of a larger scale have no scenario yet. */
const SPEED_GOALS: readonly Goal[] = [
  goal('passthrough', 'requests at c = 32', '/s', 'at least', 16_500, (r) => r.throughput?.gateway.perSecond),
  goal('passthrough', 'CPU per request', 'µs', 'at most', 60, (r) => r.throughput?.cpuUsPerRequest),
  goal('passthrough', 'added p50 at 200/s', 'µs', 'at most', 150, (r) => addedAt(r, 200)?.p50Us),
  goal('passthrough', 'added p99 at 200/s', 'µs', 'at most', 1000, (r) => addedAt(r, 200)?.p99Us),
  goal('passthrough', 'added p50 at 1,000/s', 'µs', 'at most', 150, (r) => addedAt(r, 1000)?.p50Us),
  goal('passthrough', 'added p99 at 1,000/s', 'µs', 'at most', 1000, (r) => addedAt(r, 1000)?.p99Us),
  goal('miss', 'requests at c = 32', '/s', 'at least', 8000, (r) => r.throughput?.gateway.perSecond),
  goal('miss', 'CPU per request', 'µs', 'at most', 125, (r) => r.throughput?.cpuUsPerRequest),
  goal('exact-hit', 'requests at c = 32', '/s', 'at least', 20_000, (r) => r.throughput?.gateway.perSecond),
  goal('exact-hit', 'CPU per request', 'µs', 'at most', 50, (r) => r.throughput?.cpuUsPerRequest),
  goal('semantic-hit', 'p50 at 200/s', 'ms', 'at most', 3, (r) =>
    milliseconds(addedAt(r, 200)?.gateway.total.p50),
  ),
  goal('semantic-hit', 'p99 at 200/s', 'ms', 'at most', 10, (r) =>
    milliseconds(addedAt(r, 200)?.gateway.total.p99),
  ),
  goal('semantic-hit', 'hits on both cores', '/s', 'at least', 900, (r) => r.bothCores?.gateway.perSecond),
  goal('stream', 'streams at c = 32', '/s', 'at least', 2400, (r) => r.throughput?.gateway.perSecond),
  goal('stream', 'CPU per stream', 'µs', 'at most', 420, (r) => r.throughput?.cpuUsPerRequest),
  goal('unique-5000', 'added p99 at 5,000/s', 'ms', 'at most', 20, (r) =>
    milliseconds(addedAt(r, 5000)?.p99Us),
  ),
  goal('unique-5000', 'answers of 5,000/s', '%', 'at least', 100, (r) => successShare(addedAt(r, 5000))),
  goal('passthrough', 'RSS idle, model not loaded', 'MB', 'at most', 110, (r) => r.memory?.idleMb),
  goal('start', 'RSS idle, model loaded', 'MB', 'at most', 190, (r) => r.memory?.modelLoadedMb),
  goal('miss', 'RSS after load', 'MB', 'at most', 280, (r) => r.memory?.afterLoadMb),
  goal('start', 'start to first answer', 's', 'at most', 0.6, (r) => r.start?.medianSeconds),
];

/** A goal with its figure: met, missed, or not measured in this run. */
export type Judged = Goal & {
  readonly value: number | null;
  readonly verdict: 'met' | 'missed' | 'not measured';
};

/** Holds every goal against a report. */
export function judge(report: SpeedReport): readonly Judged[] {
  return SPEED_GOALS.map((one) => {
    const scenario = report.scenarios.find(({ name }) => name === one.scenario);
    const value = scenario === undefined ? null : (one.read(scenario) ?? null);
    if (value === null) return { ...one, value, verdict: 'not measured' };
    const met = one.bound === 'at least' ? value >= one.goal : value <= one.goal;
    return { ...one, value, verdict: met ? 'met' : 'missed' };
  });
}

function goal(
  scenario: string,
  figure: string,
  unit: string,
  bound: Goal['bound'],
  value: number,
  read: Goal['read'],
): Goal {
  return { scenario, figure, unit, bound, goal: value, read };
}

function successShare(added: Added | undefined): number | undefined {
  if (added === undefined) return undefined;
  const { ok, failed } = added.gateway;
  return (ok / Math.max(1, ok + failed)) * 100;
}
