import { afterAll, beforeAll } from 'vitest';
import { createMemoryQueue } from '#workers';
import { createBullmqQueue, createBullmqWorker } from '#workers/bullmq';
import { describeWithRedis, type RedisServer, startRedis } from '../kit/redis.ts';
import { until } from '../kit/until.ts';
import { type NamedJob, writeQueueContract } from './write-queue.contract.ts';

describeWithRedis('a real redis-server', () => {
  let server: RedisServer;
  let queues = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.dispose());

  writeQueueContract('BullMQ with a worker', async ({ max, concurrency, process }) => {
    const lost: string[] = [];
    const onLost = ({ name }: NamedJob): void => void lost.push(name);
    const place = { url: server.url, prefix: `contract-${queues++}` };
    const fallback = createMemoryQueue<NamedJob>({ max: 0, concurrency: 1, process, onLost });
    const queue = createBullmqQueue<NamedJob>({
      ...place,
      max,
      encode: ({ name }) => name,
      fallback,
      countEveryMs: 20,
      onLost,
    });
    const worker = createBullmqWorker<NamedJob>({
      ...place,
      concurrency,
      decode: (name) => ({ name }),
      process,
    });
    await until('the queue is in Redis', () => queue.counts() !== undefined);
    return {
      queue,
      lost,
      kept: async () => {
        const jobs = (await server.client.keys(`{${place.prefix}}:writes:*`)).filter((key) =>
          /:writes:[\w-]{43}$/.test(key),
        );
        const texts = await Promise.all(jobs.map((key) => server.client.hget(key, 'data')));
        return texts.flatMap((text) => (text ? [JSON.parse(text) as string] : []));
      },
      dispose: async () => {
        await queue.close();
        await worker.close(AbortSignal.timeout(1_000));
      },
    };
  });
});
