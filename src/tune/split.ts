import { createHash } from 'node:crypto';
import type { QuestionPair } from './labels/labelled-pair.ts';

/** `fit`: weights are fitted on it; `choose`: the bar is chosen on it; `report`: it is left out of both. */
export type Part = 'fit' | 'choose' | 'report';

const FOLDS = 5;
/** Share that is reported on where pairs have times. */
const LATEST = 0.3;

/**
 * Pairs to fit weights on and pairs to choose on, by groups, so that neither has seen the other's questions. A hash
 * decides: the same file is parted the same way every time, whatever the order of its lines.
 *
 * @param groups equal numbers belong together
 */
export function partPairs(
  pairs: readonly QuestionPair[],
  groups: readonly number[],
  fit: number,
  seed: number,
): readonly Part[] {
  return placesOf(pairs, groups, seed, byHash).map((place) => (place < fit ? 'fit' : 'choose'));
}

/**
 * Sets of pairs to report on, each with a bar that was chosen without it. Where every pair has a time it is one set,
 * the latest: the future is what a bar is for. Otherwise five, in which every pair is once, by groups.
 */
export function foldPairs(
  pairs: readonly QuestionPair[],
  groups: readonly number[],
  seed: number,
): readonly (readonly number[])[] {
  const timed = pairs.length > 0 && pairs.every(({ time }) => time !== undefined);
  const places = placesOf(pairs, groups, seed, timed ? byTime : byHash);
  const at = (from: number, to: number): readonly number[] =>
    places.flatMap((place, i) => (place >= from && place < to ? [i] : []));
  if (timed) return [at(1 - LATEST, 1)];
  return Array.from({ length: FOLDS }, (_, fold) => at(fold / FOLDS, (fold + 1) / FOLDS));
}

interface Group {
  readonly members: readonly number[];
  /** Median time of its pairs. */
  readonly time: number;
  /** Of its texts. */
  readonly hash: string;
}

const byHash = (one: Group, other: Group): number => (one.hash < other.hash ? -1 : 1);
const byTime = (one: Group, other: Group): number => one.time - other.time || byHash(one, other);

/** Where in [0, 1) each pair lies when groups are laid side by side: the middle of its group. */
function placesOf(
  pairs: readonly QuestionPair[],
  groups: readonly number[],
  seed: number,
  order: (one: Group, other: Group) => number,
): readonly number[] {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    const list = members.get(group);
    if (list === undefined) members.set(group, [i]);
    else list.push(i);
  });
  const laid = [...members.values()]
    .map((list) => ({ members: list, time: medianTime(pairs, list), hash: hashOf(pairs, list, seed) }))
    .sort(order);
  const places = new Array<number>(pairs.length).fill(0);
  let before = 0;
  for (const { members: list } of laid) {
    for (const i of list) places[i] = (before + list.length / 2) / pairs.length;
    before += list.length;
  }
  return places;
}

function medianTime(pairs: readonly QuestionPair[], members: readonly number[]): number {
  const times = members.map((i) => pairs[i]?.time ?? 0).sort((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? 0;
}

function hashOf(pairs: readonly QuestionPair[], members: readonly number[], seed: number): string {
  const texts = members.flatMap((i) => [pairs[i]?.asked ?? '', pairs[i]?.cached ?? '']).sort();
  return createHash('sha256')
    .update(JSON.stringify([seed, texts[0], texts.at(-1)]))
    .digest('hex');
}
