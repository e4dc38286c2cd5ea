import type { Entry } from '../entry.ts';
import type { Tier } from './observer.ts';

export interface Hit {
  readonly type: 'hit';
  readonly tier: Tier;
  readonly entry: Entry;
  /** Cosine to the cached question; undefined where nothing was compared. */
  readonly similarity: number | undefined;
  /** That the answer is right, as the decision saw it; undefined where a key or a similarity decided. */
  readonly probability?: number | undefined;
  /** The chat model that said so, where the decision alone was not sure (C12b). */
  readonly verifiedBy?: string | undefined;
}

/** An entry that was not sure enough to be served. */
export interface Doubtful {
  readonly entry: Entry;
  readonly similarity: number;
  readonly probability: number;
  /** The same without what labels of the entry said (C13). */
  readonly prior: number;
}

/** Why nothing was served; one per miss. */
export type MissReason =
  | 'no-neighbour'
  | 'below-bar'
  | `veto:${string}`
  | `policy:${string}`
  | 'expired'
  | 'embedder-language'
  | 'unavailable'
  | 'shadow'
  | 'request';

export interface Miss {
  readonly type: 'miss';
  readonly reason: MissReason;
  /** Cosine of the nearest candidate, when there was one. */
  readonly similarity?: number | undefined;
  /** The most probable candidate that no slot forbids. */
  readonly best?: Doubtful | undefined;
  /** What the write can use, so that nothing is done twice (C22). */
  readonly prepared?: Prepared | undefined;
}

/** What a lookup worked out about the question before it missed. */
export interface Prepared {
  readonly normalisedKey: string;
  /** Set once the question was embedded. */
  readonly embedded: { readonly vector: Float32Array; readonly partition: string } | undefined;
  /** The embedder must not be asked for this question (C4). */
  readonly exactOnly: boolean;
}

/** `unavailable` is a miss to the request and an outage to the metrics: the cache could not be asked (C30). */
export type LookupResult = Hit | Miss;
