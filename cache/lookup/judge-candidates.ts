import { LRUCache } from 'lru-cache';
import type { Decide, Verdict } from '../decision.ts';
import type { Entry } from '../entry.ts';
import { readSlots, type Slots, vetoBetween } from '../slots/index.ts';

export interface Neighbouring {
  readonly entry: Entry;
  readonly similarity: number;
}

export type Judgement =
  | { readonly type: 'serve'; readonly candidate: Neighbouring }
  | { readonly type: 'refuse'; readonly reason: 'no-neighbour' | 'below-bar' | `veto:${string}` };

/** Picks the best candidate that may be served, or says why the nearest one may not; candidates come nearest first. */
export type JudgeCandidates = (asked: Slots, candidates: readonly Neighbouring[]) => Judgement;

/** Cached questions come back often, and reading their slots each time would be most of the decision's cost. */
const REMEMBERED_QUESTIONS = 4_096;

export function createJudge(decide: Decide): JudgeCandidates {
  const remembered = new LRUCache<string, Slots>({ max: REMEMBERED_QUESTIONS });
  const slotsOfCached = (question: string): Slots => {
    const known = remembered.get(question) ?? readSlots(question);
    remembered.set(question, known);
    return known;
  };

  return (asked, candidates) => {
    let first: Exclude<Verdict, { serve: true }> | undefined;
    for (const candidate of candidates) {
      const veto = vetoBetween(asked, slotsOfCached(candidate.entry.question));
      const verdict = decide({ similarity: candidate.similarity, veto });
      if (verdict.serve) return { type: 'serve', candidate };
      first ??= verdict;
    }
    return { type: 'refuse', reason: first?.reason ?? 'no-neighbour' };
  };
}
