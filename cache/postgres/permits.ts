/** A number of permits and a bounded queue for them. */
export interface Permits {
  /**
   * Resolves once the caller holds one.
   * @throws the signal's reason when that aborts first; an Error when the queue is full or it took too long
   */
  readonly take: (signal?: AbortSignal) => Promise<void>;
  readonly giveBack: () => void;
  readonly waiting: () => number;
}

export interface PermitsOptions {
  readonly permits: number;
  /** Callers that wait at most; one more is refused. */
  readonly maxWaiting: number;
  /** Milliseconds one of them waits at most. */
  readonly waitMs: number;
}

interface Waiter {
  readonly resolve: () => void;
}

export function createPermits({ permits, maxWaiting, waitMs }: PermitsOptions): Permits {
  const queue = new Set<Waiter>();
  let free = permits;

  const wait = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const waiter = {
        resolve: () => {
          leave();
          resolve();
        },
      };
      const timer = setTimeout(() => {
        leave();
        reject(new Error(`no connection became free within ${waitMs} ms`));
      }, waitMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.add(waiter);
    });

  return {
    take: async (signal) => {
      signal?.throwIfAborted();
      if (free > 0) {
        free--;
        return;
      }
      if (queue.size >= maxWaiting) throw new Error(`${maxWaiting} calls wait for a connection already`);
      await wait(signal);
    },
    giveBack: () => {
      const [next] = queue;
      if (next) next.resolve();
      else free++;
    },
    waiting: () => queue.size,
  };
}
