import { partitionOf } from '#cache';
import type { Arrival } from '../arrivals/arrival.ts';
import { createLexicalIndex } from './lexical-index.ts';
import type { MeaningTier, Meant } from './meaning.ts';
import type { Comparing } from './replay.ts';
import type { Sampler } from './sampler.ts';
import type { TextMemo } from './text-memo.ts';
import type { World } from './world.ts';

/** Nobody looks among the cached questions: the tiers that ask for a key, alone. */
export const keysOnly: Comparing = {
  ask: async () => undefined,
  places: () => false,
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
export function everyQuestion(meaning: MeaningTier, isAlone: (arrival: Arrival) => boolean): Comparing {
  return {
    ask: async (arrival, _index, identity, plan, read) => {
      if (!isAlone(arrival)) return meaning(identity, read(), plan);
      return { ...ALONE, prepared: { ...ALONE.prepared, normalisedKey: arrival.keys?.normalisedKey ?? '' } };
    },
    places: (arrival) => !isAlone(arrival),
    storesHits: false,
  };
}

/** Cached questions that are embedded for one sampled question: what shares most words with it. */
export const COMPARED = 8;

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
}

/**
 * A sample of the questions is looked up. Of what is cached only the likeliest few are embedded for each, so that a hit
 * among questions that share no word is not seen. What a sampled hit would have answered is stored under its keys all
 * the same, so that the tiers that ask for a key find in each sample what they find without one.
 */
export function sampledQuestions(parts: SampleParts): SampledQuestions {
  const { world, meaning, embedder, sampler, isAlone } = parts;
  const index = createLexicalIndex();
  const placed = new Set<string>();
  /** Places in the log of questions that a sampled hit answered: they are no candidates. */
  const served = new Set<number>();
  const never = new AbortController().signal;

  const place = async (arrival: Arrival, text: string): Promise<void> => {
    const likeliest = index.nearest(partitionKey(arrival), text, COMPARED, arrival.time);
    const missing = likeliest.filter(({ id }) => !placed.has(id));
    const embeddings = await embedder.embed(
      missing.map((question) => question.text),
      never,
    );
    const records = missing.flatMap(({ id, tenant, compatKey, text: cached, expiresAt }, at) => {
      const embedding = embeddings[at];
      if (!embedding) return [];
      const { vector, coveredChars } = embedding;
      const unseen = cached.slice(coveredChars);
      placed.add(id);
      return [
        {
          id,
          tenant,
          vector,
          expiresAt,
          partition: partitionOf({ tenant, compatKey }, embedder.spaceId, unseen),
        },
      ];
    });
    await world.vectors.upsert(records);
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
