import { createHash } from 'node:crypto';
import { groupPairs } from './groups.ts';
import type { QuestionPair } from './labels/labelled-pair.ts';

/** `fit`: weights are fitted on it; `choose`: the bar is chosen on it; `report`: looked at once, at the end. */
export type Part = 'fit' | 'choose' | 'report';

export interface SplitShares {
  readonly fit: number;
  readonly choose: number;
}

/**
 * Parts the pairs by groups that share a text or a cluster, so that no part has seen another's questions. Where every
 * pair has a time the latest groups are reported on: the future is what the bar is for. Otherwise a hash of the group
 * decides, so that the same file is parted the same way every time.
 */
export function splitPairs(
  pairs: readonly QuestionPair[],
  shares: SplitShares,
  seed: number,
): readonly Part[] {
  const groups = groupPairs(pairs);
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    const list = members.get(group);
    if (list === undefined) members.set(group, [i]);
    else list.push(i);
  });
  const timed = pairs.length > 0 && pairs.every(({ time }) => time !== undefined);
  const shuffled = [...members.values()]
    .map((indices) => ({
      indices,
      key: timed ? medianTime(pairs, indices) : 0,
      tie: tieOf(pairs, indices, seed),
    }))
    .sort((one, other) => one.key - other.key || (one.tie < other.tie ? -1 : 1));
  const parts: Part[] = pairs.map(() => 'report');
  let placed = 0;
  for (const { indices } of shuffled) {
    // By the middle of the group, so that a large one falls where most of it belongs.
    const at = (placed + indices.length / 2) / pairs.length;
    const part: Part = at < shares.fit ? 'fit' : at < shares.fit + shares.choose ? 'choose' : 'report';
    for (const i of indices) parts[i] = part;
    placed += indices.length;
  }
  return parts;
}

function medianTime(pairs: readonly QuestionPair[], indices: readonly number[]): number {
  const times = indices.map((i) => pairs[i]?.time ?? 0).sort((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? 0;
}

/** By the texts of the group, not by its place in the file: sorted files are no worse than others. */
function tieOf(pairs: readonly QuestionPair[], indices: readonly number[], seed: number): string {
  const texts = indices.flatMap((i) => [pairs[i]?.asked ?? '', pairs[i]?.cached ?? '']).sort();
  return createHash('sha256')
    .update(JSON.stringify([seed, texts[0], texts.at(-1)]))
    .digest('hex');
}
