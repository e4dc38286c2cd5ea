import type { OutageRun } from './report.ts';

/** Failed requests of a whole run. */
export function failedIn({ windows }: OutageRun): number {
  return Object.values(windows).reduce((sum, { failed }) => sum + failed, 0);
}

/** Microseconds in milliseconds, as a person reads them. */
export function milliseconds(us: number): string {
  const ms = us / 1000;
  return `${ms.toFixed(Math.abs(ms) < 10 ? 1 : 0)} ms`;
}

/** Seconds, or that they were not enough. */
export function secondsOrNever(seconds: number | null): string {
  return seconds === null ? 'not within a minute' : `${seconds.toFixed(1)} s`;
}

/** A run in a line, for who waits for it. */
export function runLine(stack: string, run: OutageRun): string {
  const { windows, recovery, readiness, rssMb } = run;
  const part = (name: keyof typeof windows): string => {
    const { n, p99Us, lagP99Us, addedP99Us, unavailable, hits } = windows[name];
    const added = name === 'healthy' ? milliseconds(p99Us) : `+${milliseconds(addedP99Us)}`;
    return `${name} ${n}: p99 ${added} (lag ${milliseconds(lagP99Us)}), ${unavailable} unavailable, ${hits} hits`;
  };
  return [
    `${stack} ${run.fault} ${run.faultSeconds} s: ${failedIn(run)} failed`,
    ...(['healthy', 'first', 'rest', 'after'] as const).map(part),
    `recovered ${secondsOrNever(recovery.seconds)}, /readyz degraded ${readiness.degradedAfterSeconds} ok ${readiness.okAfterSeconds}`,
    `writes ${JSON.stringify(run.writes)}`,
    `rss ${rssMb.before} ${rssMb.faultEnd} ${rssMb.end}; load ${run.load}`,
  ].join(' | ');
}
