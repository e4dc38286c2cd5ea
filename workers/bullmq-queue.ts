import { hash } from 'node:crypto';
import { Queue } from 'bullmq';
import type { OfferResult, WriteQueue } from '#cache';
import {
  type BullmqPlace,
  connectProducer,
  DEFAULT_MAX_DEAD_LETTERS,
  evictionProblem,
  prefixOf,
  QUEUE_NAME,
  type RedisMemory,
  readMemory,
  withoutCommand,
} from './bullmq-connection.ts';

export interface BullmqQueueOptions<Job> extends BullmqPlace {
  /** The job as text; two jobs of the same text are one while they wait. */
  readonly encode: (job: Job) => string;
  /** Jobs that may wait in Redis, roughly: it is counted once a second. One more is dropped. */
  readonly max: number;
  /** Takes jobs while Redis is down, slow or full. Closed with this queue. */
  readonly fallback: WriteQueue<Job>;
  /** Bytes of a job; default 0. */
  readonly sizeOf?: (job: Job) => number;
  /** Jobs on their way to Redis at once; more go to the fallback. Default 1,000. */
  readonly maxOnTheWay?: number;
  /** Bytes of them; default 16 MiB. */
  readonly maxBytesOnTheWay?: number;
  /** Times a worker tries a job before it is a dead letter; default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second try, doubled for each further one; default 1,000. */
  readonly backoffMs?: number;
  /** Jobs that failed for good and are kept, the latest ones; default 1,000. */
  readonly maxDeadLetters?: number;
  /** Milliseconds after which Redis is too slow for a job; default 500. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds between two counts; default 1,000. */
  readonly countEveryMs?: number;
  /** Redis has the job: it outlasts this process. */
  readonly onHandedOver?: (job: Job) => void;
  /** The job was queued here, Redis did not take it and the fallback had no room. */
  readonly onLost: (job: Job, why: 'dropped', error: unknown) => void;
  /** Something to set right in Redis, in words for the log; each is told when it is new. */
  readonly onWarning?: (message: string) => void;
  /** Jobs go to the fallback (once, with why), and undefined when they go to Redis again. */
  readonly onState?: (error: Error | undefined) => void;
}

/** What is in Redis, at the last count. */
export interface BullmqCounts {
  /** Jobs nobody works on: offered, or to be tried again. */
  readonly waiting: number;
  readonly running: number;
  readonly deadLetters: number;
}

export interface BullmqQueue<Job> extends WriteQueue<Job> {
  /** Undefined while Redis cannot be reached. */
  readonly counts: () => BullmqCounts | undefined;
  /** Resolves when Redis takes jobs; rejects with why it does not. */
  readonly check: () => Promise<void>;
}

const DEFAULT_MAX_ON_THE_WAY = 1_000;
const DEFAULT_MAX_BYTES_ON_THE_WAY = 16 * 1024 * 1024;
const DEFAULT_ATTEMPTS = 5;
const DEFAULT_BACKOFF_MS = 1_000;
const DEFAULT_COMMAND_TIMEOUT_MS = 500;
const DEFAULT_COUNT_EVERY_MS = 1_000;
/** Of `maxmemory`: the rest is for what workers write while they take jobs and end them. */
const MAX_MEMORY_SHARE = 0.85;
/** What a character of a job takes in Redis at most, nearly: UTF-8, quotes escaped once more. */
const BYTES_PER_CHARACTER = 2;

/**
 * `WriteQueue` in Redis, for workers of this process or others (`createBullmqWorker`): what it took outlasts the
 * process. Redis is not needed at the start; while it is down, slow or full jobs go to the fallback.
 *
 * There is one lane. Workers start jobs about in the order offered; a job that is tried again, that came by the
 * fallback, or that another worker has, may be passed. A job may run twice: when Redis took it and did not say so in
 * time, or when a worker died over it. `depth` counts what Redis had at the last count, too; `drain` waits for what
 * only this process has: until Redis has it, or the fallback did it.
 */
export function createBullmqQueue<Job>(options: BullmqQueueOptions<Job>): BullmqQueue<Job> {
  const { fallback, sizeOf = () => 0 } = options;
  const maxOnTheWay = options.maxOnTheWay ?? DEFAULT_MAX_ON_THE_WAY;
  const maxBytesOnTheWay = options.maxBytesOnTheWay ?? DEFAULT_MAX_BYTES_ON_THE_WAY;
  const onTheWay = new Set<Promise<void>>();
  let bytesOnTheWay = 0;
  let counts: BullmqCounts | undefined;
  let takenSinceCount = 0;
  /** Bytes that Redis may still take before the next count. */
  let room = 0;
  let isFallingBack = false;
  let down: Error | undefined;
  let warned: string | undefined;
  let closed = false;

  const redis = connectProducer(options.url, options.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS);
  const queue = new Queue<string>(QUEUE_NAME, {
    connection: redis,
    prefix: prefixOf(options),
    skipWaitingForReady: true, // otherwise an `add` hangs while Redis is down at the start
    skipVersionCheck: true, // it would have to succeed at the start, and prints its warnings
    skipMetasUpdate: true,
    defaultJobOptions: {
      attempts: options.attempts ?? DEFAULT_ATTEMPTS,
      backoff: { type: 'exponential', delay: options.backoffMs ?? DEFAULT_BACKOFF_MS },
      removeOnComplete: true,
      removeOnFail: { count: options.maxDeadLetters ?? DEFAULT_MAX_DEAD_LETTERS },
      stackTraceLimit: 1,
    },
  });
  queue.on('error', () => {}); // told by the command that failed, or by the connection

  const fallBack = (error: unknown): void => {
    room = 0;
    if (isFallingBack || closed) return;
    isFallingBack = true;
    options.onState?.(withoutCommand(error));
  };

  const warn = (memory: RedisMemory | undefined): void => {
    const problem = evictionProblem(memory);
    if (problem !== undefined && problem !== warned) options.onWarning?.(problem);
    warned = problem;
  };

  const look = async (): Promise<void> => {
    const [jobs, memory] = await Promise.all([countJobs(queue), readMemory(redis)]);
    const { wait = 0, delayed = 0, active = 0, failed = 0 } = jobs;
    counts = { waiting: wait + delayed, running: active, deadLetters: failed };
    takenSinceCount = 0;
    room = roomOf(memory);
    warn(memory);
  };

  const count = async (): Promise<void> => {
    try {
      await look();
      if (room <= 0) return fallBack(noRoom());
      if (isFallingBack) options.onState?.(undefined);
      isFallingBack = false;
    } catch (error) {
      counts = undefined;
      fallBack(error);
    }
  };

  redis.on('ready', () => {
    down = undefined;
    void count();
  });
  redis.on('error', (error) => {
    down ??= withoutCommand(error);
    fallBack(error);
  });
  redis.on('close', () => {
    counts = undefined;
    room = 0;
  });
  const counting = setInterval(() => void count(), options.countEveryMs ?? DEFAULT_COUNT_EVERY_MS).unref();

  const handOver = async (job: Job, text: string, bytes: number): Promise<void> => {
    try {
      await queue.add('write', text, { jobId: hash('sha256', text, 'base64url') });
    } catch (error) {
      fallBack(error);
      if (fallback.offer(job) === 'dropped') options.onLost(job, 'dropped', withoutCommand(error));
      return;
    } finally {
      bytesOnTheWay -= bytes;
    }
    options.onHandedOver?.(job);
  };

  const isOnlyHere = (bytes: number): boolean =>
    room <= 0 || onTheWay.size >= maxOnTheWay || bytesOnTheWay + bytes > maxBytesOnTheWay;

  const take = (job: Job): OfferResult => {
    const bytes = sizeOf(job);
    if (isOnlyHere(bytes)) return fallback.offer(job);
    if (counts && counts.waiting + takenSinceCount >= options.max) return 'dropped';
    const text = options.encode(job);
    takenSinceCount++;
    room -= text.length * BYTES_PER_CHARACTER;
    bytesOnTheWay += bytes;
    const handingOver = handOver(job, text, bytes).finally(() => onTheWay.delete(handingOver));
    onTheWay.add(handingOver);
    return 'queued';
  };

  return {
    offer: (job) => {
      if (closed) return 'dropped';
      try {
        return take(job);
      } catch {
        return 'dropped'; // it has no text
      }
    },
    depth: () => onTheWay.size + fallback.depth() + (counts ? counts.waiting + counts.running : 0),
    counts: () => counts,
    check: async () => {
      await look().catch((error: unknown) => {
        // Without a connection the client only says that there is none.
        throw redis.status === 'ready' ? withoutCommand(error) : (down ?? new Error('not connected yet'));
      });
      if (room <= 0) throw noRoom();
    },
    drain: async (signal) => {
      await settled([...onTheWay], signal);
      await fallback.drain(signal);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(counting);
      await Promise.all(onTheWay); // each ends within a command timeout
      await queue.close().catch(() => {});
      await redis.quit().catch(() => {});
      redis.disconnect();
      await fallback.close();
    },
  };
}

/** Full up to the last byte a Redis gives its workers no jobs any more, and never gets emptier. */
function roomOf(memory: RedisMemory | undefined): number {
  if (!memory || memory.maxBytes === 0) return Number.POSITIVE_INFINITY;
  return memory.maxBytes * MAX_MEMORY_SHARE - memory.usedBytes;
}

const noRoom = (): Error => new Error('Redis has no memory left but what its workers need');

const countJobs = (queue: Queue<string>) => queue.getJobCounts('wait', 'delayed', 'active', 'failed');

/** Resolves when all are done; rejects with the signal's reason when it aborts first. */
async function settled(work: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
  if (work.length === 0) return;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([Promise.all(work), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
