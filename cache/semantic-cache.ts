import { type Clock, GatewayError } from '#core';
import type { Embedder } from '#embeddings';
import type { Judge } from './decision/candidate.ts';
import type { EvidenceBook } from './decision/evidence-book.ts';
import type { FirstLevel } from './first-level/first-level.ts';
import type { Identity } from './identity/identity.ts';
import { type AskedQuestion, readQuestion } from './lookup/asked-question.ts';
import type { Breaker } from './lookup/breaker.ts';
import { withDeadline } from './lookup/deadline.ts';
import { embedQuestion } from './lookup/embed-question.ts';
import { findExact } from './lookup/exact.ts';
import { isFreshFor } from './lookup/freshness.ts';
import { findNear, findNearHere, type NearQuestion } from './lookup/near.ts';
import type { LookupObserver, Tier } from './lookup/observer.ts';
import type { Hit, LookupResult, Miss, Prepared } from './lookup/result.ts';
import { timed } from './lookup/timed.ts';
import { type CacheCase, type CacheRequest, openCase } from './open-case.ts';
import type { CachePlan } from './policy/plan.ts';
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
  /**
   * The tiers that read the question: normalised, then semantic. Where the exact tier was `unavailable`, only what is in
   * this process is asked. Rejects only when `signal` aborts.
   */
  readonly near: (cacheCase: CacheCase, exact: LookupResult, signal: AbortSignal) => Promise<LookupResult>;
  /** Passes an answer through the store gate (C20) and on to the write queue; returns at once. */
  readonly store: (cacheCase: CacheCase, answer: FinishedAnswer) => 'queued' | 'dropped' | GateRefusal;
  /** Somebody said whether an entry is right for a question: moves what the decision believes of the entry (C13). */
  readonly label: EvidenceBook['label'];
}

export interface SemanticCacheParts {
  readonly embedder: Embedder;
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  readonly queue: WriteQueue<WriteJob>;
  readonly overlay: Overlay;
  /** Decides which neighbour may serve. */
  readonly judge: Judge;
  /** What the judge knows of single entries; undefined where it learns nothing. */
  readonly evidence?: Pick<EvidenceBook, 'label'> | undefined;
  /** Copies of a shared entry store; undefined where the store is in this process anyway. */
  readonly firstLevel?: FirstLevel | undefined;
  /** Each part may be dead alone: the entry store, the embedder, the vector store. */
  readonly breakers: { readonly exact: Breaker; readonly embed: Breaker; readonly near: Breaker };
  readonly clock: Clock;
  readonly observer: LookupObserver;
  /** Time for the exact tier, and for all tiers after it together, in milliseconds; past it the answer is `unavailable`. */
  readonly lookupTimeoutMs: number;
  /** Share of unknown tokens above which a text is matched exactly only (C4). */
  readonly maxUnknownShare: number;
  /** Most bytes of one stored answer. */
  readonly maxBodyBytes: number;
}

/** The tiers that ask for a key. */
type KeyTier = Exclude<Tier, 'semantic'>;

/** When a lookup is given up, in monotonic milliseconds, and who may give it up before. */
interface Until {
  readonly deadline: number;
  readonly signal: AbortSignal;
}

const UNAVAILABLE: Miss = { type: 'miss', reason: 'unavailable' };
const NOT_ASKED: Miss = { type: 'miss', reason: 'no-neighbour' };

export function createSemanticCache(parts: SemanticCacheParts): SemanticCache {
  const { clock, observer, overlay, firstLevel, breakers, lookupTimeoutMs } = parts;

  /** What is in this process under a key: asked first, because it waits for nothing. */
  const findHere = (tier: KeyTier, key: string, { tenant }: Identity, plan: CachePlan): Hit | undefined => {
    const entry = overlay.get(key, clock.now()) ?? firstLevel?.find(key);
    if (!entry || entry.tenant !== tenant || !isFreshFor(plan, entry, clock.now())) return undefined;
    observer.result(tier, 'hit');
    return { type: 'hit', tier, entry, similarity: undefined };
  };

  /** One part of a lookup, within the time there is. An outage is told of and becomes undefined. */
  const within = async <T>(
    { deadline, signal }: Until,
    tier: Tier,
    breaker: Breaker,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      const left = Math.max(0, deadline - clock.monotonic());
      return await breaker.run(() => withDeadline(left, signal, work), signal);
    } catch (error) {
      signal.throwIfAborted(); // a cancelled lookup is not a miss
      observer.failure(tier, error);
      observer.result(tier, 'unavailable');
      return undefined;
    }
  };

  const findKey = async (
    tier: KeyTier,
    key: string,
    { tenant }: Identity,
    plan: CachePlan,
    until: Until,
  ): Promise<LookupResult> => {
    const found = await within(until, tier, breakers.exact, () =>
      timed(parts, tier, () => findExact(parts, tenant, key, tier, plan)),
    );
    if (found) observer.result(tier, found.type);
    return found ?? UNAVAILABLE;
  };

  /**
   * Among the copies in this process: a hit, or undefined where the shared stores may know better. The decision may wait
   * for a verifier, so it has the lookup's deadline, too. What else goes wrong with it is told of, and no error of the
   * request.
   */
  const findHereByMeaning = async (
    level: FirstLevel,
    question: NearQuestion,
    { deadline, signal }: Until,
  ): Promise<LookupResult | undefined> => {
    try {
      const left = Math.max(0, deadline - clock.monotonic());
      return await withDeadline(left, signal, (ended) => findNearHere(parts, level, question, ended));
    } catch (error) {
      signal.throwIfAborted();
      observer.failure('semantic', error);
      if (!isLate(error)) return undefined;
      observer.result('semantic', 'unavailable'); // not asked, so no failure of the vector store
      return UNAVAILABLE;
    }
  };

  /** The semantic tier: first what is in this process, then, unless its entries are out of reach, the vector store. */
  const findByMeaning = async (
    { tenant }: Identity,
    { text, slots }: AskedQuestion,
    { embedded }: Prepared,
    plan: CachePlan,
    entriesAreDown: boolean,
    until: Until,
  ): Promise<LookupResult> => {
    if (!embedded) return { type: 'miss', reason: 'embedder-language' };
    const question = { tenant, text, slots, embedded, plan };
    const here = firstLevel && (await findHereByMeaning(firstLevel, question, until));
    if (here) return here;
    if (entriesAreDown) return UNAVAILABLE;
    const found = await within(until, 'semantic', breakers.near, (left) => findNear(parts, question, left));
    return found ?? UNAVAILABLE;
  };

  return {
    open: (request) => openCase(request, clock.now()),

    exact: async ({ identity, plan }, signal) => {
      if (!identity) return NOT_ASKED;
      const until = { deadline: clock.monotonic() + lookupTimeoutMs, signal };
      const key = identity.exactKey;
      return findHere('exact', key, identity, plan) ?? findKey('exact', key, identity, plan, until);
    },

    near: async ({ identity, plan }, exact, signal) => {
      const text = identity?.question;
      if (!identity || text === undefined) return NOT_ASKED;
      const until = { deadline: clock.monotonic() + lookupTimeoutMs, signal };
      const asked = readQuestion(identity, text);
      const key = asked.normalisedKey;
      const same =
        findHere('normalised', key, identity, plan) ??
        (isDown(exact) ? UNAVAILABLE : await findKey('normalised', key, identity, plan, until));
      if (same.type === 'hit') return same;
      if (isDown(same) && !firstLevel) return { ...UNAVAILABLE, prepared: unprepared(key) };

      const prepared = await within(until, 'semantic', breakers.embed, (left) =>
        embedQuestion(parts, identity, asked, left),
      );
      if (!prepared) return { ...UNAVAILABLE, prepared: unprepared(key) };
      const found = await findByMeaning(identity, asked, prepared, plan, isDown(same), until);
      if (!isDown(found)) observer.result('semantic', found.type);
      return found.type === 'hit' ? found : { ...found, prepared };
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

    label: (entryId, label) => parts.evidence?.label(entryId, label),
  };
}

const isDown = (result: LookupResult): boolean => result.type === 'miss' && result.reason === 'unavailable';

const isLate = (error: unknown): boolean => error instanceof GatewayError && error.code === 'lookup-timeout';

/** A question that was read and not embedded: the write does that. */
const unprepared = (normalisedKey: string): Prepared => ({
  normalisedKey,
  embedded: undefined,
  exactOnly: false,
});
