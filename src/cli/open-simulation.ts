import { join } from 'node:path';
import type { CacheSettings } from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import { createLocalEmbedder, type Embedder, fetchModel } from '#embeddings';
import { costOf, PRICES, priceOf } from '#governance';
import { createLogger, type Logger } from '#observability';
import { anthropicMessages, openaiChat } from '#providers';
import type { SimulateParts } from '#simulate';
import { createCloser } from '../compose/closer.ts';
import { createHealth } from '../compose/health.ts';
import { composeJudge } from '../compose/judge.ts';
import { MAX_UNKNOWN_SHARE } from '../compose/writing.ts';
import { createProgress } from './progress.ts';

const MAX_BODY_BYTES = 1024 * 1024;
/** Dollars per million tokens, in nano-dollars per token. */
const NANOS_PER_TOKEN = 1_000;
const WAITING_TEXTS = 4_096;
/** Nobody waits here: a reading may take what it takes. */
const READING_MS = 60_000;

/** What of the command line makes the parts. */
export interface SimulationFlags {
  readonly threads: number;
  /** Dollars per million tokens; both or none. */
  readonly priceIn?: number;
  readonly priceOut?: number;
}

export interface OpenSimulation {
  readonly parts: SimulateParts;
  readonly close: () => Promise<void>;
}

/**
 * What the gateway of this configuration would decide with, but for embeddings that cost money.
 * @param warn told of what is missing of it
 */
export async function openSimulation(
  config: Config,
  flags: SimulationFlags,
  warn: (what: string) => void,
  progress: SimulateParts['progress'],
): Promise<OpenSimulation> {
  const closer = createCloser(() => {});
  const embedder = await openEmbedder(config, flags.threads, warn);
  closer.add('embedder', () => embedder.close());
  const { cache } = config;
  const { judge } = composeJudge({
    config: { ...config, cache: { ...cache, verify: { ...cache.verify, timeoutMs: READING_MS } } },
    embedder,
    closer,
    health: createHealth(systemClock.now, { info: () => {}, error: () => {} }),
    logger: quietLogger(warn),
    unread: () => {},
  });
  return {
    parts: {
      dialects: { 'openai-chat': openaiChat, 'anthropic-messages': anthropicMessages },
      settingsOf: settingsOf(config),
      flags:
        flags.priceIn === undefined || flags.priceOut === undefined
          ? undefined
          : { inputNanos: flags.priceIn * NANOS_PER_TOKEN, outputNanos: flags.priceOut * NANOS_PER_TOKEN },
      tableCost: (model, usage) => costOf(priceOf(PRICES, model), usage),
      maxBodyBytes: MAX_BODY_BYTES,
      embedder,
      judge,
      maxUnknownShare: MAX_UNKNOWN_SHARE,
      answerVectors: cache.answerVectors,
      maxEntries: cache.maxEntries,
      maxBytes: cache.maxBytes,
      threads: flags.threads,
      progress,
    },
    close: closer.close,
  };
}

async function openEmbedder(
  config: Config,
  threads: number,
  warn: (what: string) => void,
): Promise<Embedder> {
  const { type, model } = config.cache.embedder;
  if (type !== 'local') warn(`questions are compared with the bundled model: ${model} would cost money`);
  const folder = await fetchModel({
    model: type === 'local' ? model : 'all-MiniLM-L6-v2',
    modelsDir: join(config.dataDir, 'models'),
    hub: process.env.HF_ENDPOINT,
    onProgress: createProgress(process.stderr),
  });
  return createLocalEmbedder({ folder, threads, maxQueue: WAITING_TEXTS });
}

/** What the gateway warns of at its start is said once the report is there. */
function quietLogger(warn: (what: string) => void): Logger {
  const tell = (fields: unknown, message?: unknown): void => {
    const why =
      typeof fields === 'object' && fields !== null && 'why' in fields ? `: ${String(fields.why)}` : '';
    warn(`${String(message)}${why}`);
  };
  return { ...createLogger('silent'), warn: tell, error: tell };
}

function settingsOf({ cache, routes }: Config): (model: string) => CacheSettings {
  const { mode, match, scope, classify, ttlSeconds, errorBudget } = cache;
  const global: CacheSettings = {
    ...{ mode, match, scope, classify, errorBudget },
    ttlSeconds: ttlSeconds.default,
    timeBoundTtlSeconds: ttlSeconds.timeBound,
  };
  const byModel = new Map(routes.map((route) => [route.model, { ...global, ...route.cache }]));
  return (model) => byModel.get(model) ?? global;
}
