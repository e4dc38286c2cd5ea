import { calibrated, createRandom } from '#cache';
import { type LabelledPair, type PairScore, type PairScorer, pickPairs, type Tuning, tune } from '#tune';
import { groupPairs } from '../../src/tune/groups.ts';
import { partPairs } from '../../src/tune/split.ts';
import type { Pool } from './pools.ts';
import type { PoolFigures, Way } from './report.ts';

const BUDGETS = [0.01, 0.02, 0.03, 0.05, 0.1];
const DELTA = 0.05;
/** Share of the pairs that nothing is chosen on. */
const CLOSED = 0.3;
/** Where the seeds of the parts that nothing is chosen on begin. */
const TEST_SEEDS = 1000;
const WAYS = ['all labels', 'random', 'picked'] as const;

interface Outcome {
  readonly certified: boolean;
  readonly hitRate: number;
  readonly wrongRate: number | undefined;
}

/**
 * Tunes with all labels of a pool, with some drawn at random and with as many in the order of `reprise label`, and
 * holds each bar against pairs that none of them has seen. Repeated with other parts.
 */
export async function comparePool(
  { name, pairs }: Pool,
  scores: readonly PairScore[],
  scorer: Omit<PairScorer, 'score'>,
  { labels, repeats }: { readonly labels: number; readonly repeats: number },
): Promise<PoolFigures> {
  const byLine = new Map(pairs.map(({ line }, i) => [line, scores[i] ?? { p: 0, vetoes: [] }]));
  const known: PairScorer = {
    ...scorer,
    score: async (asked) => asked.map(({ line }) => byLine.get(line) ?? { p: 0, vetoes: [] }),
  };
  const groups = groupPairs(pairs);
  const budgets = [];
  for (const budget of BUDGETS) {
    const rounds: Record<(typeof WAYS)[number], Outcome>[] = [];
    for (let seed = 1; seed <= repeats; seed += 1) {
      const parts = partPairs(pairs, groups, CLOSED, TEST_SEEDS + seed);
      const open = pairs.filter((_, i) => parts[i] === 'choose');
      const closed = pairs.filter((_, i) => parts[i] === 'fit');
      const run = async (some: readonly LabelledPair[]): Promise<Outcome> =>
        hold(
          await tune(some, known, { budget, delta: DELTA, seed }, new AbortController().signal),
          closed,
          byLine,
        );
      rounds.push({
        'all labels': await run(open),
        random: await run(shuffled(open, seed).slice(0, labels)),
        picked: await run(picked(open, byLine, { bar: scorer.bar, budget, seed }).slice(0, labels)),
      });
    }
    budgets.push({ budget, ways: WAYS.map((way) => summary(way, rounds, budget)) });
  }
  const { spaceId, verifierId, similarityOf } = scorer;
  const decision =
    similarityOf === undefined ? `${spaceId}, ${verifierId ?? 'no verifier'}` : `cosine of ${spaceId}`;
  return { pool: name, decision, pairs: pairs.length, budgets };
}

function hold(
  { outcome }: Tuning,
  closed: readonly LabelledPair[],
  scores: ReadonlyMap<number, PairScore>,
): Outcome {
  if (outcome.type === 'refused') return { certified: false, hitRate: 0, wrongRate: undefined };
  const { bar, calibration } = outcome;
  const decided = closed.filter(({ label }) => label !== 'unsure');
  const served = decided.filter(({ line }) => {
    const score = scores.get(line);
    return score?.vetoes.length === 0 && calibrated(calibration, score.p, score.features) >= bar;
  });
  const wrong = served.filter(({ label }) => label === 'different');
  return {
    certified: true,
    hitRate: weightOf(served) / weightOf(decided),
    wrongRate: served.length === 0 ? undefined : weightOf(wrong) / weightOf(served),
  };
}

const weightOf = (pairs: readonly LabelledPair[]): number =>
  pairs.reduce((sum, { weight }) => sum + weight, 0);

function shuffled(pairs: readonly LabelledPair[], seed: number): readonly LabelledPair[] {
  const random = createRandom(seed);
  return pairs
    .map((pair) => ({ pair, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ pair }) => pair);
}

/** In the order in which `reprise label` shows them, with what it writes beside the label. */
function picked(
  pairs: readonly LabelledPair[],
  scores: ReadonlyMap<number, PairScore>,
  options: { readonly bar: number; readonly budget: number; readonly seed: number },
): readonly LabelledPair[] {
  const labels = new Map(pairs.map(({ line, label }) => [line, label]));
  const ordered = pickPairs(
    pairs,
    pairs.map(({ line }) => scores.get(line) ?? { p: 0, vetoes: [] }),
    [],
    options,
  );
  return ordered.waiting.map(({ pair, weight, stratum, stratumPairs }) => ({
    ...pair,
    label: labels.get(pair.line) ?? 'unsure',
    weight,
    stratum,
    stratumPairs,
  }));
}

function summary(
  name: (typeof WAYS)[number],
  rounds: readonly Record<(typeof WAYS)[number], Outcome>[],
  budget: number,
): Way {
  const own = rounds.map((round) => round[name]);
  const rates = own.map(({ wrongRate }) => wrongRate).filter((rate) => rate !== undefined);
  const both = rounds.filter((round) => round[name].certified && round['all labels'].certified);
  return {
    name,
    refused: own.filter(({ certified }) => !certified).length,
    hitRate: mean(own.map(({ hitRate }) => hitRate)) ?? 0,
    behind: mean(both.map((round) => round['all labels'].hitRate - round[name].hitRate)),
    above: rates.filter((rate) => rate > budget).length,
    wrongRate: mean(rates),
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
