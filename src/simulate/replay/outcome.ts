import type { MissReason, Tier } from '#cache';

/** A cached question that came near, and what became of it. */
export interface NearPair {
  readonly cached: string;
  /** The beginning of its answer; undefined where the log has none. */
  readonly answer: string | undefined;
  readonly similarity: number;
  /** That its answer is right, as the decision saw it; undefined where a similarity decided. */
  readonly probability: number | undefined;
  /** The slot that forbids the hit; undefined where none does. */
  readonly veto: string | undefined;
}

/** What the cache would have done with one request. */
export type Outcome =
  | {
      readonly type: 'hit';
      readonly tier: Tier;
      /** Of the entry that serves. */
      readonly entryId: string;
      readonly near: NearPair | undefined;
    }
  /** Equal to a call under way: it would have waited for that one's answer, until this time. */
  | { readonly type: 'coalesced'; readonly until: number }
  | {
      readonly type: 'miss';
      /** `unasked`: nobody looked among the cached questions, because this one is not in the sample. */
      readonly reason: MissReason | 'unasked';
      /** The nearest one that was refused. */
      readonly near: NearPair | undefined;
    };
