import type { Fault } from './faults.ts';
import { type MeasuredOutage, measureOutage, type OutageOptions } from './measure.ts';
import type { OutageRun } from './report.ts';
import type { Stack } from './stacks.ts';

/** Beyond this, other work held up the load itself: the run says more about the machine than about the gateway. */
const CALM_US = 10_000;

/**
 * Repeats a run while other work disturbs it, up to the allowed attempts, and keeps the least disturbed. The choice is
 * by how late the load itself was sent, never by what was measured.
 */
export async function measureCalmly(
  stack: Stack,
  fault: Fault,
  options: OutageOptions & { readonly told: (stack: string, run: OutageRun) => void },
  attempts: number,
): Promise<MeasuredOutage> {
  let best: MeasuredOutage | undefined;
  for (let attempt = 1; ; attempt++) {
    const next = await measureOutage(stack, fault, options);
    options.told(stack.name, next.run);
    if (!best || disturbance(next.run) < disturbance(best.run)) {
      best = { ...next, run: { ...next.run, attempt } };
    }
    if (attempt >= attempts || disturbance(best.run) <= CALM_US) return best;
  }
}

const disturbance = ({ windows }: OutageRun): number =>
  Math.max(windows.healthy.lagP99Us, windows.first.lagP99Us, windows.rest.lagP99Us);
