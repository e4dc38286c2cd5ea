import type { Clock } from '#core';
import type { Embedder } from '#embeddings';
import type { Decide } from './decision.ts';
import { readQuestion } from './lookup/asked-question.ts';
import type { Breaker } from './lookup/breaker.ts';
import { withDeadline } from './lookup/deadline.ts';
import { findExact } from './lookup/exact.ts';
import { isFreshFor } from './lookup/freshness.ts';
import { createJudge } from './lookup/judge-candidates.ts';
import { findNear } from './lookup/near.ts';
import type { LookupObserver, Tier } from './lookup/observer.ts';
import type { LookupResult, Miss, Prepared } from './lookup/result.ts';
import { timed } from './lookup/timed.ts';
import { type CacheCase, type CacheRequest, openCase } from './open-case.ts';
import type { EntryStore } from './ports/entry-store.ts';
import type { VectorStore } from './ports/vector-store.ts';
import type { WriteQueue } from './ports/write-queue.ts';
import { buildWriteJob } from './write/build-entry.ts';
import type { FinishedAnswer } from './write/finished-answer.ts';
import type { Overlay } from './write/overlay.ts';
import type { WriteJob } from './write/store-answer.ts';
import { type GateRefusal, refuseToStore } from './write/store-gate.ts';

/** The cache as the request path sees it. An outage never surfaces as an error: a lookup says `unavailable`, a write is dropped and counted. */
export interface SemanticCache {
  /** Policy and identity. @throws GatewayError `invalid-request` for cache headers that mean nothing */
  readonly open: (request: CacheRequest) => CacheCase;
  /** The exact tier (C1): equal requests of one tenant. Rejects only when `signal` aborts. */
  readonly exact: (cacheCase: CacheCase, signal: AbortSignal) => Promise<LookupResult>;
  /** The tiers that read the question: normalised, then semantic. Rejects only when `signal` aborts. */
  readonly near: (cacheCase: CacheCase, signal: AbortSignal) => Promise<LookupResult>;
  /** Passes an answer through the store gate (C20) and on to the write queue; returns at once. */
  readonly store: (cacheCase: CacheCase, answer: FinishedAnswer) => 'queued' | 'dropped' | GateRefusal;
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
  /** One tier's whole time, in milliseconds; past it the answer is `unavailable`. */
  readonly lookupTimeoutMs: number;
  /** Share of unknown tokens above which a text is matched exactly only (C4). */
  readonly maxUnknownShare: number;
  /** Most bytes of one stored answer. */
  readonly maxBodyBytes: number;
}

const UNAVAILABLE: Miss = { type: 'miss', reason: 'unavailable' };
const NOT_ASKED: Miss = { type: 'miss', reason: 'no-neighbour' };

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
    open: openCase,

    exact: ({ identity, plan }, signal) => {
      if (!identity) return Promise.resolve(NOT_ASKED);
      const pending = overlay.get(identity.exactKey, clock.now());
      if (pending && isFreshFor(plan, pending, clock.now())) {
        observer.result('exact', 'hit');
        return Promise.resolve({ type: 'hit', tier: 'exact', entry: pending, similarity: undefined });
      }
      return ask('exact', breakers.exact, signal, () =>
        timed(parts, 'exact', () => findExact(parts, identity.tenant, identity.exactKey, 'exact', plan)),
      );
    },

    near: async ({ identity, plan }, signal) => {
      const question = identity?.question;
      if (!identity || question === undefined) return NOT_ASKED;
      const asked = readQuestion(identity, question);
      const same = await ask('normalised', breakers.exact, signal, () =>
        timed(parts, 'normalised', () =>
          findExact(parts, identity.tenant, asked.normalisedKey, 'normalised', plan),
        ),
      );
      if (same.type === 'hit') return same;
      const found = await ask('semantic', breakers.near, signal, (deadline) =>
        findNear(near, identity, asked, plan, deadline),
      );
      return found.type === 'hit' ? found : { prepared: unprepared(asked.normalisedKey), ...found };
    },

    store: ({ identity, plan, request, dialect }, answer) => {
      if (!identity) return 'dropped';
      const refusal = refuseToStore({
        response: answer.response,
        bodyBytes: answer.bodyBytes,
        maxBodyBytes: parts.maxBodyBytes,
        responseFormat: request.responseFormat,
      });
      if (refusal) return refusal;
      const { responseFormat } = request;
      const job = buildWriteJob({ ...answer, identity, plan, dialect, responseFormat }, clock.now());
      const result = parts.queue.offer(job);
      // One that has a schema to follow is seen once it was checked.
      if (result === 'queued' && !job.check) overlay.add(job.entry);
      return result;
    },
  };
}

/** A question that was read and not embedded: the write does that. */
const unprepared = (normalisedKey: string): Prepared => ({
  normalisedKey,
  embedded: undefined,
  exactOnly: false,
});
