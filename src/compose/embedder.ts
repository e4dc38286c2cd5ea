import { join } from 'node:path';
import type { Config } from '#config';
import {
  createLocalEmbedder,
  createRemoteEmbedder,
  type Embedder,
  type EmbeddingUsage,
  type FetchModelOptions,
  fetchModel,
  withMemo,
} from '#embeddings';
import { costOf, PRICES, priceOf } from '#governance';
import { createUndiciUpstream } from '#providers';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';

export interface EmbedderContext {
  readonly config: Config;
  readonly closer: Closer;
  readonly health: Health;
  /** What embeddings of a provider took, once per batch. */
  readonly embedded: (bought: BoughtEmbeddings) => void;
  /** Address of the model hub, where it is not the usual one. */
  readonly modelHub?: string | undefined;
  readonly onModelProgress?: FetchModelOptions['onProgress'];
}

export interface BoughtEmbeddings extends EmbeddingUsage {
  /** Nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
}

/** Texts that may wait for a model thread: longer queues would miss the lookup's deadline anyway. */
const WAITING_TEXTS_PER_THREAD = 12;
const REMOTE = { connectMs: 2_000, maxConnections: 16 };

/** The embedder that the configuration names, with a memo before it. */
export async function composeEmbedder(context: EmbedderContext): Promise<Embedder> {
  const { closer, config } = context;
  const local = config.cache.embedder.type === 'local';
  const embedder = withMemo(local ? await openLocal(context) : openRemote(context));
  closer.add('embedder', () => embedder.close());
  if (local) context.health.during('embedder', embedder.embed(['warm up'], AbortSignal.timeout(60_000)));
  return embedder;
}

async function openLocal(context: EmbedderContext): Promise<Embedder> {
  const { dataDir, cache } = context.config;
  const { model, threads } = cache.embedder;
  const folder = await fetchModel({
    model,
    modelsDir: join(dataDir, 'models'),
    hub: context.modelHub,
    ...(context.onModelProgress ? { onProgress: context.onModelProgress } : {}),
  });
  return createLocalEmbedder({ folder, threads, maxQueue: threads * WAITING_TEXTS_PER_THREAD });
}

/** Not asked at the start: its first answer costs money, and the gateway serves without it. */
function openRemote({ config, embedded }: EmbedderContext): Embedder {
  const { type, model, baseUrl, apiKey, dimensions, maxTokens, timeoutMs } = config.cache.embedder;
  if (type === 'local') throw new TypeError('a local model is no provider');
  return createRemoteEmbedder({
    type,
    model,
    baseUrl: baseUrl ?? undefined,
    apiKey: apiKey ?? (type === 'openai' ? config.providers.openai?.keys[0]?.value : undefined),
    dimensions: dimensions ?? undefined,
    maxTokens: maxTokens ?? undefined,
    timeoutMs,
    openUpstream: (origin) => createUndiciUpstream({ origin, ...REMOTE }),
    onUsage: (usage) => embedded({ ...usage, costNanos: priceOfTokens(usage) }),
  });
}

function priceOfTokens({ model, tokens }: EmbeddingUsage): number | undefined {
  return costOf(priceOf(PRICES, model), {
    inputTokens: tokens,
    outputTokens: 0,
    cachedInputTokens: undefined,
  });
}
