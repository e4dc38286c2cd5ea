import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledPair } from '#tune';
import { DATA_FOLDER, DOMAINS, type GoldPair, readGoldPairs, readIntents } from '../quality/data.ts';
import { lightlyReworded } from '../quality/rewordings.ts';
import type { Vectors } from '../quality/vectors.ts';

/** Labelled pairs to tune on. */
export interface Pool {
  readonly name: string;
  readonly pairs: readonly LabelledPair[];
}

/** Forms of each intent that are cached; the others are asked. */
const CACHED = 4;
/** The traffic: as much asked in far words as in near ones, and a fifth that needs another answer. */
const MIX = { light: 0.4, asked: 0.4, lookalike: 0.2 };

/** Texts that a pool of question sets is paired by. */
export const questionTexts = (): readonly string[] =>
  DOMAINS.flatMap(readIntents).flatMap(({ asked, lookalikes }) => [
    ...asked,
    ...asked.slice(0, 1).flatMap(lightlyReworded),
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
 * Question sets: half of the forms of each intent are cached; light rewordings of one of them, the other half and the
 * look-alikes are asked, and each is paired with the nearest cached form of its domain. Pairs of one intent were written
 * together.
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
      const light = asked.slice(0, 1).flatMap(lightlyReworded);
      const far = asked.slice(CACHED);
      const requests = [
        ...light.map((text) => ({ text, needs: id, share: MIX.light / light.length })),
        ...far.map((text) => ({ text, needs: id, share: MIX.asked / far.length })),
        ...lookalikes.map(({ text }) => ({
          text,
          needs: undefined,
          share: MIX.lookalike / lookalikes.length,
        })),
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
