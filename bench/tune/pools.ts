import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledPair } from '#tune';
import { DATA_FOLDER, DOMAINS, type GoldPair, readGoldPairs, readIntents } from '../quality/data.ts';
import type { Vectors } from '../quality/vectors.ts';

/** Labelled pairs to tune on. */
export interface Pool {
  readonly name: string;
  readonly pairs: readonly LabelledPair[];
}

/** Forms of each intent that are cached; the others are asked. */
const CACHED = 4;
/** Of the traffic, as in docs/quality.md. */
const LOOKALIKES = 0.2;

/** Texts that a pool of question sets is paired by. */
export const questionTexts = (): readonly string[] =>
  DOMAINS.flatMap(readIntents).flatMap(({ asked, lookalikes }) => [
    ...asked,
    ...lookalikes.map(({ text }) => text),
  ]);

/** Nearest neighbours of question streams, read and labelled. */
export function goldPool(): Pool {
  const trained = readFileSync(join(DATA_FOLDER, 'gold-train.jsonl'), 'utf8').trimEnd().split('\n');
  const pairs = [...readGoldPairs(), ...trained.map((line) => JSON.parse(line) as GoldPair)];
  return {
    name: 'gold pairs',
    pairs: pairs.map(({ asked, cached, label }, i) => ({ line: i + 1, asked, cached, label, weight: 1 })),
  };
}

/**
 * Question sets: half of the forms of each intent are cached, the other half and the look-alikes are asked, and each is
 * paired with the nearest cached form of its domain; weighted to a traffic with a fifth of look-alikes. Pairs of one
 * intent were written together.
 */
export function questionPool(vectors: Vectors): Pool {
  const pairs = DOMAINS.flatMap((domain) => {
    const intents = readIntents(domain);
    const cached = intents.flatMap(({ id, asked, answer }) =>
      asked.slice(0, CACHED).map((text) => ({ text, id, answer })),
    );
    const nearest = (text: string) =>
      cached.reduce((best, form) =>
        vectors.cosine(text, form.text) > vectors.cosine(text, best.text) ? form : best,
      );
    return intents.flatMap(({ id, asked, lookalikes }) => {
      const requests = [
        ...asked
          .slice(CACHED)
          .map((text) => ({ text, needs: id, share: (1 - LOOKALIKES) / (asked.length - CACHED) })),
        ...lookalikes.map(({ text }) => ({ text, needs: undefined, share: LOOKALIKES / lookalikes.length })),
      ];
      return requests.map(({ text, needs, share }) => {
        const form = nearest(text);
        return {
          asked: text,
          cached: form.text,
          answer: form.answer,
          label: form.id === needs ? ('same' as const) : ('different' as const),
          cluster: `${domain} ${id}`,
          weight: share,
        };
      });
    });
  });
  return { name: 'question sets', pairs: pairs.map((pair, i) => ({ ...pair, line: i + 1 })) };
}
