import { createLazyHeap } from './lazy-heap.ts';

export interface Evictable {
  readonly bytes: number;
  /** What the call it saves costs, in nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
  /** Times it was found. */
  hits: number;
  /** What it is worth keeping, against the others; written here only. */
  worth: number;
  /** False once it is gone. */
  live: boolean;
}

export interface Eviction<T extends Evictable> {
  readonly added: (item: T) => void;
  readonly used: (item: T) => void;
  /** The item that is worth least, other than `keep`; it counts as gone. */
  readonly next: (keep: T | undefined) => T | undefined;
}

/** What a call is taken to cost when nobody knows the price: a thousandth of a dollar. */
const UNKNOWN_COST_NANOS = 1_000_000;

/**
 * Greedy-Dual-Size-Frequency (C23): an item is worth (1 + hits) × cost of the call it saves / its bytes, on top of the
 * worth of the item that had gone last when it was last used. So an answer that nobody asks for any more ages, whatever
 * it once cost.
 *
 * The least worth comes from a heap that is only corrected when something has to go (worth never falls): a hit is an
 * addition and a division, an eviction O(log n). Sampling would be as cheap, but leave the choice to chance.
 */
export function createEviction<T extends Evictable>(live: () => number): Eviction<T> {
  const heap = createLazyHeap<T>({ priorityOf: (item) => (item.live ? item.worth : undefined), live });
  let age = 0;

  const appraise = (item: T): void => {
    item.worth = age + ((1 + item.hits) * (item.costNanos ?? UNKNOWN_COST_NANOS)) / item.bytes;
  };

  return {
    added: (item) => {
      appraise(item);
      heap.push(item);
    },
    used: (item) => {
      item.hits++;
      appraise(item);
    },
    next: (keep) => {
      const least = heap.pop();
      const gone = least === keep ? heap.pop() : least;
      if (keep && least === keep) heap.push(keep);
      if (gone) age = gone.worth;
      return gone;
    },
  };
}
