import {
  createBreaker,
  createNoCache,
  createOverlay,
  createSemanticCache,
  type EntryStoreStats,
  type FirstLevel,
  type LookupObserver,
  type SemanticCache,
} from '#cache';
import { systemClock } from '#core';
import type { Logger } from '#observability';
import { composeEmbedder, type EmbedderContext } from './embedder.ts';
import { composeJudge } from './judge.ts';
import { composeQueue, handedOverMs } from './queue.ts';
import { composeStores } from './stores.ts';
import {
  composeWriting,
  MAX_UNKNOWN_SHARE,
  WRITE_CONCURRENCY,
  WRITE_LANES,
  type WritingContext,
} from './writing.ts';

export interface ComposedCache {
  readonly cache: SemanticCache;
  /** What this process holds of the cache. */
  readonly stats: () => Pick<EntryStoreStats, 'entries' | 'bytes'>;
  readonly queueDepth: () => number;
  /** Jobs put aside in Redis; undefined while they cannot be counted, and where there are none. */
  readonly deadLetters: () => number | undefined;
  /** Parts of the decision that are missing, each replaced by less. */
  readonly degraded: () => number;
  readonly firstLevel: Pick<FirstLevel, 'stats'> | undefined;
  /** Waits until what was answered is stored, or where it lasts. */
  readonly drain: (signal: AbortSignal) => Promise<void>;
}

export interface CacheContext extends EmbedderContext {
  readonly logger: Logger;
  readonly observer: LookupObserver;
  /** An answer that was queued and is not stored, and why. */
  readonly lostWrite: (why: 'failed' | 'dropped' | 'schema' | 'schema-unchecked') => void;
  /** What became of the vector of an answer, once for each. */
  readonly answerEmbedded?: WritingContext['answerEmbedded'];
}

const MAX_BODY_BYTES = 1024 * 1024;
const BREAKER = { failures: 5, pauseMs: 500, maxPauseMs: 2_000 };

/** A gateway without a cache: only the policy, which says so. */
function composeNoCache(): ComposedCache {
  return {
    cache: createNoCache(),
    stats: () => ({ entries: 0, bytes: 0 }),
    queueDepth: () => 0,
    deadLetters: () => undefined,
    degraded: () => 0,
    firstLevel: undefined,
    drain: () => Promise.resolve(),
  };
}

/** The whole cache of one process: embedder, stores, what writes to them, and the lookup over all of it. */
export async function composeCache(context: CacheContext): Promise<ComposedCache> {
  const { config, observer } = context;
  if (config.cache.mode === 'off') return composeNoCache();
  const clock = systemClock;
  const settings = config.cache;

  const embedder = await composeEmbedder(context);
  const stores = await composeStores({ ...context, embedder, writesAtOnce: WRITE_CONCURRENCY * WRITE_LANES });
  const overlay = createOverlay(settings.queue.max, handedOverMs(config));
  const write = composeWriting({
    ...context,
    embedder,
    stores,
    overlay,
    vectorFailed: (error) => observer.failure('vectors', error),
    refused: context.lostWrite,
  });
  const queue = await composeQueue({ ...context, overlay, write, lost: context.lostWrite });

  const judge = composeJudge({
    ...context,
    embedder,
    unread: (error) => observer.failure('verifier', error),
  });
  const breaker = () => createBreaker({ clock, ...BREAKER });
  const cache = createSemanticCache({
    ...stores,
    embedder,
    maxUnknownShare: MAX_UNKNOWN_SHARE,
    queue,
    overlay,
    clock,
    judge: judge.judge,
    evidence: judge.evidence,
    breakers: { exact: breaker(), embed: breaker(), near: breaker() },
    observer,
    lookupTimeoutMs: settings.lookupTimeoutMs,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return {
    cache,
    stats: stores.stats,
    queueDepth: queue.depth,
    deadLetters: () => queue.counts?.()?.deadLetters,
    degraded: () => judge.degraded.length,
    firstLevel: stores.firstLevel,
    drain: queue.drain,
  };
}
