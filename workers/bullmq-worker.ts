import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  type BullmqPlace,
  connectConsumer,
  DEFAULT_MAX_DEAD_LETTERS,
  evictionProblem,
  prefixOf,
  QUEUE_NAME,
  readMemory,
  withoutCommand,
} from './bullmq-connection.ts';
import { createNewestOnly, type JobVersion } from './newest-only.ts';

export interface BullmqWorkerOptions<Job> extends BullmqPlace {
  /** The job in the text. What it throws makes the text a dead letter at once. */
  readonly decode: (text: string) => Job;
  /** Rejects for another try later; `signal` aborts when the worker closes without waiting for it. */
  readonly process: (job: Job, signal: AbortSignal) => Promise<void>;
  /** Jobs in work at once; there are no lanes. */
  readonly concurrency: number;
  /** Older versions of what this worker has begun are left out: a job that is tried again may come after its successor. */
  readonly versionOf?: (job: Job) => JobVersion;
  /** Jobs that failed for good and are kept, the latest ones; default 1,000. */
  readonly maxDeadLetters?: number;
  /** Milliseconds after which a job of a worker that died is another's; default 30,000. */
  readonly lockMs?: number;
  /** A try failed. `job` is undefined where its text cannot be read. */
  readonly onFailed?: (failure: JobFailure<Job>) => void;
  /** Something else went wrong, in Redis or between it and the worker, which goes on. The same is told once a minute. */
  readonly onError?: (error: Error) => void;
  /** Something to set right in Redis, in words for the log; each is told when it is new. */
  readonly onWarning?: (message: string) => void;
  /** Redis cannot be reached (once, with why), and undefined when it can be again. */
  readonly onState?: (error: Error | undefined) => void;
}

export interface JobFailure<Job> {
  readonly job: Job | undefined;
  readonly error: Error;
  /** Tries so far. */
  readonly attempts: number;
  /** It is a dead letter now. */
  readonly isFinal: boolean;
}

export interface BullmqWorker {
  /** Jobs in work. */
  readonly running: () => number;
  /** Resolves when Redis can be reached; rejects with why not. */
  readonly check: () => Promise<void>;
  /**
   * Begins no further job and waits for those in work; when `signal` aborts first they are aborted, and are tried
   * again later. Without a signal it waits 10 s.
   */
  readonly close: (signal?: AbortSignal) => Promise<void>;
}

const DEFAULT_LOCK_MS = 30_000;
/** A worker's blocking read lasts 5 s (`drainDelay`), with delayed jobs 10 s at most. */
const SILENCE_MS = 15_000;
const CHECK_MS = 1_000;
const CLOSE_MS = 10_000;
/** What a close waits for beyond the jobs. */
const GOODBYE_MS = 1_000;
const RETRY_MS = 1_000;
/** A job is a dead letter when that many workers in a row died over it. */
const MAX_STALLED = 3;
/** An error that comes again is told again after this long. */
const TELL_AGAIN_MS = 60_000;
const REMEMBERED_VERSIONS = 10_000;

/**
 * Works off what `createBullmqQueue` took, in this process or another one. Redis is not needed at the start; the worker
 * waits for it, however often it goes, and goes on by itself. A job whose worker dies is another's after `lockMs`.
 */
export function createBullmqWorker<Job>(options: BullmqWorkerOptions<Job>): BullmqWorker {
  const newest = createNewestOnly(REMEMBERED_VERSIONS);
  const stop = new AbortController();
  const lockDuration = options.lockMs ?? DEFAULT_LOCK_MS;
  let running = 0;
  let idle = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  let isDown = false;
  let warned: string | undefined;
  let told = { message: '', at: 0 };

  const redis = connectConsumer(options.url, SILENCE_MS, () => closing !== undefined);
  redis.on('ready', () => {
    if (isDown) options.onState?.(undefined);
    isDown = false;
    void warn();
  });
  redis.on('error', (error) => {
    if (isDown || closing) return;
    isDown = true;
    options.onState?.(withoutCommand(error));
  });
  const warn = async (): Promise<void> => {
    const problem = await readMemory(redis).then(evictionProblem, () => warned); // asked again with the next connection
    if (problem !== undefined && problem !== warned) options.onWarning?.(problem);
    warned = problem;
  };

  const perform = async (text: string): Promise<void> => {
    const job = decodeOrRefuse(options, text);
    const version = options.versionOf?.(job);
    if (version && newest.isLate(version)) return;
    running++;
    try {
      await options.process(job, stop.signal);
    } finally {
      running--;
      if (running === 0) {
        idle.resolve();
        idle = Promise.withResolvers();
      }
    }
  };

  const worker = new Worker<string>(QUEUE_NAME, (job) => perform(job.data), {
    connection: redis,
    prefix: prefixOf(options),
    autorun: false,
    concurrency: options.concurrency,
    lockDuration,
    stalledInterval: Math.ceil(lockDuration / 2),
    maxStalledCount: MAX_STALLED,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: options.maxDeadLetters ?? DEFAULT_MAX_DEAD_LETTERS },
    runRetryDelay: RETRY_MS,
    skipVersionCheck: true, // it would have to succeed at the start, and prints its warnings
  });

  const tell = (error: Error): void => {
    const now = performance.now();
    if (error.message === told.message && now - told.at < TELL_AGAIN_MS) return;
    told = { message: error.message, at: now };
    options.onError?.(withoutCommand(error));
  };

  /** BullMQ asks again at once when Redis refuses (it is full, or a replica): thousands of times a second. */
  const rest = (): void => {
    if (worker.isPaused()) return;
    worker.pause(true).catch(() => {});
    setTimeout(() => {
      if (!closing) worker.resume().catch(() => {});
    }, RETRY_MS).unref();
  };

  worker.on('error', (error) => {
    if (isDown || closing) return;
    tell(error);
    if (error.name === 'ReplyError') rest();
  });
  worker.on('failed', (job, error) => {
    options.onFailed?.({
      job: job && decodeOrNothing(options, job.data),
      error: withoutCommand(error),
      attempts: job?.attemptsMade ?? 0,
      isFinal: !job || Boolean(job.finishedOn),
    });
  });

  const run = (): void => {
    if (closing || worker.isRunning() || worker.isPaused()) return;
    worker.run().catch(tell);
  };
  run();
  const keepRunning = setInterval(run, RETRY_MS).unref();

  const close = async (signal: AbortSignal): Promise<void> => {
    clearInterval(keepRunning);
    const closed = worker.close().catch(() => {});
    if (running > 0) await Promise.race([idle.promise, aborted(signal)]);
    stop.abort(new DOMException('the worker is closed', 'AbortError'));
    await within(GOODBYE_MS, closed);
    // Whatever BullMQ still waits for, it waits for a connection.
    const blocking = await within(0, worker.getBackend().blockingClient);
    for (const client of [blocking, redis]) end(client as Redis | undefined);
    await within(GOODBYE_MS, closed);
  };

  return {
    running: () => running,
    check: async () => {
      if (redis.status !== 'ready') throw new Error('no connection to Redis');
      const answer = await within(CHECK_MS, redis.ping());
      if (answer === undefined) throw new Error('Redis does not answer');
    },
    close: (signal = AbortSignal.timeout(CLOSE_MS)) => {
      closing ??= Promise.resolve().then(() => close(signal));
      return closing;
    },
  };
}

function decodeOrRefuse<Job>({ decode }: Pick<BullmqWorkerOptions<Job>, 'decode'>, text: string): Job {
  try {
    return decode(text);
  } catch (error) {
    // What a JSON parser says quotes the text.
    const why = error instanceof SyntaxError ? 'no JSON' : withoutCommand(error).message;
    throw new UnrecoverableError(`unreadable job: ${why}`);
  }
}

function decodeOrNothing<Job>(
  { decode }: Pick<BullmqWorkerOptions<Job>, 'decode'>,
  text: string,
): Job | undefined {
  try {
    return decode(text);
  } catch {
    return undefined;
  }
}

/** Ends a connection in whatever state it is. One that waits for its next try says so only when it tries. */
function end(redis: Redis | undefined): void {
  if (!redis || redis.status === 'end') return;
  if (redis.status === 'reconnecting') redis.connect().catch(() => {});
  else redis.disconnect();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What the promise gives, or undefined when it takes longer or rejects. */
async function within<T>(milliseconds: number, promise: Promise<T> | undefined): Promise<T | undefined> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise?.catch(() => undefined), late]);
  } finally {
    timer.abort();
  }
}
