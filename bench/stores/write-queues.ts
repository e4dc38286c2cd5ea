import { decodeWriteJob, encodeWriteJob, type WriteJob, type WriteQueue, writeJobBytes } from '#cache';
import { createMemoryQueue } from '#workers';
import { createBullmqQueue, createBullmqWorker } from '#workers/bullmq';
import { WRITE_CONCURRENCY, WRITE_LANES } from '../../src/compose/writing.ts';
import { redisAbsence, startRedis } from '../services/redis.ts';
import { until } from '../services/until.ts';
import type { Candidate, OpenAdapter } from './adapter.ts';
import { redisVersion } from './versions.ts';

/** As the gateway has it. */
export const CONCURRENCY = WRITE_CONCURRENCY * WRITE_LANES;
const MAX = 100_000;
/** A busy machine is to end no call. */
const PATIENCE_MS = 60_000;

type Opened = OpenAdapter<WriteQueue<WriteJob>>;
type Work = (job: WriteJob) => Promise<void>;

/** @param workOf what the queue of that name does with a job */
export function writeQueues(workOf: (name: string) => Work): readonly Candidate<WriteQueue<WriteJob>>[] {
  const candidate = (name: string, absent: string | undefined, open: (work: Work) => Promise<Opened>) => ({
    ...{ name, absent },
    open: () => open(workOf(name)),
  });
  return [candidate('in process', undefined, openMemory), candidate('BullMQ', redisAbsence, openBullmq)];
}

async function openMemory(work: Work): Promise<Opened> {
  const queue = createMemoryQueue<WriteJob>({
    max: MAX,
    sizeOf: writeJobBytes,
    process: work,
    concurrency: CONCURRENCY,
    onLost: lost,
  });
  return { port: queue, dispose: queue.close };
}

/** The queue and a worker of it in this process, as `cache.queue.workers: gateway` has it. */
async function openBullmq(work: Work): Promise<Opened> {
  const server = await startRedis({ keepsData: true });
  await server.client.config('SET', 'appendfsync', 'everysec'); // as docs/redis.md advises
  const { url } = server;
  const queue = createBullmqQueue<WriteJob>({
    url,
    encode: encodeWriteJob,
    sizeOf: writeJobBytes,
    max: MAX,
    // Jobs that take the way round by the process would be measured as if Redis had taken them.
    fallback: createMemoryQueue<WriteJob>({ max: 0, process: work, concurrency: 1, onLost: lost }),
    commandTimeoutMs: PATIENCE_MS,
    onLost: lost,
  });
  await until('the queue is in Redis', () => queue.counts() !== undefined);
  const worker = createBullmqWorker<WriteJob>({
    url,
    decode: decodeWriteJob,
    process: work,
    concurrency: CONCURRENCY,
    versionOf: ({ entry }) => ({ id: entry.id, at: entry.createdAt }),
  });
  await worker.check().catch(() => until('the worker is connected', () => isReady(worker.check)));
  return {
    port: queue,
    server: await redisVersion(server.client),
    dispose: async () => {
      await queue.close();
      await worker.close();
      await server.dispose();
    },
  };
}

async function isReady(check: () => Promise<void>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}

function lost(_job: WriteJob, why: string, error: unknown): never {
  throw new Error(`a job was lost: ${why}`, { cause: error });
}
