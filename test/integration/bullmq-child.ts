// A process with a queue and a worker of its own. `hang`: takes a job and never ends it. `leave`: does some work, closes
// and has to end by itself. `leave-hastily`: the same with a Redis that may be away.
import { createMemoryQueue } from '#workers';
import { createBullmqQueue, createBullmqWorker } from '#workers/bullmq';

const [url = '', mode] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const done = Promise.withResolvers<void>();

const worker = createBullmqWorker<string>({
  url,
  concurrency: 1,
  lockMs: 500,
  decode: (text) => text,
  process: async () => {
    say('working');
    if (mode === 'hang') await new Promise(() => {});
    done.resolve();
  },
});

if (mode === 'hang') {
  setInterval(() => {}, 1_000);
} else {
  const fallback = createMemoryQueue<string>({
    max: 10,
    concurrency: 1,
    process: async () => done.resolve(),
    onLost: () => say('lost'),
  });
  const queue = createBullmqQueue<string>({
    url,
    max: 10,
    encode: (job) => job,
    fallback,
    onLost: () => say('lost'),
  });
  queue.offer('early');
  if (mode === 'leave') while (!queue.counts()) await new Promise((resolve) => setTimeout(resolve, 5));
  queue.offer('later');
  await done.promise;
  await queue.close();
  await worker.close(AbortSignal.timeout(500));
  say('closed');
}
