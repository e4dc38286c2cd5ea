/** Microseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Searches one after another. */
export interface SearchFigures extends Latency {
  /** Processor time of all threads to a search: what else the machine does hardly changes it. */
  readonly cpu: number;
  readonly searches: number;
  /** Mean load of the machine over the minute before: others use it too. */
  readonly load: number;
}

/** The exact scan of one partition. */
export interface ScanFigures {
  readonly search: SearchFigures;
}

/** A partition that is given all its vectors at once and indexed from nothing. */
export interface BuildFigures {
  /** Until every vector is in the graph; searches are scans until then. */
  readonly seconds: number;
  readonly vectorsPerSecond: number;
  /** Mean load of the machine over its last minute. */
  readonly load: number;
  /** Of this process, at the end and at most (MB). */
  readonly rssMb: number;
  readonly peakRssMb: number;
  /** Floats of the store's own copy (MB). */
  readonly arenaMb: number;
  readonly snapshotMb: number;
  /** From asking the store to close until it has: the snapshot is written by then. */
  readonly closeSeconds: number;
}

/** The partition after a restart: snapshot read, records upserted as the entry store does. */
export interface LoadFigures {
  readonly ef: number;
  readonly seconds: number;
  readonly rssMb: number;
  readonly peakRssMb: number;
  readonly search: SearchFigures;
  /** Share of the true five nearest among the five found. */
  readonly recallAt5: number;
  /** Searches answered through the index, of all of them. */
  readonly throughIndex: number;
  /** One new vector, from the call until a search finds it (the backlog is scanned): microseconds. */
  readonly insert: Latency;
  /** Vectors a second that reach the graph, a thousand more upserted at once. */
  readonly insertsPerSecond: number;
}

export interface SizeFigures {
  readonly vectors: number;
  /** How many of them are embeddings of real texts; the others are mixed of two. */
  readonly real: number;
  /** What was measured: sizes may be measured one by one. */
  readonly commit: string;
  readonly scan: ScanFigures;
  readonly build: BuildFigures;
  /** By candidates kept while searching; the default first. */
  readonly loads: readonly LoadFigures[];
}

export interface VectorsReport {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  readonly dirty: boolean;
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number };
  readonly spaceId: string;
  readonly dimensions: number;
  readonly queries: number;
  /** Written by hand: what a reader of the figures has to know of how they came about. */
  readonly notes?: readonly string[];
  /** Smallest first. */
  readonly sizes: readonly SizeFigures[];
}
