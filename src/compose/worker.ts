import { createOverlay } from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import { createOperationsApp } from '#http';
import { createLogger, createMetrics, createSteadyWarning, type Logger } from '#observability';
import type { StartHooks } from '../compose.ts';
import { createCloser } from './closer.ts';
import { composeEmbedder } from './embedder.ts';
import { createHealth } from './health.ts';
import { startBullmqWorker } from './queue.ts';
import { composeStores } from './stores.ts';
import { composeWriting, WRITE_CONCURRENCY, WRITE_LANES } from './writing.ts';

/** A worker that takes writes from the queue. */
export interface RunningWorker {
  /** Where its `/livez`, `/readyz` and `/metrics` are. */
  readonly url: string;
  readonly logger: Logger;
  /** Takes no new writes, finishes those in work, then closes everything. */
  readonly stop: () => Promise<void>;
}

/**
 * Builds a process that stores what gateways put into the queue.
 * @throws when the port is taken, or the configuration leaves such a process nothing to do
 */
export async function startWorker(config: Config, hooks: StartHooks = {}): Promise<RunningWorker> {
  requireShared(config);
  const logger = createLogger(config.logs.level);
  const warn = createSteadyWarning(logger, systemClock.monotonic);
  const closer = createCloser((name, error) => logger.error({ err: error }, `closing ${name} failed`));
  const health = createHealth(systemClock.now, logger);
  const metrics = createMetrics(() => false);
  closer.add('metrics', async () => metrics.close());
  const context = { config, logger, closer, health };
  const embedder = await composeEmbedder({ ...context, ...hooks, embedded: metrics.embedded });
  // Nobody asks this process for an answer: what it stores is held where it is asked for.
  const withoutCopies = { ...config, cache: { ...config.cache, l1: { ...config.cache.l1, maxEntries: 0 } } };
  const writesAtOnce = WRITE_CONCURRENCY * WRITE_LANES;
  const stores = await composeStores({ ...context, config: withoutCopies, embedder, writesAtOnce });
  const write = composeWriting({
    ...context,
    embedder,
    stores,
    overlay: createOverlay(writesAtOnce),
    vectorFailed: (error) => warn('cache vectors unavailable', error),
    refused: metrics.gateway.write,
  });
  await startBullmqWorker({
    ...context,
    write: async (job, signal) => {
      await write(job, signal);
      metrics.gateway.write('stored');
    },
    lost: metrics.gateway.write,
  });

  let stopping = false;
  const app = createOperationsApp({ metrics, readiness: () => health.readiness(stopping) });
  const { host, port } = config.server;
  closer.add('port', () => app.close());
  closer.add('health', async () => health.close());
  try {
    const stop = (): Promise<void> => {
      stopping = true;
      return closer.close();
    };
    return { url: await app.listen({ host, port }), logger, stop };
  } catch (error) {
    await closer.close();
    throw error;
  }
}

function requireShared({ cache }: Config): void {
  if (cache.mode === 'off') throw new Error('cache.mode is off: there is nothing to store');
  if (cache.queue.type !== 'bullmq')
    throw new Error('cache.queue.type is memory: the gateway stores its answers itself; set it to bullmq');
  if (cache.queue.workers !== 'separate')
    throw new Error(
      'cache.queue.workers is gateway: vectors or answers are inside the gateway, where no other process reaches them; set cache.vectors and cache.entries to services',
    );
}
