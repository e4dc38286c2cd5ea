import type { OfferResult, WriteQueue } from '#cache';

export interface MemoryQueueOptions<Job> {
  /** Jobs that may wait; one more is dropped. */
  readonly max: number;
  /** Bytes of all jobs, waiting or in work; a job that does not fit is dropped. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Default 0. */
  readonly sizeOf?: (job: Job) => number;
  readonly process: (job: Job, signal: AbortSignal) => Promise<void>;
  /** Jobs of one lane in work at once. */
  readonly concurrency: number;
  /** Jobs of one lane run in the order offered; lanes never wait for each other. Default: one lane. */
  readonly laneOf?: (job: Job) => string;
  /** A job that was queued failed for good, or was dropped when the queue closed. */
  readonly onLost: (job: Job, why: 'failed' | 'dropped', error: unknown) => void;
}

interface Lane<Job> {
  readonly waiting: Job[];
  running: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** `WriteQueue` inside this process: what waits in it is lost with the process. */
export function createMemoryQueue<Job>(options: MemoryQueueOptions<Job>): WriteQueue<Job> {
  const { max, maxBytes = DEFAULT_MAX_BYTES, sizeOf = () => 0, laneOf = () => '' } = options;
  const lanes = new Map<string, Lane<Job>>();
  let waiting = 0;
  let running = 0;
  let bytes = 0;
  let closed = false;
  let idle: (() => void)[] = [];
  const stop = new AbortController();

  const laneFor = (job: Job): Lane<Job> => {
    const name = laneOf(job);
    const lane = lanes.get(name) ?? { waiting: [], running: 0 };
    lanes.set(name, lane);
    return lane;
  };

  const next = (lane: Lane<Job>): void => {
    while (lane.running < options.concurrency) {
      const job = lane.waiting.shift();
      if (job === undefined) break;
      waiting--;
      running++;
      lane.running++;
      void run(lane, job);
    }
    if (waiting + running > 0) return;
    for (const wake of idle) wake();
    idle = [];
  };

  const run = async (lane: Lane<Job>, job: Job): Promise<void> => {
    try {
      await options.process(job, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) options.onLost(job, 'dropped', undefined);
      else options.onLost(job, 'failed', error);
    }
    bytes -= sizeOf(job);
    running--;
    lane.running--;
    next(lane);
  };

  return {
    offer: (job): OfferResult => {
      const size = sizeOf(job);
      if (closed || waiting >= max || bytes + size > maxBytes) return 'dropped';
      const lane = laneFor(job);
      lane.waiting.push(job);
      waiting++;
      bytes += size;
      next(lane);
      return 'queued';
    },
    depth: () => waiting + running,
    drain: (signal) =>
      new Promise((resolve, reject) => {
        if (waiting + running === 0) return resolve();
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        idle.push(resolve);
      }),
    close: () => {
      closed = true;
      const left = [...lanes.values()].flatMap((lane) => lane.waiting.splice(0));
      waiting = 0;
      for (const job of left) options.onLost(job, 'dropped', undefined);
      stop.abort(new DOMException('the queue is closed', 'AbortError'));
      return Promise.resolve();
    },
  };
}
