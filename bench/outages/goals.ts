import type { OutageReport, OutageRun, StackReport, WindowFigures } from './report.ts';
import { failedIn } from './words.ts';

/** Which runs met a goal of the project, and which did not. */
export type JudgedGoal = {
  readonly goal: string;
  /** As `redis dead`. */
  readonly met: readonly string[];
  readonly missed: readonly string[];
  /** That say nothing about it: too short, or disturbed before the fault already. */
  readonly unsaid: readonly string[];
};

/** A difference of two 99th percentiles on a machine with other work is not known better than this. */
const TOLERANCE_US = 10_000;
/**
 * A healthy window with a higher 99th percentile was disturbed: what is compared with it looks too good. A window whose
 * load was sent later was disturbed, too, and looks too bad.
 */
export const DISTURBED = { healthyP99Us: 25_000, lagP99Us: 10_000 };

/** Each goal over all runs that have something to say about it. */
export function judge({ stacks }: OutageReport): readonly JudgedGoal[] {
  const judged = (
    goal: string,
    isMet: (run: OutageRun, stack: StackReport) => boolean | undefined,
  ): JudgedGoal => {
    const runs = stacks.flatMap((stack) =>
      stack.runs.map((run) => ({ name: `${stack.name} ${run.fault}`, met: isMet(run, stack) })),
    );
    const named = (met: boolean | undefined) => runs.filter((one) => one.met === met).map(({ name }) => name);
    return { goal, met: named(true), missed: named(false), unsaid: named(undefined) };
  };
  const tolerance = `${TOLERANCE_US / 1000} ms`;
  return [
    judged('no failed request', (run) => failedIn(run) === 0),
    judged(
      `added p99 in the first two seconds at most the lookup deadline, within ${tolerance}`,
      ({ windows: { healthy, first } }, { lookupTimeoutMs }) =>
        isComparable(healthy, first) ? first.addedP99Us <= lookupTimeoutMs * 1000 + TOLERANCE_US : undefined,
    ),
    judged(`added p99 in the rest of the fault 0, within ${tolerance}`, ({ windows: { healthy, rest } }) =>
      isComparable(healthy, rest) ? rest.addedP99Us <= TOLERANCE_US : undefined,
    ),
    judged('lookups well again within a minute', ({ recovery }) => recovery.seconds !== null),
  ];
}

const isComparable = (healthy: WindowFigures, window: WindowFigures): boolean =>
  window.n > 0 && !isDisturbed(healthy, window);

/** Whether other work of the machine shows in what a window was compared with, or in the window. */
export const isDisturbed = (healthy: WindowFigures, window: WindowFigures): boolean =>
  healthy.p99Us > DISTURBED.healthyP99Us || window.lagP99Us > DISTURBED.lagP99Us;
