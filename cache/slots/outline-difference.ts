import { isMisspelling } from './misspelling.ts';
import type { Outline, OutlineWord } from './outline.ts';
import { editBetween, type OutlineEdit } from './outline-edit.ts';

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
  /** Those between an article and a noun: "a *good* doctor". */
  readonly attributes: number;
  /** Those listed with a word that both have: "reading *and writing*". */
  readonly conjuncts: number;
  /** Those of a second question that tell more than a little. */
  readonly second: number;
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
  readonly edit: OutlineEdit;
}

/** What weighs no more asks nothing of its own: "What happened?", "Do you know?". */
const VAGUE = 0.3;
/** Beyond this many words that the other side lacks, spelling is not looked at. */
const MOST_SPELT = 8;

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
    edit: editBetween(asked, cached),
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

function oneSided(all: Outline, only: ReadonlySet<OutlineWord>): OneSided {
  const found = {
    share: 0,
    count: only.size,
    rarest: 0,
    restrictions: 0,
    names: 0,
    attributes: 0,
    conjuncts: 0,
    second: 0,
  };
  let total = 0;
  for (const [at, word] of all.entries()) {
    total += word.weight;
    if (!only.has(word)) continue;
    const next = all[at + 1];
    found.share += word.weight;
    found.rarest = Math.max(found.rarest, word.weight);
    if (word.restricts || (word.leads && next !== undefined && !only.has(next))) found.restrictions++;
    if (word.isName) found.names++;
    if (word.isAttribute) found.attributes++;
    if (word.isSecond && word.weight > VAGUE) found.second++;
    if (word.listedWith !== '' && all.some((each) => each.key === word.listedWith && !only.has(each))) {
      found.conjuncts++;
    }
  }
  return { ...found, share: total === 0 ? 0 : found.share / total };
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
