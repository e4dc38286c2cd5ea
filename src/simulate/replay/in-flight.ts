/** A call that the log says was under way. */
export interface Flight<T> {
  readonly until: number;
  readonly what: T;
}

/** Calls under way, by when they end: an answer is in the cache from its end on, not from its beginning. */
export interface InFlight<T> {
  readonly add: (key: string, flight: Flight<T>) => void;
  /** The call for this key that is not over. */
  readonly find: (key: string) => Flight<T> | undefined;
  /** Takes out, earliest first, what is over at this time. */
  readonly over: (time: number) => readonly Flight<T>[];
  readonly size: () => number;
}

/** @param most calls held; past it the earliest is over before its time */
export function createInFlight<T>(most: number): InFlight<T> {
  const heap: (Flight<T> & { readonly key: string })[] = [];
  const byKey = new Map<string, Flight<T>>();

  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]];
    if (one && other) [heap[a], heap[b]] = [other, one];
  };
  const untilOf = (at: number): number => heap[at]?.until ?? Number.POSITIVE_INFINITY;

  const pop = (): Flight<T> | undefined => {
    swap(0, heap.length - 1);
    const first = heap.pop();
    for (let at = 0; ; ) {
      const least = untilOf(2 * at + 1) <= untilOf(2 * at + 2) ? 2 * at + 1 : 2 * at + 2;
      if (untilOf(least) >= untilOf(at)) break;
      swap(at, least);
      at = least;
    }
    if (first && byKey.get(first.key)?.what === first.what) byKey.delete(first.key);
    return first;
  };

  return {
    add: (key, flight) => {
      heap.push({ ...flight, key });
      byKey.set(key, flight);
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (untilOf(parent) <= untilOf(at)) break;
        swap(at, parent);
        at = parent;
      }
    },
    find: (key) => byKey.get(key),
    over: (time) => {
      const ended: Flight<T>[] = [];
      while (untilOf(0) <= time || heap.length > most) {
        const flight = pop();
        if (flight) ended.push(flight);
      }
      return ended;
    },
    size: () => heap.length,
  };
}
