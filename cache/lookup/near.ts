import type { Clock } from '#core';
import type { Believed, Candidate, Judge, Judgement } from '../decision/candidate.ts';
import type { Entry } from '../entry.ts';
import type { FirstLevel } from '../first-level/first-level.ts';
import type { CachePlan } from '../policy/plan.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { VectorQuery, VectorStore } from '../ports/vector-store.ts';
import type { Slots } from '../slots/index.ts';
import { RECORDS_EACH, recordIdsOf } from '../vectors/entry-records.ts';
import { isFreshFor } from './freshness.ts';
import { candidateOf, inOrder, type NearEntry, nearEntries } from './near-entries.ts';
import type { LookupObserver } from './observer.ts';
import type { Doubtful, Hit, LookupResult, Prepared } from './result.ts';
import { timed } from './timed.ts';

export interface NearParts {
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly observer: LookupObserver;
}

/** A question in words and as a vector, by whom, and what may serve it. */
export interface NearQuestion {
  readonly tenant: string;
  readonly text: string;
  readonly slots: Slots;
  readonly embedded: NonNullable<Prepared['embedded']>;
  readonly plan: CachePlan;
}

/** C10. Below the floor little is right: docs/candidates.md has how much a lower one would find. */
const CANDIDATES = 5;
const FLOOR = 0.3;

/** The semantic tier: rejects on an outage or when `signal` aborts. */
export async function findNear(
  parts: NearParts,
  question: NearQuestion,
  signal: AbortSignal,
): Promise<LookupResult> {
  const neighbours = await timed(parts, 'search', () => parts.vectors.search(queryOf(question), signal));
  const candidates = await liveCandidates(parts, question, nearEntries(neighbours, CANDIDATES));
  return told(parts, await decide(parts, question, candidates, signal), candidates);
}

/** The same among the copies in this process; undefined unless it is a hit, because the shared stores may know better. */
export async function findNearHere(
  parts: NearParts,
  level: FirstLevel,
  question: NearQuestion,
  signal: AbortSignal,
): Promise<Hit | undefined> {
  const near = await level.near(queryOf(question), CANDIDATES, signal);
  const candidates = near.filter(({ entry }) => mayServe(parts, question, entry));
  const judged = await decide(parts, question, candidates, signal);
  const result = judged.type === 'serve' ? told(parts, judged, candidates) : undefined;
  return result?.type === 'hit' ? result : undefined;
}

const queryOf = ({ tenant, embedded }: NearQuestion): VectorQuery => ({
  ...embedded,
  tenant,
  limit: CANDIDATES * RECORDS_EACH, // both vectors of each may be near
  floor: FLOOR,
});

const decide = (
  parts: NearParts,
  { text, slots, plan }: NearQuestion,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<Judgement> =>
  timed(parts, 'decide', () =>
    parts.judge({ text, slots, errorBudget: plan.errorBudget }, candidates, signal),
  );

/** The judgement as a result, and in the metrics. */
function told({ observer }: NearParts, judged: Judgement, candidates: readonly Candidate[]): LookupResult {
  const nearest = candidates[0]?.similarity;
  if (nearest !== undefined) observer.similarity(nearest);
  if (judged.type === 'serve') {
    const { entry, similarity } = judged.candidate;
    const { probability } = judged;
    if (probability !== undefined) observer.probability(probability);
    return { type: 'hit', tier: 'semantic', entry, similarity, probability };
  }
  if (judged.reason.startsWith('veto:')) observer.veto(judged.reason.slice('veto:'.length));
  const best = judged.best && doubtful(judged.best);
  if (best) observer.probability(best.probability);
  return { type: 'miss', reason: judged.reason, similarity: nearest, best };
}

const doubtful = ({ candidate: { entry, similarity }, probability, prior }: Believed): Doubtful => ({
  entry,
  similarity,
  probability,
  prior,
});

/** Entries that are still there, this tenant's and fresh enough; vectors without an entry are dropped (C22). */
async function liveCandidates(
  parts: NearParts,
  question: NearQuestion,
  near: readonly NearEntry[],
): Promise<readonly Candidate[]> {
  if (near.length === 0) return [];
  const entries = await parts.entries.getMany(near.map(({ id }) => id));
  const orphans: string[] = [];
  const live: Candidate[] = [];
  near.forEach((found, at) => {
    const entry = entries[at];
    if (!entry) orphans.push(found.id);
    else if (mayServe(parts, question, entry)) {
      const candidate = candidateOf(entry, found, question.embedded.vector);
      if (candidate) live.push(candidate);
    }
  });
  if (orphans.length > 0) {
    parts.vectors
      .remove(recordIdsOf(orphans), question.tenant)
      .catch((error: unknown) => parts.observer.failure('vectors', error));
  }
  return inOrder(live);
}

const mayServe = ({ clock }: NearParts, { tenant, plan }: NearQuestion, entry: Entry): boolean =>
  entry.tenant === tenant && isFreshFor(plan, entry, clock.now());
