import { createMemoryQueue } from '#workers';
import { type NamedJob, writeQueueContract } from './write-queue.contract.ts';

writeQueueContract('memory', async ({ max, concurrency, process }) => {
  const lost: string[] = [];
  const queue = createMemoryQueue<NamedJob>({
    max,
    concurrency,
    process,
    onLost: ({ name }) => void lost.push(name),
  });
  return { queue, lost, kept: async () => [], dispose: () => queue.close() };
});
