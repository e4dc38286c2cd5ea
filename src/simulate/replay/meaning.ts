import {
  type AskedQuestion,
  type CachePlan,
  type Candidate,
  type Entry,
  embedQuestion,
  findNear,
  type Identity,
  type Judge,
  type LookupResult,
  type Prepared,
  silentObserver,
} from '#cache';
import { listOr, objectOr, stringOr } from '#core';
import type { Embedder } from '#embeddings';
import type { NearPair } from './outcome.ts';
import type { World } from './world.ts';

export interface MeaningParts {
  readonly world: World;
  readonly embedder: Embedder;
  /** Decides which cached question may serve: the gateway's own, handed in. */
  readonly judge: Judge;
  /** Share of unknown tokens above which a text is matched exactly only (C4). */
  readonly maxUnknownShare: number;
}

/** What a lookup among the cached questions found, and what it looked at. */
export interface Meant {
  readonly result: LookupResult;
  readonly prepared: Prepared;
  /** The candidate that served, or the one that was refused first. */
  readonly near: NearPair | undefined;
}

export type MeaningTier = (identity: Identity, asked: AskedQuestion, plan: CachePlan) => Promise<Meant>;

/** The semantic tier, with the gateway's own functions; what the judge saw is kept. */
export function createMeaningTier({ world, embedder, judge, maxUnknownShare }: MeaningParts): MeaningTier {
  const { clock, entries, vectors } = world;
  const observer = silentObserver;
  const never = new AbortController().signal;

  return async (identity, asked, plan) => {
    const parts = { embedder, clock, observer, maxUnknownShare };
    const prepared = await embedQuestion(parts, identity, asked, never);
    const { embedded } = prepared;
    if (!embedded)
      return { result: { type: 'miss', reason: 'embedder-language' }, prepared, near: undefined };
    let seen: readonly Candidate[] = [];
    const watching: Judge = (question, candidates, signal) => {
      seen = candidates;
      return judge(question, candidates, signal);
    };
    const result = await findNear(
      { entries, vectors, clock, observer, judge: watching },
      { tenant: identity.tenant, text: asked.text, slots: asked.slots, embedded, plan },
      never,
    );
    return { result, prepared, near: nearOf(result, seen[0]) };
  };
}

function nearOf(result: LookupResult, nearest: Candidate | undefined): NearPair | undefined {
  if (result.type === 'hit') {
    const { entry, similarity, probability } = result;
    return similarity === undefined
      ? undefined
      : { ...shown(entry), similarity, probability, veto: undefined };
  }
  const veto = result.reason.startsWith('veto:') ? result.reason.slice('veto:'.length) : undefined;
  const candidate = veto === undefined ? (result.best ?? nearest) : nearest;
  if (!candidate) return undefined;
  const probability = candidate === result.best ? result.best?.probability : undefined;
  return { ...shown(candidate.entry), similarity: candidate.similarity, probability, veto };
}

const shown = ({ question, body }: Entry): Pick<NearPair, 'cached' | 'answer'> => {
  const message = objectOr(objectOr(listOr(body.choices)[0]).message);
  return { cached: question, answer: stringOr(message.content, undefined) };
};
