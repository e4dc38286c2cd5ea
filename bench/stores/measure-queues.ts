import { encodeWriteJob, type WriteJob, type WriteQueue } from '#cache';
import { createHistogram, summarise } from '../load/histogram.ts';
import type { NamedAdapter } from './adapter.ts';
import { byTurns, ratesByTurns } from './by-turns.ts';
import { bytesOf, createEntrySource } from './entries.ts';
import type { QueuesFigures } from './report.ts';
import { CONCURRENCY } from './write-queues.ts';

type Queue = NamedAdapter<WriteQueue<WriteJob>>;

/** What becomes of the jobs: counted, and told to who waits. */
export interface Workplace {
  readonly workOf: (name: string) => (job: WriteJob) => Promise<void>;
  /** Resolves when the queue has done `count` jobs more. */
  readonly done: (name: string, count: number) => Promise<void>;
}

/** Less than BullMQ's queue has on the way to Redis at most: more would go round by the process. */
const BURST = 500;
const SINGLES = 1_000;
const BLOCK = 50;
const DEADLINE_MS = 60_000;

/** Work that costs nothing: what remains is the queue. */
export function createWorkplace(): Workplace {
  const waiting = new Map<string, { left: number; readonly resolve: () => void }>();
  return {
    workOf: (name) => async () => {
      const one = waiting.get(name);
      if (one && --one.left === 0) one.resolve();
    },
    done: (name, count) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Error(`${name} did not do ${count} jobs within ${DEADLINE_MS} ms`));
        const timer = setTimeout(late, DEADLINE_MS);
        waiting.set(name, {
          left: count,
          resolve: () => {
            clearTimeout(timer);
            resolve();
          },
        });
      }),
  };
}

export async function measureQueues(
  queues: readonly Queue[],
  workplace: Workplace,
  jobs: number,
  say: (line: string) => void,
): Promise<Omit<QueuesFigures, 'seconds'>> {
  const source = createEntrySource(Date.now());
  const jobOf = (number: number): WriteJob => ({
    ...{ entry: source.entry(number), compatKey: 'bench', embed: false, check: undefined },
  });
  const all = Array.from({ length: jobs + SINGLES }, (_, number) => jobOf(number));

  say(`${jobs} jobs, ${BURST} at a time`);
  const offerMs = new Map<Queue, number>();
  const rates = await ratesByTurns(queues, { count: jobs, block: BURST }, async (queue, from, to) => {
    const done = workplace.done(queue.name, to - from);
    const started = performance.now();
    for (let number = from; number < to; number++) offer(queue, all[number]);
    offerMs.set(queue, (offerMs.get(queue) ?? 0) + performance.now() - started);
    await done;
  });
  say('one at a time');
  const toWork = await byTurns(queues, { count: SINGLES, block: BLOCK }, async (queue, index) => {
    const done = workplace.done(queue.name, 1);
    offer(queue, all[jobs + index]);
    await done;
  });
  return {
    jobs,
    burst: BURST,
    bytes: bytesOf(
      all.slice(0, 100).map(({ entry }) => entry),
      (entry) => encodeWriteJob({ entry, compatKey: 'bench', embed: false, check: undefined }),
    ),
    concurrency: CONCURRENCY,
    queues: queues.map((queue) => ({
      name: queue.name,
      offersPerSecond: (jobs / (offerMs.get(queue) ?? 0)) * 1000,
      jobsPerSecond: rates.get(queue) ?? 0,
      toWork: summarise(toWork.get(queue) ?? createHistogram()),
    })),
  };
}

function offer({ name, port }: Queue, job: WriteJob | undefined): void {
  if (!job || port.offer(job) !== 'queued') throw new Error(`${name} did not take a job`);
}
