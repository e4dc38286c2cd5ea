import { describe, expect, it } from 'vitest';
import { createMemoryQueue, type MemoryQueueOptions } from '#workers';

interface Job {
  readonly name: string;
  readonly lane?: string;
  readonly bytes?: number;
}

const signal = AbortSignal.timeout(60_000);

/** A queue whose jobs end when the test says so. */
function createWaiting(options: Partial<MemoryQueueOptions<Job>> = {}) {
  const started: string[] = [];
  const lost: (readonly [string, string])[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const queue = createMemoryQueue<Job>({
    max: 3,
    concurrency: 1,
    sizeOf: ({ bytes = 0 }) => bytes,
    laneOf: ({ lane = '' }) => lane,
    process: ({ name }) => {
      started.push(name);
      const end = Promise.withResolvers<void>();
      ends.set(name, end);
      return end.promise;
    },
    onLost: ({ name }, why) => lost.push([name, why]),
    ...options,
  });
  const offer = (...names: readonly string[]) => names.map((name) => queue.offer({ name }));
  return { queue, started, lost, ends, offer };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('[C21] the write queue', () => {
  it('runs jobs in the order offered, as many at once as it may', async () => {
    const { queue, started, ends, offer } = createWaiting({ concurrency: 2 });
    offer('a', 'b', 'c', 'd');
    expect(started).toEqual(['a', 'b']);
    expect(queue.depth()).toBe(4);
    ends.get('b')?.resolve();
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('drops over its bound of jobs; the offer tells so, and nobody else', async () => {
    const { lost, offer } = createWaiting();
    expect(offer('running', '1', '2', '3', '4')).toEqual(['queued', 'queued', 'queued', 'queued', 'dropped']);
    await settled();
    expect(lost).toEqual([]);
  });

  it('drops over its bound of bytes, those of jobs in work included, and has room again when they end', async () => {
    const { queue, ends } = createWaiting({ maxBytes: 100 });
    expect(queue.offer({ name: 'a', bytes: 101 })).toBe('dropped');
    expect(queue.offer({ name: 'b', bytes: 60 })).toBe('queued');
    expect(queue.offer({ name: 'c', bytes: 41 })).toBe('dropped');
    expect(queue.offer({ name: 'd', bytes: 40 })).toBe('queued');
    ends.get('b')?.resolve();
    await settled();
    expect(queue.offer({ name: 'e', bytes: 60 })).toBe('queued');
  });

  it('a lane that stands still holds no other up', async () => {
    const { queue, started, ends } = createWaiting();
    queue.offer({ name: 'hangs', lane: 'embed' });
    queue.offer({ name: 'waits', lane: 'embed' });
    queue.offer({ name: 'a', lane: 'store' });
    queue.offer({ name: 'b', lane: 'store' });
    ends.get('a')?.resolve();
    await settled();
    expect(started).toEqual(['hangs', 'a', 'b']);
  });

  it('a job that fails is told once and never stops the next one', async () => {
    const { queue, started, lost, ends, offer } = createWaiting();
    offer('a', 'b');
    ends.get('a')?.reject(new Error('disk full'));
    await settled();
    expect(lost).toEqual([['a', 'failed']]);
    expect(started).toEqual(['a', 'b']);
    ends.get('b')?.resolve();
    await queue.drain(signal);
    expect(queue.depth()).toBe(0);
  });

  it('a drain waits for what was taken, or for its signal', async () => {
    const { queue, ends, offer } = createWaiting();
    await queue.drain(signal);
    offer('a');
    await expect(queue.drain(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    const impatient = new AbortController();
    const given = queue.drain(impatient.signal);
    impatient.abort(new Error('no longer'));
    await expect(given).rejects.toThrow('no longer');
    const drained = queue.drain(signal);
    ends.get('a')?.resolve();
    await drained;
  });

  it('a close drops what waits, tells each once, and takes no more', async () => {
    const { queue, lost, offer } = createWaiting({
      process: (_job, stop) =>
        new Promise((_resolve, reject) => {
          stop.addEventListener('abort', () => reject(stop.reason));
        }),
    });
    offer('running', 'waiting');
    await queue.close();
    await settled();
    expect([...lost].sort()).toEqual([
      ['running', 'dropped'],
      ['waiting', 'dropped'],
    ]);
    expect(offer('late')).toEqual(['dropped']);
  });
});
