import { setTimeout as sleep } from 'node:timers/promises';
import {
  decodeWriteJob,
  encodeWriteJob,
  type Overlay,
  type WriteJob,
  type WriteQueue,
  writeJobBytes,
} from '#cache';
import type { Config } from '#config';
import { GatewayError, systemClock } from '#core';
import type { Logger } from '#observability';
import { createMemoryQueue } from '#workers';
import type { BullmqCounts } from '#workers/bullmq';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';
import { watch } from './watch.ts';
import { WRITE_CONCURRENCY, WRITE_LANES } from './writing.ts';

export interface QueueContext {
  readonly config: Config;
  readonly overlay: Overlay;
  readonly logger: Logger;
  readonly closer: Closer;
  readonly health: Health;
  readonly write: (job: WriteJob, signal: AbortSignal) => Promise<void>;
  /** An answer that was queued and is not stored. */
  readonly lost: (why: 'failed' | 'dropped') => void;
}

export interface ComposedQueue extends WriteQueue<WriteJob> {
  /** What is in Redis; undefined while it cannot be reached, or where writes wait in this process. */
  readonly counts?: () => BullmqCounts | undefined;
}

/** How long jobs in work are waited for; those that take longer are another worker's. */
const STOP_MS = 10_000;
/** How long a worker waits before it asks a dead entry store again. */
const AWAY_MS = 1_000;
/** And how long one try waits in all: then a job that is itself the trouble lets others through. */
const PATIENCE_MS = 60_000;
const HANDED_OVER_MS = 30_000;

/**
 * How long an answer is shown from memory where this process may not be the one that stores it, and never hears of it:
 * workers of their own, or another gateway on the same queue. Undefined where nobody else can.
 */
export function handedOverMs({ cache }: Config): number | undefined {
  if (cache.queue.type === 'memory') return undefined;
  return Math.min(HANDED_OVER_MS, cache.l1.maxStaleSeconds * 1000); // it may be removed elsewhere meanwhile
}

/** The write queue that the configuration names; with BullMQ the one of this process stands in while Redis is away. */
export async function composeQueue(context: QueueContext): Promise<ComposedQueue> {
  const { config, closer } = context;
  const { type } = config.cache.queue;
  const memory = openMemoryQueue(context);
  if (type === 'memory') {
    closer.add('write queue', () => memory.close());
    return memory;
  }
  const queue = await openBullmqQueue(context, memory);
  closer.add('write queue', () => queue.close());
  watch('queue', queue.check, context);
  if (config.cache.queue.workers === 'gateway') await startBullmqWorker(context);
  return queue;
}

function openMemoryQueue(context: QueueContext): WriteQueue<WriteJob> {
  return createMemoryQueue<WriteJob>({
    max: context.config.cache.queue.max,
    sizeOf: writeJobBytes,
    concurrency: WRITE_CONCURRENCY,
    laneOf: ({ check, embed }) => (check ? 'schema' : embed ? 'embed' : 'store'),
    process: context.write,
    onLost: (job, why, error) => {
      context.overlay.settle(job.entry);
      context.lost(why);
      if (error) context.health.failed('entries', error);
    },
  });
}

async function openBullmqQueue(context: QueueContext, fallback: WriteQueue<WriteJob>) {
  const { createBullmqQueue } = await import('#workers/bullmq');
  const { config, logger, overlay } = context;
  const { max, attempts } = config.cache.queue;
  return createBullmqQueue<WriteJob>({
    url: queueUrl(config),
    encode: encodeWriteJob,
    sizeOf: writeJobBytes,
    ...{ max, attempts, fallback },
    onLost: (job) => {
      overlay.settle(job.entry);
      context.lost('dropped');
    },
    onWarning: (message) => logger.warn({ part: 'queue' }, message),
    onState: queueState(context.health),
  });
}

/** Works off the queue in this process. */
export async function startBullmqWorker(context: Omit<QueueContext, 'overlay'>): Promise<void> {
  const { createBullmqWorker } = await import('#workers/bullmq');
  const { config, logger, closer, health } = context;
  const worker = createBullmqWorker<WriteJob>({
    url: queueUrl(config),
    decode: decodeWriteJob,
    process: patient(context),
    concurrency: WRITE_CONCURRENCY * WRITE_LANES,
    versionOf: ({ entry }) => ({ id: entry.id, at: entry.createdAt }),
    onFailed: ({ error, attempts, isFinal }) => {
      if (isFinal) context.lost('failed');
      logger.warn(
        { err: error, attempts },
        isFinal
          ? 'an answer could not be stored: it is put aside (reprise queue retry)'
          : 'storing an answer failed and is tried again',
      );
    },
    onError: (error) => logger.warn({ err: error }, 'the worker of the write queue met an error and goes on'),
    onWarning: (message) => logger.warn({ part: 'queue' }, message),
    onState: queueState(health),
  });
  closer.add('worker of the write queue', () => worker.close(AbortSignal.timeout(STOP_MS)));
  if (config.cache.queue.workers === 'separate') watch('queue', worker.check, context);
}

/** A dead entry store is no fault of the job: it waits for it, instead of using up its tries. */
function patient({ write, health }: Pick<QueueContext, 'write' | 'health'>): QueueContext['write'] {
  return async (job, signal) => {
    const until = systemClock.monotonic() + PATIENCE_MS;
    for (;;) {
      try {
        return await write(job, signal);
      } catch (error) {
        const isAway = error instanceof GatewayError && error.code === 'entry-store-unavailable';
        if (!isAway || systemClock.monotonic() > until) throw error;
        health.failed('entries', error);
        await sleep(AWAY_MS, undefined, { signal });
      }
    }
  };
}

const queueState =
  (health: Health) =>
  (error: Error | undefined): void => {
    if (error) health.failed('queue', error);
    else health.ok('queue');
  };

/** The configuration was checked for it. */
export function queueUrl(config: Config): string {
  const { url } = config.cache.queue;
  if (url === null) throw new TypeError('cache.queue.url is not set');
  return url;
}
