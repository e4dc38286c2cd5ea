import type { LatencySummary } from '../load/histogram.ts';
import type { SpeedReport } from '../scenarios/report.ts';

/** `bench/results/stores.json`: one run of `npm run bench:stores`. Latencies in µs. */
export interface StoresReport
  extends Pick<SpeedReport, 'command' | 'date' | 'commit' | 'dirty' | 'node' | 'packages' | 'machine'> {
  /** By adapter: name and version of its server, as the server tells them. */
  readonly servers: Readonly<Record<string, string>>;
  /** What was not measured, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Of the whole run, but for the embedding of texts. */
  readonly seconds: number;
  /** Mean number of threads that ran or waited for a core, over a minute, this run's own included. */
  readonly load: LoadFigures;
  readonly vectors?: VectorsFigures;
  readonly entries?: EntriesFigures;
  readonly queues?: QueuesFigures;
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export interface LoadFigures {
  readonly before: number;
  readonly mean: number;
  readonly most: number;
}

export interface VectorsFigures {
  readonly seconds: number;
  readonly spaceId: string;
  readonly dimensions: number;
  /** Vectors of one call of `upsert`. */
  readonly batch: number;
  /** Vectors that `upsertsPerSecond` is measured with: the last of each partition, all of a smaller one. */
  readonly upsertsByTurns: number;
  /** Between the last of them and the first search. */
  readonly pauseSeconds: number;
  /** By size of the partition, the smallest first. */
  readonly sizes: readonly PartitionFigures[];
  /** One new vector at a time into the largest partition. */
  readonly upserts: readonly Named<LatencySummary>[];
}

interface PartitionFigures {
  readonly vectors: number;
  readonly stores: readonly Named<{
    readonly upsertsPerSecond: number;
    readonly search: LatencySummary;
    /** Share of the true five nearest, found by the exact scan, among the five that were found. */
    readonly recallAt5: number;
  }>[];
}

export interface EntriesFigures {
  readonly seconds: number;
  readonly count: number;
  /** Of an entry as the text that is stored, the mean. */
  readonly bytes: number;
  /** Puts under way at once while the store is filled. */
  readonly putsAtOnce: number;
  readonly stores: readonly Named<{
    /** What an entry takes there, with its share of the indexes: of memory in Redis, of disk elsewhere. */
    readonly bytesEach: number;
    readonly putsPerSecond: number;
    /** One key, found. */
    readonly byKey: LatencySummary;
    /** Two keys that nothing is stored under. */
    readonly nothing: LatencySummary;
    /** Five ids, all found. */
    readonly fiveIds: LatencySummary;
    /** One at a time, while there is room. */
    readonly put: LatencySummary;
    /** One at a time into a full store: another entry goes. */
    readonly evictingPut: LatencySummary;
  }>[];
}

export interface QueuesFigures {
  readonly seconds: number;
  readonly jobs: number;
  /** Offered in one go, then waited for. */
  readonly burst: number;
  /** Of a job as text, the mean. */
  readonly bytes: number;
  /** Jobs in work at once. */
  readonly concurrency: number;
  readonly queues: readonly Named<{
    readonly offersPerSecond: number;
    /** From the first offer of a burst until its last job is done. */
    readonly jobsPerSecond: number;
    /** One job at a time, from the offer to the begin of the work. */
    readonly toWork: LatencySummary;
  }>[];
}

/** Figures of one adapter. */
type Named<Figures> = Figures & { readonly name: string };
