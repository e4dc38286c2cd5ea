import { type Job, Queue } from 'bullmq';
import {
  type BullmqPlace,
  connectProducer,
  evictionProblem,
  prefixOf,
  QUEUE_NAME,
  readMemory,
  withoutCommand,
} from './bullmq-connection.ts';

/** A job that failed for good. */
export interface DeadLetter {
  readonly id: string;
  /** Why, in the words of the last try. */
  readonly reason: string;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
  /** The job as it was encoded: an answer and its question. */
  readonly text: string;
}

export interface DeadLetters {
  readonly count: () => Promise<number>;
  /** The oldest ones first. */
  readonly list: (limit: number) => Promise<readonly DeadLetter[]>;
  /** Gives those that are there now their full number of tries again; tells how many. */
  readonly retryAll: () => Promise<number>;
  /** Workers that are connected now; rejects where the server does not tell. */
  readonly workers: () => Promise<number>;
  /** What is wrong with the memory settings of the Redis, in words; undefined when nothing is. */
  readonly evictionProblem: () => Promise<string | undefined>;
  /** Removes those that are there now; tells how many. */
  readonly drop: () => Promise<number>;
  readonly close: () => Promise<void>;
}

const COMMAND_TIMEOUT_MS = 5_000;
const AT_A_TIME = 100;

/** For the command line. Rejects when Redis cannot be reached at once. */
export async function openBullmqDeadLetters(place: BullmqPlace): Promise<DeadLetters> {
  const redis = connectProducer(place.url, COMMAND_TIMEOUT_MS, { once: true });
  let cause: unknown;
  redis.once('error', (error) => {
    cause = error;
  });
  await redis.connect().catch((error: unknown) => {
    throw withoutCommand(cause ?? error);
  });
  const queue = new Queue<string>(QUEUE_NAME, {
    connection: redis,
    prefix: prefixOf(place),
    skipVersionCheck: true,
    skipMetasUpdate: true,
  });
  queue.on('error', () => {}); // told by the command that failed

  const oldest = async (most: number): Promise<readonly Job<string>[]> =>
    most < 1 ? [] : (await queue.getJobs('failed', 0, most - 1, true)).filter((job) => job !== undefined);

  /** Does something to each of those that failed before now, so that what fails again meanwhile is left alone. */
  const forEach = async (act: (job: Job<string>) => Promise<void>): Promise<number> => {
    const before = Date.now();
    let acted = 0;
    for (;;) {
      const jobs = (await oldest(AT_A_TIME)).filter((job) => (job.finishedOn ?? 0) <= before);
      const done = await Promise.allSettled(jobs.map(act));
      const succeeded = done.filter(({ status }) => status === 'fulfilled').length;
      acted += succeeded;
      const failure = done.find((result) => result.status === 'rejected');
      if (succeeded === 0 && failure) throw failure.reason;
      if (succeeded === 0) return acted;
    }
  };

  return {
    count: () => queue.getFailedCount(),
    list: async (limit) => (await oldest(limit)).map(letterOf),
    retryAll: () =>
      forEach((job) => job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })),
    drop: () => forEach((job) => job.remove()),
    workers: () => queue.getWorkersCount(),
    evictionProblem: async () => evictionProblem(await readMemory(redis)),
    close: async () => {
      await queue.close().catch(() => {});
      redis.disconnect();
    },
  };
}

function letterOf(job: Job<string>): DeadLetter {
  return {
    id: job.id ?? '',
    reason: job.failedReason ?? '',
    attempts: job.attemptsMade,
    failedAt: job.finishedOn ?? job.timestamp,
    text: job.data,
  };
}
