import type { LoadResult } from '../load/tally.ts';
import { cpuTimeUs, machineTimeUs } from './process-figures.ts';

/** Adds up CPU time over the windows of a load run. */
export type CpuWatch = {
  readonly edge: (edge: 'begin' | 'end') => void;
  /** CPU time of the gateway per answer, in µs. */
  readonly perRequest: (result: LoadResult) => number | null;
  /** Cores that the gateway used on average. */
  readonly coresUsed: () => number | null;
  /** Cores that neither the gateway nor the mock provider nor the load used: other work on the machine. */
  readonly othersUsed: () => number | null;
};

type Sample = { readonly gateway: number; readonly others: number; readonly at: number };

/** Watches a gateway's process and, by what is left of the machine's time, everything that is not ours. */
export function createCpuWatch(gatewayPid: number, mockPid: number): CpuWatch {
  let before: Sample | null = null;
  let sum: { gateway: number; others: number; ms: number } | null = { gateway: 0, others: 0, ms: 0 };

  function sample(): Sample | null {
    const gateway = cpuTimeUs(gatewayPid);
    const mock = cpuTimeUs(mockPid);
    const own = cpuTimeUs(process.pid);
    const machine = machineTimeUs();
    if (gateway === null || mock === null || own === null || machine === null) return null;
    return { gateway, others: machine - gateway - mock - own, at: performance.now() };
  }

  return {
    edge: (edge) => {
      const now = sample();
      if (edge === 'begin') before = now;
      else if (before === null || now === null || sum === null) sum = null;
      else {
        sum.gateway += now.gateway - before.gateway;
        sum.others += now.others - before.others;
        sum.ms += now.at - before.at;
      }
    },
    perRequest: ({ ok, failed }) => (sum === null || ok === 0 ? null : round(sum.gateway / (ok + failed), 1)),
    coresUsed: () => (sum === null ? null : round(sum.gateway / sum.ms / 1000, 2)),
    othersUsed: () => (sum === null ? null : Math.max(0, round(sum.others / sum.ms / 1000, 2))),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
