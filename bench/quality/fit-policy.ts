import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestClass } from '../../cache/policy/classify.ts';
import { visitFeatures } from '../../cache/policy/features.ts';
import { readRequest } from '../../cache/policy/reading.ts';

/**
 * Fits the weights of the policy classifier: multinomial logistic regression over words and neighbouring words, on the
 * labelled requests for building and on question sets whose forms are all general. Writes `cache/policy/words/weights.ts`.
 * Run it when `build.jsonl` or `features.ts` changes: `node bench/quality/fit-policy.ts` (a few seconds).
 */

const ROOT = join(import.meta.dirname, '../..');
const CASES = join(ROOT, 'test/data/policy/build.jsonl');
const WEIGHTS = join(ROOT, 'cache/policy/words/weights.ts');
/** The other domains are left for figures. */
const FITTED_DOMAINS = ['banking', 'ecommerce', 'devdocs', 'telecom', 'general'];
const CLASSES: readonly RequestClass[] = ['general', 'time-bound', 'personal', 'action', 'context'];

const PENALTY = 2;
const ROUNDS = 150;
const STEP = 0.3;
/** Question sets are many and alike. */
const DOMAIN_WEIGHT = 0.5;
/** A feature of fewer rows says nothing about the next one. */
const FEWEST_ROWS = 3;
const MOST_FEATURES = 1_500;
/** Weights are kept as whole sixteenths. */
const SCALE = 16;

interface Row {
  readonly features: readonly string[];
  readonly label: number;
  readonly weight: number;
}

interface Fit {
  readonly weights: ReadonlyMap<string, Float64Array>;
  readonly bias: Float64Array;
}

function readRows(): readonly Row[] {
  const lines = (path: string): readonly string[] => readFileSync(path, 'utf8').trim().split('\n');
  const cases = lines(CASES).map((line) => JSON.parse(line) as { text: string; class: RequestClass });
  const asked = FITTED_DOMAINS.flatMap((domain) =>
    lines(join(ROOT, `bench/traffic/faq/${domain}.jsonl`)).flatMap(
      (line) => (JSON.parse(line) as { asked: string[] }).asked,
    ),
  );
  return [
    ...cases.map((one) => rowOf(one.text, one.class, 1)),
    ...asked.map((text) => rowOf(text, 'general', DOMAIN_WEIGHT)),
  ];
}

function rowOf(text: string, label: RequestClass, weight: number): Row {
  const features = new Set<string>();
  visitFeatures(readRequest(text), (feature) => features.add(feature));
  return { features: [...features], label: CLASSES.indexOf(label), weight };
}

function countsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { features } of rows) {
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}

/** Full gradients with a step per weight that shrinks with its history (AdaGrad): no order, no randomness. */
function fitTo(rows: readonly Row[], features: Iterable<string>): Fit {
  const width = CLASSES.length;
  const index = new Map([...features].map((feature, at) => [feature, at]));
  const known = rows.map((row) => row.features.flatMap((feature) => index.get(feature) ?? []));
  const weights = new Float64Array(index.size * width);
  const bias = new Float64Array(width);
  const squares = new Float64Array(weights.length).fill(1e-6);
  const biasSquares = new Float64Array(width).fill(1e-6);
  const step = (values: Float64Array, gradient: Float64Array, history: Float64Array): void => {
    for (let at = 0; at < values.length; at++) {
      const slope = gradient[at] ?? 0;
      history[at] = (history[at] ?? 0) + slope * slope;
      values[at] = (values[at] ?? 0) - (STEP * slope) / Math.sqrt(history[at] ?? 1);
    }
  };
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight) => PENALTY * weight);
    const biasGradient = new Float64Array(width);
    rows.forEach(({ label, weight }, row) => {
      const places = known[row] ?? [];
      const shares = sharesOf(scoresOf(weights, bias, places));
      for (let at = 0; at < width; at++) {
        const error = weight * ((shares[at] ?? 0) - (at === label ? 1 : 0));
        biasGradient[at] = (biasGradient[at] ?? 0) + error;
        for (const place of places) {
          gradient[place * width + at] = (gradient[place * width + at] ?? 0) + error;
        }
      }
    });
    step(weights, gradient, squares);
    step(bias, biasGradient, biasSquares);
  }
  return {
    bias,
    weights: new Map(
      [...index].map(([feature, at]) => [feature, weights.slice(at * width, (at + 1) * width)]),
    ),
  };
}

function scoresOf(weights: Float64Array, bias: Float64Array, places: readonly number[]): Float64Array {
  const scores = bias.slice();
  for (const place of places) {
    for (let at = 0; at < scores.length; at++) {
      scores[at] = (scores[at] ?? 0) + (weights[place * scores.length + at] ?? 0);
    }
  }
  return scores;
}

function sharesOf(scores: Float64Array): Float64Array {
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const all = odds.reduce((sum, one) => sum + one, 0);
  return odds.map((one) => one / all);
}

/** The features that tell classes apart in many rows. */
function strongest({ weights }: Fit, counts: ReadonlyMap<string, number>): readonly string[] {
  const strength = ([feature, values]: [string, Float64Array]): number => {
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const spread = Math.hypot(...values.map((one) => one - mean));
    return spread * Math.log1p(counts.get(feature) ?? 0);
  };
  return [...weights]
    .map((entry): [string, number] => [entry[0], strength(entry)])
    .sort((one, other) => other[1] - one[1])
    .slice(0, MOST_FEATURES)
    .map(([feature]) => feature)
    .sort();
}

const whole = (values: Float64Array): string =>
  [...values].map((value) => String(Math.round(value * SCALE) + 0)).join(',');

function fileOf({ weights, bias }: Fit): string {
  const lines = [...weights].map(([feature, values]) => `${whole(values)} ${feature}`);
  return `/** Made by \`node bench/quality/fit-policy.ts\` from our own labelled requests; not to be edited. */

export const CLASSES = ${JSON.stringify(CLASSES).replaceAll('"', "'").replaceAll(',', ', ')} as const;

/** What a weight of one is written as. */
export const SCALE = ${SCALE};

export const BIAS: readonly number[] = [${whole(bias).replaceAll(',', ', ')}];

/** One feature a line, after its weight for each class. */
export const WEIGHTS = \`${lines.join('\n').replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\`;
`;
}

/** The file of weights that the labelled requests give. */
export function fitPolicy(): string {
  const rows = readRows();
  const counts = countsOf(rows);
  const common = [...counts].filter(([, count]) => count >= FEWEST_ROWS).map(([feature]) => feature);
  const chosen = strongest(fitTo(rows, common), counts);
  return fileOf(fitTo(rows, chosen));
}

if (process.argv[1] === import.meta.filename) writeFileSync(WEIGHTS, fitPolicy());
