import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryQueue } from '#workers';
import {
  type BullmqQueue,
  type BullmqQueueOptions,
  type BullmqWorker,
  type BullmqWorkerOptions,
  createBullmqQueue,
  createBullmqWorker,
  type JobFailure,
  openBullmqDeadLetters,
} from '#workers/bullmq';
import {
  describeWithRedis,
  freePort,
  type RedisServer,
  type RedisServerOptions,
  startRedis,
  succeeds,
} from '../kit/redis.ts';
import { until } from '../kit/until.ts';

interface Job {
  readonly name: string;
  readonly version?: number;
  readonly padding?: string;
}

const encode = (job: Job): string => JSON.stringify(job);
const decode = (text: string): Job => {
  const job = JSON.parse(text) as Job;
  if (typeof job.name !== 'string') throw new TypeError('no name');
  return job;
};
const CHILD = fileURLToPath(new URL('./bullmq-child.ts', import.meta.url));
const patience = () => AbortSignal.timeout(30_000);

describeWithRedis('the write queue in BullMQ', () => {
  let server: RedisServer | undefined;
  let closers: (() => Promise<unknown>)[];
  beforeEach(() => {
    closers = [];
  });
  afterEach(async () => {
    server?.thaw();
    for (const close of closers.toReversed()) await close();
    await server?.dispose();
    server = undefined;
  });

  const begin = async (options?: RedisServerOptions): Promise<RedisServer> => {
    server = await startRedis(options);
    return server;
  };

  /** A queue, and what it did with its jobs. */
  const openQueue = (url: string, options: Partial<BullmqQueueOptions<Job>> = {}, fallbackMax = 1_000) => {
    const fallenBack: string[] = [];
    const lost: string[] = [];
    const states: boolean[] = [];
    const warnings: string[] = [];
    const fallback = createMemoryQueue<Job>({
      max: fallbackMax,
      concurrency: 1,
      process: async ({ name }) => void fallenBack.push(name),
      onLost: ({ name }) => void lost.push(name),
    });
    const queue = createBullmqQueue<Job>({
      url,
      max: 100_000,
      encode,
      fallback,
      commandTimeoutMs: 300,
      countEveryMs: 20,
      backoffMs: 10,
      onLost: ({ name }) => void lost.push(name),
      onState: (error) => void states.push(error === undefined),
      onWarning: (message) => void warnings.push(message),
      ...options,
    });
    closers.push(queue.close);
    return { queue, fallenBack, lost, states, warnings };
  };
  const openReady = async (
    url: string,
    options: Partial<BullmqQueueOptions<Job>> = {},
    fallbackMax = 1_000,
  ) => {
    const opened = openQueue(url, options, fallbackMax);
    await inRedis(opened.queue);
    return opened;
  };
  const inRedis = (queue: BullmqQueue<Job>) => until('jobs go to Redis', () => succeeds(queue.check()));

  /** A worker, and what it did. */
  const work = (url: string, options: Partial<BullmqWorkerOptions<Job>> = {}) => {
    const done: string[] = [];
    const failures: JobFailure<Job>[] = [];
    const errors: string[] = [];
    const worker: BullmqWorker = createBullmqWorker<Job>({
      url,
      decode,
      concurrency: 5,
      process: async ({ name }) => void done.push(name),
      onFailed: (failure) => void failures.push(failure),
      onError: (error) => void errors.push(error.message),
      ...options,
    });
    closers.push(() => worker.close(AbortSignal.timeout(1_000)));
    return { worker, done, failures, errors };
  };

  /** A process that works on the same queue. */
  const spawnChild = (url: string, mode: string) => {
    const child = spawn(process.execPath, [CHILD, url, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    const exited = new Promise<{ readonly code: number | null }>((resolve) =>
      child.once('exit', (code) => resolve({ code })),
    );
    closers.push(() => {
      child.kill('SIGKILL');
      return exited;
    });
    return { output: () => output, errors: () => errors, exited, kill: () => child.kill('SIGKILL') };
  };

  const names = (count: number, prefix = 'job') => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);
  const offerAll = (queue: BullmqQueue<Job>, jobs: readonly string[]) =>
    jobs.map((name) => queue.offer({ name }));
  const waitingIn = async (queue: BullmqQueue<Job>, count: number): Promise<void> => {
    await until(
      () => `${count} jobs wait: ${JSON.stringify(queue.counts())}`,
      () => queue.counts()?.waiting === count,
    );
  };

  describe('in good times', () => {
    test('[C21] what it took outlasts the process: a worker that comes later does it', async () => {
      const { url } = await begin({ keepsData: true });
      const { queue, fallenBack } = await openReady(url);
      offerAll(queue, names(50));
      await queue.drain(patience());
      await queue.close();
      await server?.kill();
      await server?.start();
      const { done } = work(url, { concurrency: 1 });
      await until('all are done', () => done.length === 50);
      expect(done).toEqual(names(50));
      expect(fallenBack).toEqual([]);
    });

    test('a job that waits already is not taken twice; another answer to the same question is', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      for (let i = 0; i < 5; i++) queue.offer({ name: 'a', version: 1 });
      queue.offer({ name: 'a', version: 2 });
      await queue.drain(patience());
      await waitingIn(queue, 2);
      const versions: (number | undefined)[] = [];
      work(url, { concurrency: 1, process: async ({ version }) => void versions.push(version) });
      await until('both are done', () => versions.length === 2);
      expect(versions).toEqual([1, 2]);
      await until('nothing is left', () => queue.depth() === 0);
      queue.offer({ name: 'a', version: 1 });
      await until('a job that was done is taken again', () => versions.length === 3);
    });

    test('finished jobs leave nothing behind', async () => {
      const { url, client } = await begin();
      const { queue } = await openReady(url);
      const { done } = work(url);
      offerAll(queue, names(200));
      await until('all are done', () => done.length === 200);
      await until('no job is left', async () => {
        const keys = await client.keys('*');
        return keys.every((key) => /:(id|events|meta|marker|stalled-check)$/.test(key));
      });
    });

    test('a queue of a Redis that may drop jobs is warned about', async () => {
      const { url } = await begin({ policy: 'allkeys-lfu', maxMemory: '50mb' });
      const { warnings } = await openReady(url);
      const told: string[] = [];
      work(url, { onWarning: (message) => void told.push(message) });
      await until('both tell', () => warnings.length > 0 && told.length > 0);
      expect([...warnings, ...told]).toEqual([
        expect.stringContaining('allkeys-lfu'),
        expect.stringContaining('allkeys-lfu'),
      ]);
    });

    test('one of a Redis that drops none is not', async () => {
      const { url } = await begin();
      const { warnings, queue } = await openReady(url);
      await queue.check();
      expect(warnings).toEqual([]);
    });

    test('it is bounded by what waits in Redis, whoever offered it', async () => {
      const { url } = await begin();
      const one = await openReady(url, { max: 10 });
      const two = await openReady(url, { max: 10 });
      expect(offerAll(one.queue, names(12)).filter((result) => result === 'dropped')).toHaveLength(2);
      await waitingIn(two.queue, 10);
      expect(two.queue.offer({ name: 'one more' })).toBe('dropped');
      expect([...one.lost, ...two.lost, ...one.fallenBack, ...two.fallenBack]).toEqual([]);
    });

    test('a burst that Redis cannot take at once goes to the fallback: by jobs and by bytes', async () => {
      const { url } = await begin();
      const byJobs = await openReady(url, { maxOnTheWay: 10 });
      offerAll(byJobs.queue, names(30));
      await byJobs.queue.drain(patience());
      expect(byJobs.fallenBack).toEqual(names(30).slice(10));
      const byBytes = await openReady(url, { prefix: 'other', maxBytesOnTheWay: 100, sizeOf: () => 30 });
      offerAll(byBytes.queue, names(5));
      await byBytes.queue.drain(patience());
      expect(byBytes.fallenBack).toEqual(['job 3', 'job 4']);
      offerAll(byBytes.queue, names(3, 'later'));
      await byBytes.queue.drain(patience());
      expect(byBytes.fallenBack).toEqual(['job 3', 'job 4']);
    });

    test('a job without a text is dropped, and nothing is thrown', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url, {
        encode: () => {
          throw new Error('no text');
        },
      });
      expect(queue.offer({ name: 'a' })).toBe('dropped');
      expect(queue.depth()).toBe(0);
    });
  });

  describe('jobs that fail', () => {
    test('a job is tried again, later each time, and then done', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url, { attempts: 3 });
      let tries = 0;
      const { failures, done } = work(url, {
        process: async ({ name }) => {
          tries++;
          if (tries < 3) throw new Error(`not yet: ${tries}`);
          done.push(name);
        },
      });
      queue.offer({ name: 'a' });
      await until('it is done', () => done.length === 1);
      expect(
        failures.map(({ job, error, attempts, isFinal }) => [job, error.message, attempts, isFinal]),
      ).toEqual([
        [{ name: 'a' }, 'not yet: 1', 1, false],
        [{ name: 'a' }, 'not yet: 2', 2, false],
      ]);
      await until('nothing is left', () => queue.depth() === 0);
      expect(queue.counts()?.deadLetters).toBe(0);
    });

    test('after its last try a job is a dead letter: counted, listed, and re-driven with all its tries', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url, { attempts: 2 });
      let isBroken = true;
      const { failures, done } = work(url, {
        concurrency: 1,
        process: async ({ name }) => {
          if (isBroken) throw new Error('disk full');
          done.push(name);
        },
      });
      const jobs = names(150);
      offerAll(queue, jobs);
      await until('all failed', () => failures.filter(({ isFinal }) => isFinal).length === 150);
      await until('they are counted', () => queue.counts()?.deadLetters === 150);
      const letters = await openBullmqDeadLetters({ url });
      closers.push(letters.close);
      expect(await letters.count()).toBe(150);
      const [first, ...rest] = await letters.list(3);
      expect(rest).toHaveLength(2);
      expect(first).toMatchObject({ reason: 'disk full', attempts: 2 });
      expect(jobs).toContain(decode(first?.text ?? '').name);
      expect(await letters.list(0)).toEqual([]);

      expect(await letters.retryAll()).toBe(150);
      await until('all failed again', () => failures.filter(({ isFinal }) => isFinal).length === 300);
      expect(failures).toHaveLength(600); // two tries each time
      isBroken = false;
      expect(await letters.retryAll()).toBe(150);
      await until('all are done', () => done.length === 150);
      expect(done.toSorted()).toEqual(jobs.toSorted());
      expect(await letters.count()).toBe(0);
      expect(await letters.retryAll()).toBe(0);
    });

    test('dead letters can be dropped, and only so many are kept, the latest', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url, { attempts: 1, maxDeadLetters: 20 });
      const { failures } = work(url, {
        concurrency: 1,
        maxDeadLetters: 20,
        process: async () => {
          throw new Error('disk full');
        },
      });
      offerAll(queue, names(50));
      await until('all failed', () => failures.length === 50);
      const letters = await openBullmqDeadLetters({ url });
      closers.push(letters.close);
      const kept = (await letters.list(100)).map(({ text }) => decode(text).name);
      expect(kept).toHaveLength(20);
      expect(kept).toContain('job 49');
      expect(kept).not.toContain('job 0');
      expect(await letters.drop()).toBe(20);
      expect(await letters.count()).toBe(0);
    });

    test('what cannot be read is a dead letter at once, and stops nothing', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url, {
        encode: ({ name }) => (name.startsWith('{') ? name : encode({ name })),
      });
      const { failures, done } = work(url, { concurrency: 1 });
      offerAll(queue, ['a', '{"v":99}', '{secret', 'b']);
      await until('the good ones are done', () => done.length === 2);
      expect(done).toEqual(['a', 'b']);
      expect(failures).toMatchObject([
        { job: undefined, attempts: 1, isFinal: true, error: { message: 'unreadable job: no name' } },
        { job: undefined, attempts: 1, isFinal: true, error: { message: 'unreadable job: no JSON' } },
      ]);
      await until('they are counted', () => queue.counts()?.deadLetters === 2);
    });

    test('an older answer that is tried again does not come after the newer one', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      const begun: (number | undefined)[] = [];
      work(url, {
        concurrency: 1,
        versionOf: ({ name, version = 0 }) => ({ id: name, at: version }),
        process: async ({ version }) => {
          begun.push(version);
          if (begun.length === 1) throw new Error('once');
        },
      });
      queue.offer({ name: 'a', version: 1 });
      queue.offer({ name: 'a', version: 2 });
      queue.offer({ name: 'b', version: 1 });
      await until('nothing is left', async () => begun.length === 3 && queue.depth() === 0);
      expect(begun).toEqual([1, 2, 1]);
      expect(queue.counts()?.deadLetters).toBe(0);
    });

    test('the job of a worker that died is done by another one', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      queue.offer({ name: 'a' });
      const child = spawnChild(url, 'hang');
      await until('it is in work', () => child.output().includes('working'));
      child.kill();
      await child.exited;
      const { done } = work(url, { lockMs: 500 });
      await until('another one did it', () => done.length === 1);
    });
  });

  describe('when Redis is away', () => {
    test('down at the start: jobs are done here, and go to Redis when it comes', async () => {
      const port = await freePort();
      const url = `redis://127.0.0.1:${port}`;
      const { queue, fallenBack, states } = openQueue(url);
      const { done, worker } = work(url);
      offerAll(queue, names(10, 'early'));
      await queue.drain(patience());
      expect(fallenBack).toEqual(names(10, 'early'));
      await expect(queue.check()).rejects.toThrow();
      await expect(worker.check()).rejects.toThrow();
      await expect(openBullmqDeadLetters({ url })).rejects.toThrow('ECONNREFUSED');
      server = await startRedis({}, port);
      await inRedis(queue);
      offerAll(queue, names(10, 'later'));
      await until('the worker does them', () => done.length === 10);
      await until('the worker serves', () => succeeds(worker.check()));
      expect(done.toSorted()).toEqual(names(10, 'later').toSorted());
      expect(states).toEqual([false, true]);
    });

    test('it dies and returns, again and again: every job is done, here or there', async () => {
      const { url, kill, start } = await begin({ keepsData: true });
      const { queue, fallenBack, lost } = await openReady(url);
      const { done } = work(url);
      const all: string[] = [];
      for (let round = 0; round < 3; round++) {
        const offered = names(40, `round ${round}`);
        all.push(...offered);
        offerAll(queue, offered.slice(0, 20));
        await kill(); // some are on their way
        offerAll(queue, offered.slice(20));
        await queue.drain(patience());
        await start();
        await inRedis(queue);
      }
      await until(
        () => `all are done: ${new Set([...done, ...fallenBack]).size} of ${all.length}`,
        () => new Set([...done, ...fallenBack]).size === all.length,
        60_000,
      );
      expect(lost).toEqual([]);
    });

    test('it returns without its data: later jobs are done', async () => {
      const { url, kill, start } = await begin();
      const { queue } = await openReady(url);
      const { done } = work(url);
      offerAll(queue, names(5, 'before'));
      await until('they are done', () => done.length === 5);
      await kill();
      await start();
      await inRedis(queue);
      offerAll(queue, names(5, 'after'));
      await until('these too', () => done.length === 10, 60_000);
    });

    test('frozen: no offer hangs, jobs are done here, and it goes on when Redis does', async () => {
      const { url, freeze, thaw } = await begin();
      const { queue, fallenBack, lost } = await openReady(url);
      const { done } = work(url);
      queue.offer({ name: 'before' });
      await until('it is done', () => done.length === 1);
      freeze();
      const began = performance.now();
      for (let i = 0; i < 500; i++) expect(queue.offer({ name: `frozen ${i}` })).toBe('queued');
      expect(performance.now() - began).toBeLessThan(5_000);
      await queue.drain(patience());
      expect(fallenBack.toSorted()).toEqual(names(500, 'frozen').toSorted());
      expect(lost).toEqual([]);
      thaw();
      await inRedis(queue);
      queue.offer({ name: 'after' });
      await until('the worker goes on', () => done.includes('after'), 60_000);
    });

    test('frozen while a job is in work: it ends, and the next one comes', async () => {
      const { url, freeze, thaw } = await begin();
      const { queue } = await openReady(url);
      const ends = new Map<string, PromiseWithResolvers<void>>();
      const { worker } = work(url, {
        concurrency: 1,
        process: ({ name }) => {
          const end = Promise.withResolvers<void>();
          ends.set(name, end);
          return end.promise;
        },
      });
      queue.offer({ name: 'a' });
      await until('it is in work', () => ends.has('a'));
      queue.offer({ name: 'b' });
      await queue.drain(patience());
      freeze();
      ends.get('a')?.resolve();
      await until('it ended', () => worker.running() === 0);
      thaw();
      await until('the next one is in work', () => ends.has('b'), 60_000);
      ends.get('b')?.resolve();
    });

    test('nearly full: jobs are done here, and what its workers need is left, so that there is room again', async () => {
      const { url } = await begin({ maxMemory: '6mb' });
      const { queue, fallenBack, lost, states } = await openReady(url);
      const padding = 'x'.repeat(50_000);
      for (let i = 0; !states.includes(false); i++) {
        queue.offer({ name: `job ${i}`, padding });
        await queue.drain(patience());
        await new Promise((resolve) => setImmediate(resolve)); // the counts come in between
      }
      const kept = queue.counts()?.waiting ?? 0;
      expect(kept).toBeGreaterThan(5);
      await expect(queue.check()).rejects.toThrow('no memory left');
      const { done } = work(url);
      await until('the worker does what is there', () => done.length >= kept);
      await until('jobs go to Redis again', () => states.at(-1) === true);
      const before = fallenBack.length;
      queue.offer({ name: 'fits', padding });
      await until('the worker does it', () => done.includes('fits'));
      expect(fallenBack).toHaveLength(before);
      expect(lost).toEqual([]);
    });

    test('full of other things: jobs are done here; the worker asks calmly, and goes on when there is room', async () => {
      const { url, client } = await begin({ maxMemory: '6mb' });
      const told: unknown[] = [];
      const onState = (error: Error | undefined): void => void told.push(error);
      const { queue, fallenBack, lost } = await openReady(url, { countEveryMs: 60_000, onState });
      offerAll(queue, names(20, 'before'));
      await queue.drain(patience());
      for (const size of [50_000, 100]) {
        for (let i = 0; await succeeds(client.set(`ballast ${size} ${i}`, 'x'.repeat(size))); i++);
      }
      offerAll(queue, names(20, 'full'));
      await queue.drain(patience());
      expect(fallenBack).toEqual(names(20, 'full'));
      expect(lost).toEqual([]);
      expect(inspect(told, { depth: 10 })).toContain('OOM');
      expect(inspect(told, { depth: 10 })).not.toContain('full 0'); // no job in a log
      const { done, errors } = work(url);
      const refused = async () =>
        Number(/errorstat_OOM:count=(\d+)/.exec(await client.info('errorstats'))?.[1] ?? 0);
      const soFar = await refused();
      await until('it was refused a few times', async () => (await refused()) >= soFar + 3);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect((await refused()) - soFar).toBeLessThan(200); // some ten thousand a second where nobody slows it down
      expect(errors.filter((error) => error.includes('OOM')).length).toBeLessThan(5);
      await client.config('SET', 'maxmemory', '100mb');
      await until('the worker goes on', () => done.length === 20);
      expect(done.toSorted()).toEqual(names(20, 'before').toSorted());
    });

    test('a fallback without room: each job is told as lost once, or was dropped by the offer', async () => {
      const { url, freeze } = await begin();
      const { queue, lost } = await openReady(url, {}, 0);
      freeze();
      const results = offerAll(queue, names(20));
      await queue.drain(patience());
      expect(results).toEqual(names(20).map(() => 'queued'));
      expect(lost.toSorted()).toEqual(names(20).toSorted());
      expect(queue.offer({ name: 'late' })).toBe('dropped');
      expect(lost).toHaveLength(20);
    });

    test('a queue and a worker close in time when Redis is frozen, gone or never was', async () => {
      const { url, freeze, thaw, kill } = await begin();
      const close = async (): Promise<void> => {
        const began = performance.now();
        const [opened, worked] = [openQueue(url), work(url)];
        opened.queue.offer({ name: 'a' });
        await worked.worker.close(AbortSignal.timeout(500));
        await opened.queue.close();
        expect(performance.now() - began).toBeLessThan(15_000);
      };
      await close();
      const [opened, worked] = [await openReady(url), work(url)];
      await until('the worker serves', () => succeeds(worked.worker.check()));
      freeze();
      opened.queue.offer({ name: 'a' });
      await Promise.all([opened.queue.close(), worked.worker.close(AbortSignal.timeout(500)), close()]);
      thaw();
      const [again, busy] = [await openReady(url), work(url)];
      await until('the worker serves', () => succeeds(busy.worker.check()));
      await kill();
      again.queue.offer({ name: 'a' });
      await Promise.all([again.queue.close(), busy.worker.close(AbortSignal.timeout(500)), close()]);
    });
  });

  describe('closing', () => {
    test('the process ends by itself once both are closed, with Redis and without', async () => {
      const { url } = await begin();
      const nobody = `redis://127.0.0.1:${await freePort()}`;
      for (const child of [spawnChild(url, 'leave'), spawnChild(nobody, 'leave-hastily')]) {
        const { code } = await child.exited;
        expect(code, child.output()).toBe(0);
        expect(child.output()).toContain('closed');
        expect(child.errors()).toBe('');
      }
    });

    test('a worker that closes waits for its jobs', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      const end = Promise.withResolvers<void>();
      let aborted = false;
      const { worker } = work(url, {
        process: async (_job, signal) => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
          await end.promise;
          expect(aborted).toBe(false);
        },
      });
      queue.offer({ name: 'a' });
      await until('it is in work', () => worker.running() === 1);
      const closed = worker.close(patience());
      queue.offer({ name: 'b' });
      await queue.drain(patience());
      end.resolve();
      await closed;
      expect(worker.running()).toBe(0);
      await until('the first is done, and the second waits', () => {
        const counts = queue.counts();
        return counts?.waiting === 1 && counts.running === 0;
      });
    });

    test('one that may not wait aborts them; another worker does them', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      const { worker } = work(url, {
        process: (_job, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      });
      queue.offer({ name: 'a' });
      await until('it is in work', () => worker.running() === 1);
      await worker.close(AbortSignal.timeout(50));
      const { done } = work(url);
      await until('another one did it', () => done.length === 1);
    });

    test('close may be called twice, and a closed queue takes nothing', async () => {
      const { url } = await begin();
      const { queue } = await openReady(url);
      const { worker } = work(url);
      await Promise.all([queue.close(), queue.close(), worker.close(), worker.close()]);
      expect(queue.offer({ name: 'late' })).toBe('dropped');
    });
  });
});
