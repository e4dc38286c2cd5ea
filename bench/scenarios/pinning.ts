import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Of util-linux; it is not there on every machine, and nothing fails without it. */
const TASKSET: string = 'taskset';

/** Where processes run: the gateway on a core of its own, the mock provider and the load on another. */
export type Pinning =
  | { readonly kind: 'pinned'; readonly gatewayCore: number; readonly loadCore: number }
  | { readonly kind: 'free'; readonly why: string };

/**
 * Pins this process, threads included, to core 0 and says where the gateway goes. Without `taskset`, or with a
 * single core, nothing is pinned, and the report says why.
 */
export function pinSelf(): Pinning {
  if (process.platform !== 'linux') return { kind: 'free', why: `no taskset on ${process.platform}` };
  if (availableParallelism() < 2) return { kind: 'free', why: 'a single core' };
  try {
    execFileSync(TASKSET, ['-a', '-cp', '0', String(process.pid)], { stdio: 'pipe' });
    return { kind: 'pinned', gatewayCore: 1, loadCore: 0 };
  } catch (error) {
    return {
      kind: 'free',
      why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'taskset failed',
    };
  }
}

/** A command that runs on the core of its role; children would inherit this process's core otherwise. */
export function onCore(
  pinning: Pinning,
  role: 'gateway' | 'load' | 'any',
  command: readonly string[],
): readonly [string, ...string[]] {
  if (pinning.kind === 'free') return [command[0] ?? '', ...command.slice(1)];
  const cores = { gateway: `${pinning.gatewayCore}`, load: `${pinning.loadCore}`, any: '0-1' }[role];
  return [TASKSET, '-c', cores, ...command];
}

/** The sentence of the report. */
export function pinningWords(pinning: Pinning): string {
  return pinning.kind === 'pinned'
    ? `gateway on core ${pinning.gatewayCore}, mock provider and load on core ${pinning.loadCore} (taskset)`
    : `not pinned: ${pinning.why}`;
}
