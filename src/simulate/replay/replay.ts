import {
  type AskedQuestion,
  buildWriteJob,
  type CachePlan,
  digest,
  type Entry,
  findExact,
  type Identity,
  indexEntry,
  type LookupResult,
  type Prepared,
  partitionOf,
  readQuestion,
  storeAnswer,
  type WriteJob,
} from '#cache';
import { UNKNOWN_USAGE } from '#core';
import type { Embedder } from '#embeddings';
import type { Arrival } from '../arrivals/arrival.ts';
import { createInFlight } from './in-flight.ts';
import type { Meant } from './meaning.ts';
import type { Outcome } from './outcome.ts';
import type { World } from './world.ts';

/** How the questions of one replay are compared by meaning. */
export interface Comparing {
  /** Undefined: nobody looks. */
  readonly ask: (
    arrival: Arrival,
    index: number,
    identity: Identity,
    plan: CachePlan,
    /** Reads the question: most of the work where nothing is compared. */
    read: () => AskedQuestion,
  ) => Promise<Meant | undefined>;
  /** Whether a stored answer is to be found by meaning by the vector of its question. */
  readonly places: (arrival: Arrival) => boolean;
  /** Whether answers get a vector of their own (C10). */
  readonly answerVectors: boolean;
  /** An answer was stored. */
  readonly stored?: (arrival: Arrival, index: number, entryId: string, expiresAt: number) => void;
  /** Whether the answer of a semantic hit is stored under its own keys as well: where the rest of the replay must not see it. */
  readonly storesHits: boolean;
}

export interface ReplayParts {
  readonly world: World;
  readonly embedder: Embedder;
  readonly maxUnknownShare: number;
  readonly comparing: Comparing;
}

/** Calls under way at once that are told apart. */
const MOST_IN_FLIGHT = 100_000;

interface Answered {
  readonly arrival: Arrival;
  readonly index: number;
  readonly prepared: Prepared | undefined;
}

/**
 * Sends requests through the cache as the gateway would (`src/gateway/answer-chat.ts`), in their order: exact, calls
 * under way, normalised, semantic; an answer is stored when the log says that it was complete.
 */
export function createReplay({ world, embedder, maxUnknownShare, comparing }: ReplayParts) {
  const { clock, entries, vectors } = world;
  const flights = createInFlight<Answered>(MOST_IN_FLIGHT);
  const never = new AbortController().signal;
  const writing = {
    embedder,
    entries,
    vectors,
    maxUnknownShare,
    vectorFailed: (_entry: unknown, error: unknown) => {
      throw error;
    },
  };

  const settle = async (time: number): Promise<void> => {
    for (const { until, what } of flights.over(time)) {
      world.advance(Math.min(until, time));
      await store(what);
    }
    world.advance(time);
  };

  const store = async ({ arrival, index, prepared }: Answered): Promise<void> => {
    const { keys, answer, plan } = arrival;
    if (!keys || !plan.write || answer.refused !== undefined) return;
    const known = comparing.places(arrival)
      ? prepared
      : { ...UNPLACED, normalisedKey: keys.normalisedKey ?? '' };
    const job = buildWriteJob(answerToStore(arrival, keys, index, known), clock.now());
    const entry = await storeAnswer(writing, job, never);
    if (comparing.answerVectors && entry.vector) await storeAnswerVector(entry, job, answer.embedded);
    comparing.stored?.(arrival, index, entry.id, entry.expiresAt);
  };

  /** As the gateway does it a moment later (`createAnswerVectors`), at once. */
  const storeAnswerVector = async (entry: Entry, { compatKey }: WriteJob, text: string | undefined) => {
    const ownPartition = partitionOf({ tenant: entry.tenant, compatKey }, embedder.spaceId, '');
    if (text === undefined || entry.partition !== ownPartition) return;
    const [embedding] = await embedder.embed([text], never);
    if (!embedding || embedding.unknownShare > maxUnknownShare) return;
    const whole = { ...entry, answerVector: embedding.vector };
    await entries.put(whole);
    await indexEntry({ entries, vectors }, whole);
  };

  return {
    /** What becomes of the next request. */
    ask: async (arrival: Arrival, index: number): Promise<Outcome> => {
      await settle(arrival.time);
      const { keys, plan } = arrival;
      if (!keys) return missed(plan.reason ?? 'policy:off');
      const identity = identityOf(arrival, keys);
      const exact = await findKey('exact', keys.exactKey);
      if (exact.type === 'hit') return hit(exact);

      const joins = plan.read && plan.write && !plan.onlyIfCached;
      const flight = joins ? flights.find(keys.exactKey) : undefined;
      if (flight && flight.until > arrival.time) return { type: 'coalesced', until: flight.until };

      let outcome = missed(plan.reason ?? exact.reason);
      let prepared: Prepared | undefined;
      if (plan.read && plan.match === 'semantic' && keys.normalisedKey !== undefined) {
        const same = await findKey('normalised', keys.normalisedKey);
        if (same.type === 'hit') return hit(same);
        const read = (): AskedQuestion => readQuestion(identity, identity.question ?? '');
        const meant = await comparing.ask(arrival, index, identity, plan, read);
        prepared = meant?.prepared;
        outcome = outcomeOf(meant, exact);
      }
      const answered: Answered = { arrival, index, prepared };
      if (outcome.type === 'hit' && !comparing.storesHits) return outcome;
      const until = outcome.type === 'hit' ? arrival.time : arrival.time + (arrival.durationMs ?? 0);
      if (arrival.answer.refused !== 'failed') flights.add(keys.exactKey, { until, what: answered });
      return outcome;

      function findKey(tier: 'exact' | 'normalised', key: string): Promise<LookupResult> {
        if (!plan.read) return Promise.resolve({ type: 'miss', reason: 'no-neighbour' });
        return findExact({ entries, clock }, identity.tenant, key, tier, plan);
      }
    },
  };
}

const UNPLACED = { embedded: undefined, exactOnly: true } as const;

function answerToStore(
  arrival: Arrival,
  keys: NonNullable<Arrival['keys']>,
  index: number,
  prepared: Prepared | undefined,
): Parameters<typeof buildWriteJob>[0] {
  const { answer, model } = arrival;
  const message = { role: 'assistant', content: answer.text ?? '' };
  return {
    identity: identityOf(arrival, keys),
    plan: arrival.plan,
    dialect: 'openai-chat',
    responseFormat: undefined,
    prepared,
    body: answer.text === undefined ? {} : { choices: [{ index: 0, message, finish_reason: 'stop' }] },
    bodyBytes: answer.bytes,
    response: { model, choices: [], usage: UNKNOWN_USAGE },
    costNanos: arrival.costNanos,
    latencyMs: arrival.durationMs ?? 0,
    provenance: { requestId: String(index), credential: '', provider: '', model },
  };
}

const missed = (reason: Extract<Outcome, { type: 'miss' }>['reason']): Outcome => ({
  type: 'miss',
  reason,
  near: undefined,
});

const hit = ({ tier, entry }: Extract<LookupResult, { type: 'hit' }>): Outcome => ({
  type: 'hit',
  tier,
  entryId: entry.id,
  near: undefined,
});

function outcomeOf(meant: Meant | undefined, exact: Extract<LookupResult, { type: 'miss' }>): Outcome {
  if (!meant) return missed('unasked');
  const { result, near } = meant;
  if (result.type === 'hit') return { type: 'hit', tier: 'semantic', entryId: result.entry.id, near };
  return { type: 'miss', reason: result.reason === 'no-neighbour' ? exact.reason : result.reason, near };
}

function identityOf({ tenant, question }: Arrival, keys: NonNullable<Arrival['keys']>): Identity {
  return { tenant, compatKey: keys.compatKey, exactKey: keys.exactKey, question };
}

/** The id that an answer is stored under. */
export const entryIdOf = (exactKey: string): string => digest(['entry', exactKey]);
