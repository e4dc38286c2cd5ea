/** Items by rising priority, for priorities that change more often than the smallest is asked for. */
export interface LazyHeap<T> {
  readonly push: (item: T) => void;
  /** The item of the smallest priority; undefined when none is left. */
  readonly peek: () => T | undefined;
  readonly pop: () => T | undefined;
  /** Items held, gone ones included: not much more than twice the live ones. */
  readonly size: () => number;
}

export interface LazyHeapOptions<T> {
  /** The item's priority now, undefined once it is gone. It may rise at any time, unannounced; it may not fall. */
  readonly priorityOf: (item: T) => number | undefined;
  /** How many items are not gone, so that the heap knows when the gone ones are worth sweeping out. */
  readonly live: () => number;
}

const SWEEP_FROM = 64;

/**
 * A binary heap that hears of nothing: what it knows of an item is a lower bound, brought up to date when the item
 * comes to the top. A change costs nothing when it happens, and each costs O(log n) at most once, later.
 */
export function createLazyHeap<T>({ priorityOf, live }: LazyHeapOptions<T>): LazyHeap<T> {
  let items: T[] = [];
  let bounds: number[] = [];

  const boundAt = (at: number): number => bounds[at] ?? Number.POSITIVE_INFINITY;

  const write = (at: number, item: T, bound: number): void => {
    items[at] = item;
    bounds[at] = bound;
  };

  const siftUp = (item: T, bound: number, start: number): void => {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (boundAt(parent) <= bound) break;
      write(at, items[parent] as T, boundAt(parent));
      at = parent;
    }
    write(at, item, bound);
  };

  const siftDown = (item: T, bound: number, start: number): void => {
    let at = start;
    for (;;) {
      const left = 2 * at + 1;
      const child = boundAt(left + 1) < boundAt(left) ? left + 1 : left;
      if (child >= items.length || bound <= boundAt(child)) break;
      write(at, items[child] as T, boundAt(child));
      at = child;
    }
    write(at, item, bound);
  };

  const removeTop = (): void => {
    const item = items.pop();
    const bound = bounds.pop();
    if (item !== undefined && bound !== undefined && items.length > 0) siftDown(item, bound, 0);
  };

  const sweep = (): void => {
    const left = items.filter((item) => priorityOf(item) !== undefined);
    items = [];
    bounds = [];
    for (const item of left) siftUp(item, priorityOf(item) ?? 0, items.length);
  };

  const peek = (): T | undefined => {
    for (;;) {
      const item = items[0];
      if (item === undefined) return undefined;
      const priority = priorityOf(item);
      if (priority === undefined) removeTop();
      else if (priority > boundAt(0)) siftDown(item, priority, 0);
      else return item;
    }
  };

  return {
    push: (item) => {
      if (items.length > SWEEP_FROM && items.length > 2 * live()) sweep();
      siftUp(item, priorityOf(item) ?? 0, items.length);
    },
    peek,
    pop: () => {
      const item = peek();
      if (item !== undefined) removeTop();
      return item;
    },
    size: () => items.length,
  };
}
