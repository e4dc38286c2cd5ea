export interface VectorRecord {
  /** The entry's id: it belongs to one tenant. */
  readonly id: string;
  /** Tenant scope (C2). A partition lies inside one tenant; a store may keep tenants apart with it or ignore it. */
  readonly tenant: string;
  readonly partition: string;
  /** Unit length; all vectors of a store have one length. */
  readonly vector: Float32Array;
  /** Milliseconds since the epoch; an expired record is never a candidate. */
  readonly expiresAt: number;
}

export interface Neighbour {
  readonly id: string;
  /** Cosine in [-1, 1]; larger is closer. */
  readonly similarity: number;
}

export interface VectorQuery {
  /** The tenant the partition lies in. */
  readonly tenant: string;
  readonly partition: string;
  readonly vector: Float32Array;
  readonly limit: number;
  /** Neighbours below this cosine are left out. */
  readonly floor: number;
}

/**
 * Finds the nearest vectors inside one partition.
 *
 * Contract: nearest first; never a record of another partition, never an expired one; `upsert` replaces by id, also
 * across partitions; a vector of wrong length, or with NaN or infinity, is refused; `remove` of an unknown id is not an
 * error; an outage rejects and is never an empty answer; an aborted search rejects with the signal's reason.
 */
export interface VectorStore {
  readonly search: (query: VectorQuery, signal: AbortSignal) => Promise<readonly Neighbour[]>;
  readonly upsert: (records: readonly VectorRecord[]) => Promise<void>;
  /** @param tenant the one that all ids belong to, where the caller knows it: it spares a store a search for them */
  readonly remove: (ids: readonly string[], tenant?: string) => Promise<void>;
  readonly count: (partition?: string) => Promise<number>;
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}
