import type { ContentWord } from './content-words.ts';
import type { Token } from './tokens.ts';
import { COMPARING, MEASURING, ORDERED_CONNECTORS } from './words/functions.ts';
import { SYMMETRIC_STEMS } from './words/verb-stems.ts';

/** Arrows are written for "to". */
const ARROWS: ReadonlySet<string> = new Set(['->', '=>', '→', '>']);
/** Tokens between a connector and the word that it leads to: articles and the like. */
const FURTHEST_RIGHT = 3;
/** Content words before a connector that may be its left side: "is loyal to", "is better than". */
const REACH = 2;
const REACH_OF_THAN = 3;
const REACH_OF_NUMBERS = 6;

/**
 * Pairs around connectors that order their sides ("A than B", "from A to B", "effect of A on B"), around the numbers
 * of "from 15 to 17", and around "and" and "or", as `relation left right`.
 */
export function readConnectors(tokens: readonly Token[], words: readonly ContentWord[]): readonly string[] {
  const pairs: string[] = [];
  const isMeasuring = tokens.some(({ word }) => MEASURING.has(word));
  const isComparing = tokens.some(({ word }) => COMPARING.has(word));
  let next = 0;
  for (let at = 0; at < tokens.length; at++) {
    while (next < words.length && (words[next]?.at ?? 0) <= at) next++;
    const word = tokens[at]?.word ?? '';
    const isArrow = ARROWS.has(word);
    if (word === 'and' || word === 'or') {
      if (!isComparing) pairs.push(...listed(word, words, next, at));
    } else if (isArrow || ORDERED_CONNECTORS.has(word)) {
      if (isMeasuring && (word === 'from' || word === 'to')) continue;
      pairs.push(...ordered(isArrow ? 'to' : word, words, next, at, isArrow ? 2 : 1));
      pairs.push(...numbersAround(isArrow ? 'to' : word, tokens, at));
    }
  }
  return pairs;
}

function ordered(
  relation: string,
  words: readonly ContentWord[],
  next: number,
  at: number,
  own: number,
): readonly string[] {
  const right = words[next];
  if (right === undefined || right.at - at > FURTHEST_RIGHT) return [];
  const pairs: string[] = [];
  // An arrow is a token of its own and so the nearest content word before the next.
  const reach = relation === 'than' ? REACH_OF_THAN : REACH;
  for (let back = own; back < own + reach; back++) {
    const left = words[next - back];
    if (left === undefined || SYMMETRIC_STEMS.has(left.key) || left.key === right.key) break;
    pairs.push(`${relation} ${left.key} ${right.key}`);
  }
  return pairs;
}

/** "A or B" against "A and B": the sides are sorted, for "B or A" is the same. */
function listed(
  relation: string,
  words: readonly ContentWord[],
  next: number,
  at: number,
): readonly string[] {
  const [left, right] = [words[next - 1], words[next]];
  if (left === undefined || right === undefined) return [];
  if (at - left.at > FURTHEST_RIGHT || right.at - at > FURTHEST_RIGHT || left.key === right.key) return [];
  return [`${relation} ${[left.key, right.key].sort().join(' ')}`];
}

/** "map port 8080 to container port 80": the numbers on both sides, though other words stand between. */
function numbersAround(relation: string, tokens: readonly Token[], at: number): readonly string[] {
  const [left, right] = [numberFrom(tokens, at, -1), numberFrom(tokens, at, 1)];
  return left === undefined || right === undefined || left === right ? [] : [`${relation}# ${left} ${right}`];
}

function numberFrom(tokens: readonly Token[], at: number, step: 1 | -1): string | undefined {
  for (let away = 1; away <= REACH_OF_NUMBERS; away++) {
    const token = tokens[at + step * away];
    if (token === undefined || token.clause !== tokens[at]?.clause) return undefined;
    if (token.kind === 'number') return token.word;
  }
  return undefined;
}
