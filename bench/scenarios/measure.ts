import { closedLoop } from '../load/closed-loop.ts';
import { openLoop } from '../load/open-loop.ts';
import { type BodySource, endpointOf } from '../load/request.ts';
import { createTally } from '../load/tally.ts';
import { type CpuWatch, createCpuWatch } from './cpu-watch.ts';
import type { Added, Throughput } from './report.ts';
import type { Staged } from './stage.ts';

/** Lengths of a measurement. */
export type Lengths = {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** How often a window that other work disturbed may be measured. */
  readonly attempts: number;
};

/** The two ways that every measurement compares. */
export type Pair = { readonly direct: Staged; readonly gateway: Staged };

/**
 * A source of bodies for each way, called over and over by all rounds: a prompt that must be new to the gateway is not used up on the direct way.
 */
export type Bodies = { readonly direct: BodySource; readonly gateway: BodySource };

/** Most requests through the gateway per second at a concurrency, and straight to the mock provider. */
export async function measureThroughput(
  pair: Pair,
  connections: number,
  bodies: Bodies,
  lengths: Lengths,
): Promise<Throughput> {
  return calmest(lengths, async (attempt) => {
    const cpu = createCpuWatch(pair.gateway.pid, pair.direct.pid);
    const direct = await closedLoop({
      endpoint: endpointOf(pair.direct.chatUrl),
      connections,
      body: bodies.direct,
      warmUpSeconds: lengths.warmUpSeconds,
      seconds: lengths.seconds / 2,
    });
    const gateway = await closedLoop({
      endpoint: endpointOf(pair.gateway.chatUrl),
      connections,
      body: bodies.gateway,
      warmUpSeconds: lengths.warmUpSeconds,
      seconds: lengths.seconds,
      onWindow: cpu.edge,
    });
    return {
      connections,
      direct,
      gateway,
      cpuUsPerRequest: cpu.perRequest(gateway),
      coresUsed: cpu.coresUsed(),
      ...surroundings(cpu, attempt),
    };
  });
}

/** What the gateway adds at a rate: rounds by turns, so that a change of the machine meets both sides. */
export async function measureAdded(
  pair: Pair,
  perSecond: number,
  bodies: Bodies,
  lengths: Lengths,
): Promise<Added> {
  const rounds = 2;
  const round = { perSecond, warmUpSeconds: lengths.warmUpSeconds, seconds: lengths.seconds / rounds };
  return calmest(lengths, async (attempt) => {
    const tallies = { direct: createTally('open'), gateway: createTally('open') };
    const cpu = createCpuWatch(pair.gateway.pid, pair.direct.pid);
    for (let count = 0; count < rounds; count++) {
      for (const side of ['direct', 'gateway'] as const) {
        await openLoop({
          ...round,
          endpoint: endpointOf(pair[side].chatUrl),
          body: bodies[side],
          tally: tallies[side],
          ...(side === 'gateway' ? { onWindow: cpu.edge } : {}),
        });
      }
    }
    const direct = tallies.direct.result(lengths.seconds);
    const gateway = tallies.gateway.result(lengths.seconds);
    return {
      perSecond,
      rounds,
      direct,
      gateway,
      p50Us: difference(gateway.total.p50, direct.total.p50),
      p99Us: difference(gateway.total.p99, direct.total.p99),
      cpuUsPerRequest: cpu.perRequest(gateway),
      ...surroundings(cpu, attempt),
    };
  });
}

/** Cores used by other work, beyond which a window says more about the machine than about the gateway. */
const CALM_CORES = 0.05;

/**
 * Repeats a measurement while other work disturbs it, up to the allowed attempts, and keeps the least disturbed.
 * The choice is by the others' CPU time alone, never by what was measured.
 */
async function calmest<T extends { readonly othersUsed: number | null }>(
  { attempts }: Lengths,
  measure: (attempt: number) => Promise<T>,
): Promise<T> {
  let best = await measure(1);
  for (let attempt = 2; attempt <= attempts && (best.othersUsed ?? 0) > CALM_CORES; attempt++) {
    const next = await measure(attempt);
    if ((next.othersUsed ?? 0) < (best.othersUsed ?? 0)) best = next;
  }
  return best;
}

function surroundings(cpu: CpuWatch, attempt: number) {
  return { othersUsed: cpu.othersUsed(), attempt };
}

function difference(one: number, other: number): number {
  return Math.round((one - other) * 10) / 10;
}
