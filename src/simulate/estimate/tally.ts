import type { Tier } from '#cache';
import type { Arrival } from '../arrivals/arrival.ts';
import type { NearPair, Outcome } from '../replay/outcome.ts';
import type { KeyMiss } from '../structure/why-missed.ts';
import { type Blocks, createBlocks } from './blocks.ts';

/** Where an answer came from. */
export type HitKind = Tier | 'coalesced';
export const HIT_KINDS: readonly HitKind[] = ['exact', 'normalised', 'semantic', 'coalesced'];

/** Two questions that a hit, or a refused one, would have put together. */
export interface QuestionPair extends NearPair {
  readonly asked: string;
  readonly line: number;
}

/** How often the nearest cached question was so near, by what became of it. */
export interface SimilarityBin {
  readonly from: number;
  readonly served: number;
  readonly vetoed: number;
  readonly below: number;
}

export interface ModelTally {
  requests: number;
  hits: number;
}

/** Everything that is counted while a log is replayed. */
export interface Tally {
  /** @param weight how many requests this one stands for; 0 for one that the sample stands for */
  readonly add: (arrival: Arrival, index: number, outcome: Outcome, weight: number, known: KeyMiss) => void;
  /** A hit by a key would have been one by meaning: what it hangs on was answered by meaning itself. */
  readonly retier: (index: number, from: 'exact' | 'normalised', weight: number) => void;
  readonly blocks: Blocks;
  readonly misses: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, ModelTally>;
  readonly similarities: () => readonly SimilarityBin[];
  /** Served by meaning, the least sure first. */
  readonly leastSure: () => readonly QuestionPair[];
  /** Forbidden by a slot, the nearest first. */
  readonly vetoed: () => readonly QuestionPair[];
}

const MOST_MODELS = 40;
const MOST_PAIRS = 12;
const BIN = 0.02;
const BINS = 50;

export function createTally(requests: number): Tally {
  const blocks = createBlocks(requests);
  const misses = new Map<string, number>();
  const models = new Map<string, ModelTally>();
  const bins = Array.from({ length: BINS }, (_, at) => ({
    from: at * BIN,
    served: 0,
    vetoed: 0,
    below: 0,
  }));
  const leastSure = createList((pair) => pair.probability ?? pair.similarity);
  const vetoed = createList((pair) => -pair.similarity);

  const addHit = (
    arrival: Arrival,
    index: number,
    kind: HitKind,
    weight: number,
    savedMs: number | undefined,
  ) => {
    blocks.add(index, 'hits', weight);
    blocks.add(index, kind, weight);
    if (arrival.costNanos === undefined) blocks.add(index, 'hits of unknown cost', weight);
    else blocks.add(index, 'saved nanos', weight * arrival.costNanos);
    if (savedMs === undefined) blocks.add(index, 'hits of unknown time', weight);
    else blocks.add(index, 'saved ms', weight * Math.max(0, savedMs));
    if (arrival.tokens !== undefined) blocks.add(index, 'saved tokens', weight * arrival.tokens);
  };

  const notePair = (arrival: Arrival, near: NearPair, isHit: boolean, weight: number): void => {
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.floor(near.similarity / BIN)))];
    const kind = isHit ? 'served' : near.veto === undefined ? 'below' : 'vetoed';
    if (bin) bin[kind] += weight;
    const pair: QuestionPair = { ...near, asked: arrival.question ?? '', line: arrival.line };
    if (isHit) leastSure.add(pair);
    else if (near.veto !== undefined) vetoed.add(pair);
  };

  const modelOf = (name: string): ModelTally => {
    const key = models.has(name) || models.size < MOST_MODELS ? name : 'other models';
    const known = models.get(key) ?? { requests: 0, hits: 0 };
    models.set(key, known);
    return known;
  };

  return {
    add: (arrival, index, outcome, weight, known) => {
      const model = modelOf(arrival.model);
      blocks.add(index, 'requests', 1);
      model.requests++;
      if (arrival.costNanos !== undefined) {
        blocks.add(index, 'priced', 1);
        blocks.add(index, 'spent nanos', arrival.costNanos);
      }
      if (arrival.durationMs !== undefined) blocks.add(index, 'spent ms', arrival.durationMs);
      if (outcome.type === 'coalesced') {
        model.hits++;
        const waits = outcome.until - arrival.time;
        addHit(arrival, index, 'coalesced', 1, arrival.durationMs && arrival.durationMs - waits);
        return;
      }
      if (outcome.near) notePair(arrival, outcome.near, outcome.type === 'hit', weight);
      if (outcome.type === 'hit') {
        model.hits += weight;
        addHit(arrival, index, outcome.tier, weight, arrival.durationMs);
        return;
      }
      // Nothing was in its partition, so nobody had to look.
      const reason = known ?? (outcome.reason === 'unasked' ? 'no-neighbour' : outcome.reason);
      misses.set(reason, (misses.get(reason) ?? 0) + weight);
    },
    retier: (index, from, weight) => {
      blocks.add(index, from, -weight);
      blocks.add(index, 'semantic', weight);
    },
    blocks,
    misses,
    models,
    similarities: () => bins,
    leastSure: leastSure.get,
    vetoed: vetoed.get,
  };
}

/** The few pairs of the least rank; no text stands in two of them. */
function createList(rankOf: (pair: QuestionPair) => number) {
  let list: readonly QuestionPair[] = [];
  const shares = (one: QuestionPair, other: QuestionPair): boolean =>
    [one.asked, one.cached].some((text) => text === other.asked || text === other.cached);
  return {
    add: (pair: QuestionPair): void => {
      const rank = rankOf(pair);
      const last = list.at(-1);
      if (list.length === MOST_PAIRS && last && rank >= rankOf(last)) return;
      if (list.some((other) => rankOf(other) <= rank && shares(pair, other))) return;
      const others = list.filter((other) => !shares(pair, other));
      list = [...others, pair].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST_PAIRS);
    },
    get: (): readonly QuestionPair[] => list,
  };
}
