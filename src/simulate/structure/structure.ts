import { digest } from '#cache';
import type { Arrival } from '../arrivals/arrival.ts';
import type { Outcome } from '../replay/outcome.ts';
import { createKeyTable, keyHash } from './key-table.ts';
import { createPartitions, type Partitions } from './partitions.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { createTopQuestions, type TopQuestions } from './top-questions.ts';
import { createWhatIf } from './what-if.ts';
import {
  createRequestNotes,
  type KeyMiss,
  type RequestNotes,
  STRATUM_COUNT,
  stratumFor,
} from './why-missed.ts';

/** What a log is like, by one reading of it in the order of time with the tiers that ask for a key. */
export interface Structure {
  readonly observe: (arrival: Arrival, index: number, outcome: Outcome) => void;
  readonly notes: RequestNotes;
  readonly repeats: Repeats;
  readonly questions: TopQuestions;
  readonly partitions: Partitions;
  /** Questions of each stratum that keys found no answer for and that may be looked up by meaning. */
  readonly strata: readonly number[];
  /** Texts among them that differ. */
  readonly textsToEmbed: () => number;
  /** Hits that a rule for a pattern's changing places would bring, by pattern. */
  readonly volatileHits: ReadonlyMap<number, number>;
  /** Hits that sharing among all tenants would bring. */
  readonly sharedHits: () => number;
  /** Answers that would not be stored, by why. */
  readonly refused: ReadonlyMap<string, number>;
}

export function createStructure(requests: number): Structure {
  const notes = createRequestNotes(requests);
  const repeats = createRepeats();
  const questions = createTopQuestions();
  const partitions = createPartitions();
  const texts = createKeyTable();
  const strata = new Array<number>(STRATUM_COUNT).fill(0);
  const volatile = createWhatIf(({ keys }) => keys?.withoutVolatile);
  const anyTenant = createWhatIf(({ keys }) => keys?.withoutTenant);
  const volatileHits = new Map<number, number>();
  const refused = new Map<string, number>();
  let sharedHits = 0;

  const whyMissed = (arrival: Arrival, known: KeyMiss, isHit: boolean): KeyMiss => {
    const wouldServe = volatile.finds(arrival);
    if (anyTenant.finds(arrival) && !isHit && known === undefined) sharedHits++;
    if (isHit) return undefined;
    if (known === undefined && wouldServe) {
      volatileHits.set(arrival.template, (volatileHits.get(arrival.template) ?? 0) + 1);
      return 'churn';
    }
    return known;
  };

  return {
    observe: (arrival, index, outcome) => {
      const { question, answer, plan, keys } = arrival;
      if (question !== undefined && question.trim() !== '') questions.add(question);
      if (answer.refused !== undefined) refused.set(answer.refused, (refused.get(answer.refused) ?? 0) + 1);
      const isHit = outcome.type !== 'miss';
      const why = whyMissed(arrival, repeats.add(arrival), isHit);
      const stored = keys ? partitions.asked(arrival) : 0;
      const byMeaning = outcome.type === 'miss' && outcome.reason === 'unasked';
      const stratum = byMeaning ? stratumFor(stored) : 0;
      notes.set(index, stratum, why, byMeaning);
      if (stratum > 0) strata[stratum] = (strata[stratum] ?? 0) + 1;
      if (byMeaning && question !== undefined) texts.place(keyHash(digest([question])));
      if (!isHit && plan.write && answer.refused === undefined && keys) partitions.stored(arrival);
    },
    notes,
    repeats,
    questions,
    partitions,
    strata,
    textsToEmbed: () => texts.size() + texts.refused(),
    volatileHits,
    sharedHits: () => sharedHits,
    refused,
  };
}
