import type { Outline, OutlineWord } from './outline.ts';

/** What one side of a pair says that the other does not. */
export interface OneSided {
  /** Share of its words, by weight, that the other lacks: 0 to 1. */
  readonly share: number;
  readonly count: number;
  /** Weight of the rarest of them, 0 to 1. */
  readonly rarest: number;
  /** Those that narrow something both speak of: "a *free* plan", "a plan *for students*". */
  readonly restrictions: number;
  /** Names among them. */
  readonly names: number;
}

/** Two outlines side by side. */
export interface OutlineDifference {
  readonly shared: number;
  /** Words that only all but match: one letter more, less or other. */
  readonly misspelt: number;
  readonly ofAsked: OneSided;
  readonly ofCached: OneSided;
  /** Share of neighbouring words of the shorter outline that are neighbours in the other, in the same order. */
  readonly neighbours: number;
}

/** Beyond this many words that the other side lacks, spelling is not looked at. */
const MOST_SPELT = 8;
const SHORTEST_MISSPELT = 5;

export function compareOutlines(asked: Outline, cached: Outline): OutlineDifference {
  const [askedKeys, cachedKeys] = [keysOf(asked), keysOf(cached)];
  const askedOnly = asked.filter(({ key }) => !cachedKeys.has(key));
  const cachedOnly = cached.filter(({ key }) => !askedKeys.has(key));
  const [unmatchedAsked, unmatchedCached] = withoutMisspelt(askedOnly, cachedOnly);
  const matchedAsked = asked.length - unmatchedAsked.size;
  return {
    shared: matchedAsked,
    misspelt: askedOnly.length - unmatchedAsked.size,
    ofAsked: oneSided(asked, unmatchedAsked),
    ofCached: oneSided(cached, unmatchedCached),
    neighbours: neighboursInCommon(asked, cached),
  };
}

function keysOf(outline: Outline): ReadonlySet<string> {
  return new Set(outline.map(({ key }) => key));
}

function withoutMisspelt(
  askedOnly: readonly OutlineWord[],
  cachedOnly: readonly OutlineWord[],
): readonly [ReadonlySet<OutlineWord>, ReadonlySet<OutlineWord>] {
  const [asked, cached] = [new Set(askedOnly), new Set(cachedOnly)];
  if (askedOnly.length > MOST_SPELT || cachedOnly.length > MOST_SPELT) return [asked, cached];
  for (const one of askedOnly) {
    for (const other of cached) {
      if (!isMisspelling(one.key, other.key)) continue;
      asked.delete(one);
      cached.delete(other);
      break;
    }
  }
  return [asked, cached];
}

/** One letter more, less, other, or two swapped; short words and numbers are never misspelt. */
export function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < SHORTEST_MISSPELT || long.length - short.length > 1 || /\d/.test(one + other))
    return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end++;
  const rest = short.length - start - end;
  // The first letter is hardly ever mistyped, and tells "affect" from "effect".
  if (start === 0) return false;
  if (long.length > short.length) return rest === 0;
  if (rest <= 1) return true;
  return rest === 2 && short[start] === long[start + 1] && short[start + 1] === long[start];
}

function oneSided(all: Outline, only: ReadonlySet<OutlineWord>): OneSided {
  let [total, missing, rarest, restrictions, names] = [0, 0, 0, 0, 0];
  for (const [at, word] of all.entries()) {
    total += word.weight;
    if (!only.has(word)) continue;
    missing += word.weight;
    rarest = Math.max(rarest, word.weight);
    const next = all[at + 1];
    const narrowsNext = word.leads && next !== undefined && !only.has(next);
    if (narrowsNext || word.restricts) restrictions++;
    if (word.isName) names++;
  }
  return { share: total === 0 ? 0 : missing / total, count: only.size, rarest, restrictions, names };
}

function neighboursInCommon(asked: Outline, cached: Outline): number {
  const [short, long] = asked.length <= cached.length ? [asked, cached] : [cached, asked];
  if (short.length < 2) return 1;
  const pairs = new Set(long.slice(1).map(({ key }, at) => `${long[at]?.key} ${key}`));
  let common = 0;
  for (let at = 1; at < short.length; at++) {
    if (pairs.has(`${short[at - 1]?.key} ${short[at]?.key}`)) common++;
  }
  return common / (short.length - 1);
}
