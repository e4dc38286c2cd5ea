import { visitFeatures } from './features.ts';
import type { Reading } from './reading.ts';
import { BIAS, CLASSES, SCALE, WEIGHTS } from './words/weights.ts';

/** Below this share the rules' "general" stands. */
const SUSPICION = 0.6;
/** Fewer words than these say too little to be weighed. */
const FEWEST_WORDS = 3;

/** Weights per feature, one for each class. */
const table: ReadonlyMap<string, readonly number[]> = new Map(
  WEIGHTS.split('\n').map((line): [string, readonly number[]] => {
    const at = line.indexOf(' ');
    return [line.slice(at + 1), line.slice(0, at).split(',').map(Number)];
  }),
);

/**
 * What a request is by weights that were fitted on labelled ones: a second opinion for what no rule knows.
 * @returns the likeliest other class where `general` is unlikely
 */
export function weigh(reading: Reading): (typeof CLASSES)[number] {
  if (reading.size < FEWEST_WORDS) return 'general';
  const odds = scoresOf(reading).map((score) => Math.exp(score / SCALE));
  const all = odds.reduce((sum, one) => sum + one, 0);
  const [general = 0, ...others] = odds;
  if (1 - general / all <= SUSPICION) return 'general';
  return CLASSES[1 + others.indexOf(Math.max(...others))] ?? 'general';
}

function scoresOf(reading: Reading): readonly number[] {
  const scores = [...BIAS];
  const seen = new Set<string>();
  visitFeatures(reading, (feature) => {
    const weights = table.get(feature);
    if (weights === undefined || seen.has(feature)) return;
    seen.add(feature);
    weights.forEach((weight, at) => {
      scores[at] = (scores[at] ?? 0) + weight;
    });
  });
  return scores;
}
