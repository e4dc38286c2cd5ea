import type { Fault } from './faults.ts';
import { DISTURBED } from './goals.ts';
import { type MeasuredOutage, measureOutage, type OutageOptions } from './measure.ts';
import type { OutageRun } from './report.ts';
import type { Stack } from './stacks.ts';

/**
 * Repeats a run while other work disturbs it, up to the allowed attempts, and keeps the least disturbed. The choice is
 * by the time before the fault and by how late the load itself was sent, never by what the fault did.
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
    if (attempt >= attempts || disturbance(best.run) <= 1) return best;
  }
}

/** Above 1 the run says more about the machine than about the gateway. */
const disturbance = ({ windows: { healthy, first, rest } }: OutageRun): number =>
  Math.max(
    healthy.p99Us / DISTURBED.healthyP99Us,
    ...[healthy, first, rest].map(({ lagP99Us }) => lagP99Us / DISTURBED.lagP99Us),
  );
