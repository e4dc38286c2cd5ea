/** Why an offered job was not taken. */
export type OfferResult = 'queued' | 'dropped';

/**
 * Takes work that is done after the answer has left.
 *
 * Contract: `offer` never throws and is never awaited; the queue is bounded by jobs and bytes, a job over a bound is
 * dropped; jobs of one lane begin in the order offered (a queue that tries jobs again lets later ones pass), at least once; a
 * failing job never stops the next one.
 */
export interface WriteQueue<Job> {
  readonly offer: (job: Job) => OfferResult;
  /** Jobs waiting or running. */
  readonly depth: () => number;
  /** Resolves when every job taken so far is done or will outlast this process; rejects when `signal` aborts first. */
  readonly drain: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}
