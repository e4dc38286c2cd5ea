import { createRandom } from '../../../cache/decision/random.ts';
import type { LabelledPair } from '../../../src/tune/labels/labelled-pair.ts';
import type { PairScore, PairScorer } from '../../../src/tune/scorer.ts';

/** A pair with the score that its scorer is to give it. */
export interface ScriptedPair extends LabelledPair {
  readonly score: PairScore;
}

export const scripted = (
  id: number,
  score: PairScore,
  label: LabelledPair['label'],
  more: Partial<LabelledPair> = {},
): ScriptedPair => ({
  line: id + 1,
  asked: `asked ${id}`,
  cached: `cached ${id}`,
  label,
  weight: 1,
  score,
  ...more,
});

/** Pairs whose label is right with the probability of their score; most are sure one way or the other. */
export function calibratedPairs(count: number, seed: number): readonly ScriptedPair[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, id) => {
    const logOdds = random() < 0.6 ? 2 + 6 * random() : -5 + 5 * random();
    const p = 1 / (1 + Math.exp(-logOdds));
    return scripted(id, { p, vetoes: [] }, random() < p ? 'same' : 'different');
  });
}

/** A scorer that says what the pairs were scripted with. */
export const scorerOf = (pairs: readonly ScriptedPair[], more: Partial<PairScorer> = {}): PairScorer => {
  const scores = new Map(pairs.map(({ line, score }) => [line, score]));
  return {
    score: async (asked) => asked.map(({ line }) => scores.get(line) ?? { p: 0, vetoes: [] }),
    spaceId: 'space',
    verifierId: null,
    bar: 0.99,
    readsAnswers: false,
    ...more,
  };
};
