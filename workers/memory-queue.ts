import type { OfferResult, WriteQueue } from '#cache';

export interface MemoryQueueOptions<Job> {
  /** Jobs that may wait; one more is dropped. */
  readonly max: number;
  readonly process: (job: Job, signal: AbortSignal) => Promise<void>;
  /** Jobs in work at once. */
  readonly concurrency: number;
  /** A job failed for good, or was dropped at the bound. */
  readonly onLost: (job: Job, why: 'failed' | 'dropped', error: unknown) => void;
}

/** `WriteQueue` inside this process: what waits in it is lost with the process. */
export function createMemoryQueue<Job>(options: MemoryQueueOptions<Job>): WriteQueue<Job> {
  const waiting: Job[] = [];
  let running = 0;
  let closed = false;
  let idle: (() => void)[] = [];
  const stop = new AbortController();

  const next = (): void => {
    while (running < options.concurrency) {
      const job = waiting.shift();
      if (job === undefined) break;
      running++;
      void run(job);
    }
    if (running > 0) return;
    for (const wake of idle) wake();
    idle = [];
  };

  const run = async (job: Job): Promise<void> => {
    try {
      await options.process(job, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) options.onLost(job, 'dropped', undefined);
      else options.onLost(job, 'failed', error);
    }
    running--;
    next();
  };

  return {
    offer: (job): OfferResult => {
      if (closed || waiting.length >= options.max) {
        options.onLost(job, 'dropped', undefined);
        return 'dropped';
      }
      waiting.push(job);
      next();
      return 'queued';
    },
    depth: () => waiting.length + running,
    drain: (signal) =>
      new Promise((resolve, reject) => {
        if (waiting.length + running === 0) return resolve();
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        idle.push(resolve);
      }),
    close: () => {
      closed = true;
      for (const job of waiting.splice(0)) options.onLost(job, 'dropped', undefined);
      stop.abort(new DOMException('the queue is closed', 'AbortError'));
      return Promise.resolve();
    },
  };
}
