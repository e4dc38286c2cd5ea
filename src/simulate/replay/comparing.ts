import { type Entry, indexEntry, partitionOf } from '#cache';
import type { Arrival } from '../arrivals/arrival.ts';
import { createLexicalIndex, type IndexedQuestion } from './lexical-index.ts';
import type { MeaningTier, Meant } from './meaning.ts';
import type { Comparing } from './replay.ts';
import type { Sampler } from './sampler.ts';
import type { TextMemo } from './text-memo.ts';
import type { World } from './world.ts';

/** Nobody looks among the cached questions: the tiers that ask for a key, alone. */
export const keysOnly: Comparing = {
  ask: async () => undefined,
  places: () => false,
  answerVectors: false,
  storesHits: false,
};

const ALONE: Meant = {
  result: { type: 'miss', reason: 'no-neighbour' },
  prepared: { normalisedKey: '', embedded: undefined, exactOnly: true },
  near: undefined,
};

/**
 * Every question is looked up, as the gateway does it.
 * @param isAlone whether nothing else was ever stored in a request's partition: its vector would find nothing
 */
export function everyQuestion(
  meaning: MeaningTier,
  isAlone: (arrival: Arrival) => boolean,
  answerVectors: boolean,
): Comparing {
  return {
    ask: async (arrival, _index, identity, plan, read) => {
      if (!isAlone(arrival)) return meaning(identity, read(), plan);
      return { ...ALONE, prepared: { ...ALONE.prepared, normalisedKey: arrival.keys?.normalisedKey ?? '' } };
    },
    places: (arrival) => !isAlone(arrival),
    answerVectors,
    storesHits: false,
  };
}

/** Cached questions that are embedded for one sampled question: what shares most words with it. */
export const COMPARED = 6;

export interface SampledQuestions extends Comparing {
  /** Takes entries out that left the cache. */
  readonly forget: (ids: readonly string[]) => void;
}

export interface SampleParts {
  readonly world: World;
  readonly meaning: MeaningTier;
  readonly embedder: TextMemo;
  readonly sampler: Sampler;
  /** Whether nothing else was ever stored in a request's partition. */
  readonly isAlone: (arrival: Arrival) => boolean;
  readonly answerVectors: boolean;
}

/**
 * A sample of the questions is looked up. Of what is cached only the likeliest few are embedded for each, so that a hit
 * among questions that share no word is not seen. What a sampled hit would have answered is stored under its keys all
 * the same, so that the tiers that ask for a key find in each sample what they find without one.
 */
export function sampledQuestions(parts: SampleParts): SampledQuestions {
  const { world, meaning, embedder, sampler, isAlone, answerVectors } = parts;
  const index = createLexicalIndex();
  const placed = new Set<string>();
  /** Places in the log of questions that a sampled hit answered: they are no candidates. */
  const served = new Set<number>();
  const never = new AbortController().signal;

  /** Gives vectors to the entries that may serve. */
  const place = async (arrival: Arrival, text: string): Promise<void> => {
    const likeliest = index.nearest(partitionKey(arrival), text, COMPARED, arrival.time);
    const missing = likeliest.filter(({ id }) => !placed.has(id));
    if (missing.length === 0) return;
    const stored = await world.entries.getMany(missing.map(({ id }) => id));
    await Promise.all(missing.map((question, at) => placeOne(question, stored[at])));
  };

  const placeOne = async (question: IndexedQuestion, entry: Entry | undefined): Promise<void> => {
    if (!entry) return;
    const answer = answerVectors ? question.answer : undefined;
    const [asked, said] = await embedder.embed(
      answer === undefined ? [question.text] : [question.text, answer],
      never,
    );
    if (!asked) return;
    const unseen = question.text.slice(asked.coveredChars);
    const partition = partitionOf(question, embedder.spaceId, unseen);
    const whole: Entry = {
      ...entry,
      partition,
      vector: asked.vector,
      answerVector: unseen === '' ? said?.vector : undefined,
    };
    placed.add(question.id);
    await world.entries.put(whole);
    await indexEntry(world, whole);
  };

  return {
    ask: async (arrival, at, identity, plan, read) => {
      if (!sampler.takes(at)) return undefined;
      const asked = read();
      await place(arrival, asked.text);
      const meant = await meaning(identity, asked, plan);
      if (meant.result.type === 'hit') served.add(at);
      return meant;
    },
    places: () => false,
    answerVectors: false, // placed with the question's, where they are compared
    storesHits: true,
    stored: (arrival, at, id, expiresAt) => {
      const { keys, question, tenant, plan } = arrival;
      if (
        served.delete(at) ||
        !keys ||
        question === undefined ||
        plan.match !== 'semantic' ||
        isAlone(arrival)
      )
        return;
      placed.delete(id);
      index.add({
        id,
        partition: partitionKey(arrival),
        tenant,
        compatKey: keys.compatKey,
        text: question,
        answer: arrival.answer.embedded,
        expiresAt,
      });
    },
    forget: (ids) => {
      index.remove(ids);
      for (const id of ids) placed.delete(id);
    },
  };
}

/** Requests that may be compared at all, but for what the embedder does not read of them. */
export const partitionKey = ({ tenant, keys }: Arrival): string => `${tenant} ${keys?.compatKey ?? ''}`;
