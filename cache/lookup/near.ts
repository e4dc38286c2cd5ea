import type { Clock } from '#core';
import type { Embedder } from '#embeddings';
import { type Identity, partitionOf } from '../identity/identity.ts';
import type { CachePlan } from '../policy/plan.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { Neighbour, VectorStore } from '../ports/vector-store.ts';
import { readLanguage, type Slots } from '../slots/index.ts';
import type { AskedQuestion } from './asked-question.ts';
import { isFreshFor } from './freshness.ts';
import type { JudgeCandidates, Neighbouring } from './judge-candidates.ts';
import type { LookupObserver } from './observer.ts';
import type { LookupResult, Miss, Prepared } from './result.ts';
import { timed } from './timed.ts';

export interface NearParts {
  readonly embedder: Embedder;
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  readonly judge: JudgeCandidates;
  readonly clock: Clock;
  readonly observer: LookupObserver;
  /** Share of unknown tokens above which a text is not matched by meaning (C4). */
  readonly maxUnknownShare: number;
}

/** C10: the right entry is among the nearest five for 95–98 % of paraphrases; below the floor nothing is right. */
const CANDIDATES = 5;
const FLOOR = 0.4;

/** The semantic tier: rejects on an outage or when `signal` aborts. */
export async function findNear(
  parts: NearParts,
  identity: Identity,
  asked: AskedQuestion,
  plan: CachePlan,
  signal: AbortSignal,
): Promise<LookupResult> {
  const { text, normalisedKey } = asked;
  const unread: Prepared = { normalisedKey, embedded: undefined, exactOnly: true };
  if (!readLanguage(text).english) return { type: 'miss', reason: 'embedder-language', prepared: unread };
  const [embedding] = await timed(parts, 'embed', () => parts.embedder.embed([text], signal));
  if (!embedding || embedding.unknownShare > parts.maxUnknownShare) {
    return { type: 'miss', reason: 'embedder-language', prepared: unread };
  }

  const { vector } = embedding;
  const partition = partitionOf(identity, parts.embedder.spaceId, text.slice(embedding.coveredChars));
  const prepared: Prepared = { normalisedKey, embedded: { vector, partition }, exactOnly: false };
  const neighbours = await timed(parts, 'search', () =>
    parts.vectors.search(
      { tenant: identity.tenant, partition, vector, limit: CANDIDATES, floor: FLOOR },
      signal,
    ),
  );
  const decided = await decideAmong(parts, identity, asked.slots, neighbours, plan);
  return decided.type === 'hit' ? decided : { ...decided, prepared };
}

async function decideAmong(
  parts: NearParts,
  identity: Identity,
  asked: Slots,
  neighbours: readonly Neighbour[],
  plan: CachePlan,
): Promise<LookupResult> {
  const candidates = await liveCandidates(parts, identity.tenant, neighbours, plan);
  const started = parts.clock.monotonic();
  const judged = parts.judge(asked, candidates);
  parts.observer.stage('decide', (parts.clock.monotonic() - started) / 1000);
  if (candidates[0]) parts.observer.similarity(candidates[0].similarity);
  if (judged.type === 'serve') {
    return {
      type: 'hit',
      tier: 'semantic',
      entry: judged.candidate.entry,
      similarity: judged.candidate.similarity,
    };
  }
  if (judged.reason.startsWith('veto:')) parts.observer.veto(judged.reason.slice('veto:'.length));
  return { type: 'miss', reason: judged.reason, similarity: candidates[0]?.similarity } satisfies Miss;
}

/** Neighbours whose entries are still there, this tenant's and fresh enough; vectors without an entry are dropped (C22). */
async function liveCandidates(
  parts: NearParts,
  tenant: string,
  neighbours: readonly Neighbour[],
  plan: CachePlan,
): Promise<readonly Neighbouring[]> {
  if (neighbours.length === 0) return [];
  const entries = await parts.entries.getMany(neighbours.map(({ id }) => id));
  const now = parts.clock.now();
  const orphans: string[] = [];
  const live: Neighbouring[] = [];
  neighbours.forEach(({ id, similarity }, at) => {
    const entry = entries[at];
    if (!entry) orphans.push(id);
    else if (entry.tenant === tenant && isFreshFor(plan, entry, now)) {
      live.push({ entry, similarity });
    }
  });
  if (orphans.length > 0) {
    parts.vectors.remove(orphans, tenant).catch((error: unknown) => parts.observer.failure('vectors', error));
  }
  return live;
}
