import { afterEach, describe, expect, test } from 'vitest';
import type { WriteQueue } from '#cache';
import { until } from '../kit/until.ts';

/** A job of the contract: its name is what it is. */
export interface NamedJob {
  readonly name: string;
}

export interface WriteQueueSetup {
  /** Jobs that may wait. */
  readonly max: number;
  /** Jobs in work at once. */
  readonly concurrency: number;
  readonly process: (job: NamedJob, signal: AbortSignal) => Promise<void>;
}

export interface WriteQueueHarness {
  readonly queue: WriteQueue<NamedJob>;
  /** Names of the jobs that were queued and then told as lost. */
  readonly lost: readonly string[];
  /** Names of the jobs that outlast the queue. */
  readonly kept: () => Promise<readonly string[]>;
  readonly dispose: () => Promise<void>;
}

const patience = AbortSignal.timeout(60_000);

/** What every `WriteQueue` promises. One line per adapter: `writeQueueContract('BullMQ', open)`. */
export function writeQueueContract(
  adapter: string,
  open: (setup: WriteQueueSetup) => Promise<WriteQueueHarness>,
): void {
  describe(`${adapter} as WriteQueue`, () => {
    let harness: WriteQueueHarness | undefined;
    let ends: Map<string, PromiseWithResolvers<void>>;
    let started: string[];

    const openWith = async (changes: Partial<WriteQueueSetup> = {}): Promise<WriteQueue<NamedJob>> => {
      started = [];
      const process = async ({ name }: NamedJob): Promise<void> => void started.push(name);
      harness = await open({ max: 1_000, concurrency: 1, process, ...changes });
      return harness.queue;
    };
    /** Jobs that end when the test says so, or when they are aborted. */
    const waiting = async ({ name }: NamedJob, signal: AbortSignal): Promise<void> => {
      started.push(name);
      const end = Promise.withResolvers<void>();
      ends.set(name, end);
      const abort = () => end.reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      await end.promise;
    };
    const offer = (queue: WriteQueue<NamedJob>, ...names: readonly string[]) =>
      names.map((name) => queue.offer({ name }));

    afterEach(async () => {
      for (const end of ends?.values() ?? []) end.resolve();
      await harness?.dispose();
      harness = undefined;
    });

    test('[C21] jobs are done in the order offered', async () => {
      const queue = await openWith();
      const names = Array.from({ length: 100 }, (_, i) => `job ${i}`);
      expect(offer(queue, ...names)).toEqual(names.map(() => 'queued'));
      await until('all are done', () => started.length >= 100);
      expect(started).toEqual(names);
      await until('nothing is left', () => queue.depth() === 0);
    });

    test('[C21] as many jobs as may be are in work at once, and no more', async () => {
      ends = new Map();
      const queue = await openWith({ concurrency: 2, process: waiting });
      offer(queue, 'a', 'b', 'c', 'd');
      await until('two began', () => started.length === 2);
      expect(started).toEqual(['a', 'b']);
      ends.get('b')?.resolve();
      await until('the third began', () => started.length === 3);
      expect(started).toEqual(['a', 'b', 'c']);
      await until('all that are left count', () => queue.depth() === 3);
    });

    test('[C21] a job that fails never stops the next one', async () => {
      const queue = await openWith({
        process: async ({ name }) => {
          if (name === 'bad') throw new Error('disk full');
          started.push(name);
        },
      });
      offer(queue, 'a', 'bad', 'b');
      await until('the next one is done', () => started.length === 2);
      expect(started).toEqual(['a', 'b']);
    });

    test('[C21] it is bounded: what is over is dropped at once, and told to nobody else', async () => {
      ends = new Map();
      const queue = await openWith({ max: 5, process: waiting });
      const names = Array.from({ length: 50 }, (_, i) => `job ${i}`);
      const queued = offer(queue, ...names).filter((result) => result === 'queued');
      expect(queued.length).toBeGreaterThanOrEqual(5);
      expect(queued.length).toBeLessThanOrEqual(6); // five that wait, and one in work
      expect(harness?.lost).toEqual([]);
    });

    test('a drain waits for what was taken, or for its signal', async () => {
      ends = new Map();
      const queue = await openWith({ process: waiting });
      await queue.drain(patience);
      offer(queue, 'a');
      await expect(queue.drain(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
      const drained = queue.drain(patience);
      await until('the job began', () => ends.has('a'));
      ends.get('a')?.resolve();
      await drained;
    });

    test('a closed queue takes nothing; what it had is done, told as lost or kept', async () => {
      ends = new Map();
      const queue = await openWith({ process: waiting });
      offer(queue, 'a', 'b', 'c');
      await queue.close();
      expect(offer(queue, 'late')).toEqual(['dropped']);
      await until('nothing is missing', async () => {
        const known = new Set([...(harness?.lost ?? []), ...((await harness?.kept()) ?? [])]);
        return ['a', 'b', 'c'].every((name) => known.has(name));
      });
    });
  });
}
