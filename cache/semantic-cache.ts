import type { Clock } from '#core';
import type { Embedder } from '#embeddings';
import type { Decide } from './decision.ts';
import type { Identity } from './identity/identity.ts';
import type { Breaker } from './lookup/breaker.ts';
import { withDeadline } from './lookup/deadline.ts';
import { findExact } from './lookup/exact.ts';
import { isFreshFor } from './lookup/freshness.ts';
import { createJudge } from './lookup/judge-candidates.ts';
import { findNear } from './lookup/near.ts';
import type { LookupObserver, Tier } from './lookup/observer.ts';
import type { LookupResult, Miss } from './lookup/result.ts';
import type { CachePlan } from './policy/plan.ts';
import type { EntryStore } from './ports/entry-store.ts';
import type { VectorStore } from './ports/vector-store.ts';
import type { WriteQueue } from './ports/write-queue.ts';
import { type AnswerToStore, buildWriteJob } from './write/build-entry.ts';
import type { Overlay } from './write/overlay.ts';
import type { WriteJob } from './write/store-answer.ts';

/** The cache as the request path sees it. Nothing here throws for an outage: a lookup says `unavailable`, a write is dropped and counted. */
export interface SemanticCache {
  /** The exact tier (C1): equal requests of one tenant. */
  readonly exact: (identity: Identity, plan: CachePlan, signal: AbortSignal) => Promise<LookupResult>;
  /** The tiers that read the question: normalised, then semantic. Rejects only when `signal` aborts. */
  readonly near: (identity: Identity, plan: CachePlan, signal: AbortSignal) => Promise<LookupResult>;
  /** Hands a finished answer to the write queue; returns at once. */
  readonly store: (answer: AnswerToStore) => 'queued' | 'dropped';
}

export interface SemanticCacheParts {
  readonly embedder: Embedder;
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  readonly queue: WriteQueue<WriteJob>;
  readonly overlay: Overlay;
  readonly decide: Decide;
  /** One for the entry store, one for embedding and search: each may be dead alone. */
  readonly breakers: { readonly exact: Breaker; readonly near: Breaker };
  readonly clock: Clock;
  readonly observer: LookupObserver;
  /** One lookup's whole time, in milliseconds; past it the answer is `unavailable`. */
  readonly lookupTimeoutMs: number;
  readonly maxUnknownShare: number;
}

export function createSemanticCache(parts: SemanticCacheParts): SemanticCache {
  const { clock, observer, overlay, breakers, lookupTimeoutMs } = parts;
  const near = { ...parts, judge: createJudge(parts.decide) };

  /** One deadline and one account for every tier; an outage becomes a miss that says so. */
  const ask = async (
    tier: Tier,
    breaker: Breaker,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<LookupResult>,
  ): Promise<LookupResult> => {
    try {
      const found = await breaker.run(() => withDeadline(lookupTimeoutMs, signal, work), signal);
      observer.result(found.type === 'hit' ? found.tier : tier, found.type);
      return found;
    } catch (error) {
      signal.throwIfAborted(); // a cancelled lookup is not a miss
      observer.failure(tier, error);
      observer.result(tier, 'unavailable');
      return UNAVAILABLE;
    }
  };

  return {
    exact: (identity, plan, signal) => {
      const started = clock.monotonic();
      const pending = overlay.get(identity.exactKey, clock.now());
      if (pending && isFreshFor(plan, pending, clock.now())) {
        observer.result('exact', 'hit');
        return Promise.resolve({ type: 'hit', tier: 'exact', entry: pending, similarity: undefined });
      }
      return ask('exact', breakers.exact, signal, async () => {
        const found = await findExact(parts, identity.tenant, identity.exactKey, 'exact', plan);
        observer.stage('exact', (clock.monotonic() - started) / 1000);
        return found;
      });
    },

    near: (identity, plan, signal) => {
      const { question } = identity;
      if (question === undefined) return Promise.resolve({ type: 'miss', reason: 'policy:no-question' });
      return ask('semantic', breakers.near, signal, (deadline) =>
        findNear(near, identity, question, plan, deadline),
      );
    },

    store: (answer) => {
      const job = buildWriteJob(answer, clock.now());
      const result = parts.queue.offer(job);
      if (result === 'queued') overlay.add(job.entry);
      return result;
    },
  };
}

const UNAVAILABLE: Miss = { type: 'miss', reason: 'unavailable' };
