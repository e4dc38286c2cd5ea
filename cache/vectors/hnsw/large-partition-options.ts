export interface LargePartitionOptions {
  /** Partitions of more vectors are searched through an index, smaller ones scanned; default 20,000. */
  readonly above?: number;
  /** Candidates that a search keeps: recall against time; default 128. */
  readonly ef?: number;
  /** Where graphs are kept for the next start, and the embedding space of their vectors; without it they are built anew. */
  readonly snapshots?: {
    readonly dir: string;
    readonly spaceId: string;
    /** How often one that has changed by a twentieth is written; default 5 minutes. All are when the store closes. */
    readonly everyMs?: number;
  };
  /** Called once when hnswlib-node cannot be loaded: the scan serves every partition. */
  readonly onMissing?: (why: string) => void;
  /** What went wrong without failing anything: a thread that died, a snapshot that is not used or was not written. */
  readonly onTrouble?: (what: string) => void;
  /** After a thread died, how long until the next; doubles up to a minute. Default 1 s. */
  readonly restartMs?: number;
  /** The module to load; default hnswlib-node. */
  readonly library?: string;
  /** The thread's program. */
  readonly program?: URL;
}
