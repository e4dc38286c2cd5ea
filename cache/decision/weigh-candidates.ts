import type { Entry } from '../entry.ts';
import { compareSlots, type SlotName, type Slots } from '../slots/index.ts';
import type { Asked, Candidate } from './candidate.ts';
import { featureRow } from './features.ts';

/** What of a candidate is looked at before it is read. */
export interface Weighable extends Pick<Candidate, 'similarity' | 'answerSimilarity'> {
  readonly entry: Pick<Entry, 'question'>;
}

/** A candidate and what is known of it before it is read. */
export interface Weighed<C extends Weighable = Candidate> {
  readonly candidate: C;
  /** The slot that forbids it; never served then (C9). */
  readonly veto: SlotName | undefined;
  /** In the order of `FEATURES`. */
  readonly row: readonly number[];
}

/** A rival that is not there is as far away as one that no lookup would find: in a cache with few entries its absence says nothing. */
const FURTHEST_RIVAL = 0.3;

/** Compares each candidate with the question and with its rivals. `answers` are the candidates' answers, to tell rivals from twins. */
export function weighCandidates<C extends Weighable>(
  asked: Pick<Asked, 'slots'>,
  candidates: readonly C[],
  answers: readonly string[],
  slotsOf: (question: string) => Slots,
): readonly Weighed<C>[] {
  return candidates.map((candidate, at) => {
    const { veto, features } = compareSlots(asked.slots, slotsOf(candidate.entry.question));
    const { similarity, answerSimilarity } = candidate;
    const margin = similarity - nearestRival(candidates, answers, at);
    return { candidate, veto, row: featureRow({ similarity, answerSimilarity, margin, soft: features }) };
  });
}

function nearestRival(candidates: readonly Weighable[], answers: readonly string[], at: number): number {
  const rivals = candidates.filter((_, other) => other !== at && answers[other] !== answers[at]);
  return Math.max(FURTHEST_RIVAL, ...rivals.map(({ similarity }) => similarity));
}
