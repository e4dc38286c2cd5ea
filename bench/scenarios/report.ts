import type { LoadResult } from '../load/tally.ts';

/** `bench/results/speed.json`: one run of `npm run bench`. Times in µs unless a name says otherwise. */
export type SpeedReport = {
  readonly command: string;
  readonly date: string;
  /** Of the source that was measured; `dirty` when files differed from it. */
  readonly commit: string;
  readonly dirty: boolean;
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly os: string;
  };
  readonly pinning: string;
  /** Seconds of each measured window, and before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly attempts: number;
  /** Scheduling priority (nice) of gateway, mock provider and load; below 0 is before other work. */
  readonly priority: number;
  readonly scenarios: readonly ScenarioReport[];
};

/** What one scenario found; a part that it does not measure is absent. */
export type ScenarioReport = {
  readonly name: string;
  readonly what: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly throughput?: Throughput;
  /** Without pinning: the gateway may use both cores, beside the mock provider and the load. */
  readonly bothCores?: Throughput;
  readonly added?: readonly Added[];
  readonly memory?: Memory;
  readonly start?: { readonly runs: readonly number[]; readonly medianSeconds: number };
  readonly notes: readonly string[];
};

/** A closed loop against the mock provider itself and through the gateway. */
export type Throughput = {
  readonly connections: number;
  readonly direct: LoadResult;
  readonly gateway: LoadResult;
  /** CPU time of the gateway's process, all threads, per answer; null where there is no /proc. */
  readonly cpuUsPerRequest: number | null;
  /** Cores the gateway used: near 1 on one core means that it was the limit and not the load. */
  readonly coresUsed: number | null;
} & Surroundings;

/** What else the machine did during the gateway's windows. */
export type Surroundings = {
  /** Cores used by anything but gateway, mock provider and load, stolen time included. */
  readonly othersUsed: number | null;
  /** Which attempt this was: a disturbed window may be measured again. */
  readonly attempt: number;
};

/** An open loop, direct and through the gateway by turns. */
export type Added = {
  readonly perSecond: number;
  readonly rounds: number;
  readonly direct: LoadResult;
  readonly gateway: LoadResult;
  /** Difference of the two medians, and of the two 99th percentiles, in µs. */
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUsPerRequest: number | null;
} & Surroundings;

/** Resident memory of the gateway in MB. */
type Memory = {
  readonly idleMb: number | null;
  readonly modelLoadedMb: number | null;
  readonly afterLoadMb: number | null;
};
