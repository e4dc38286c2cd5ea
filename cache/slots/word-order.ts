import type { Token } from './tokens.ts';
import { FUNCTION_WORDS, ORDERED_CONNECTORS, OTHER_CONNECTORS } from './words/functions.ts';
import { AUXILIARIES } from './words/negations.ts';
import { GENDER, GENDERED_NOUNS, PARTIES, POSSESSIVES } from './words/persons.ts';
import { stem } from './words/stem.ts';
import { SYMMETRIC, TRANSITIVE } from './words/verbs.ts';

/** Ordered pairs of content words around what relates them, as `relation left right`. */
export type Order = readonly string[];

const VERBS: ReadonlySet<string> = new Set(TRANSITIVE.map(stem));
const SYMMETRIC_STEMS: ReadonlySet<string> = new Set([...SYMMETRIC].map(stem));
const BE: ReadonlySet<string> = new Set('is are am was were be been being get gets got getting'.split(' '));
const INVERTING: ReadonlySet<string> = new Set(
  'do does did will would can could should may might must'.split(' '),
);
/** Content words on either side of a verb that may be its parties. */
const REACH = 2;
const SHORTEST_PARTICIPLE = 5;
/** An unknown verb is looked for at the second and third content word after an inverted auxiliary. */
const PLACES_OF_A_VERB = 3;
/** Words that open another clause without punctuation. */
const SUBORDINATING: ReadonlySet<string> = new Set(
  'when where if because while although though unless until since that whether after before and or but so'.split(
    ' ',
  ),
);
/** Where a text measures a distance, "from" and "to" have no direction. */
const MEASURING: ReadonlySet<string> = new Set(['far', 'distance', 'away', 'distant', 'difference', 'near']);

/** A content word with what the text says about its place. */
interface Word {
  readonly key: string;
  readonly at: number;
  /** Clause it stands in; parties of a verb stand in the clause of the verb. */
  readonly clause: number;
  /** `sure` by its form or its word; `maybe` by its place after an inverted auxiliary ("Did X seize Y?"). */
  readonly verb: 'sure' | 'maybe' | 'no';
}

/**
 * Reads who does what to whom: for each verb its neighbours left and right (turned round where the passive
 * turns them), and for each connector that orders its sides ("than", "to", "over") the words beside it.
 */
export function readOrder(tokens: readonly Token[]): Order {
  const words = contentWords(tokens);
  const order: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word !== undefined && word.verb !== 'no') readVerb(tokens, words, index, order);
  }
  readConnectors(tokens, words, order);
  return order;
}

function contentWords(tokens: readonly Token[]): readonly Word[] {
  const words: Word[] = [];
  let clause = 0;
  let punctuation = 0;
  let sinceInversion = PLACES_OF_A_VERB;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const { word } = token;
    if (token.clause !== punctuation || SUBORDINATING.has(word)) clause++;
    punctuation = token.clause;
    if (INVERTING.has(word)) sinceInversion = 0;
    const party = PARTIES.get(word) ?? gender(word);
    if (party === undefined && isGrammar(word)) continue;
    const isPlaced = sinceInversion > 0 && sinceInversion < PLACES_OF_A_VERB;
    sinceInversion++;
    words.push({
      key: party ?? token.stem,
      at,
      clause,
      verb: party === undefined ? verb(token, isPlaced) : 'no',
    });
  }
  return words;
}

function isGrammar(word: string): boolean {
  return (
    FUNCTION_WORDS.has(word) ||
    ORDERED_CONNECTORS.has(word) ||
    OTHER_CONNECTORS.has(word) ||
    POSSESSIVES.has(word)
  );
}

/** "him" and "the guy" are one party: so "a girl likes a guy" can be read against "he likes a girl". */
function gender(word: string): string | undefined {
  const bit = GENDER.get(word) ?? GENDERED_NOUNS.get(word);
  if (bit === undefined || POSSESSIVES.has(word)) return word === 'her' ? 'f' : undefined;
  return bit === 1 ? 'm' : 'f';
}

function verb(token: Token, isPlaced: boolean): Word['verb'] {
  if (token.kind !== 'word' || SYMMETRIC_STEMS.has(token.stem)) return 'no';
  if (VERBS.has(token.stem) || /(?:ing|ed)$/.test(token.word)) return 'sure';
  return isPlaced ? 'maybe' : 'no';
}

function readVerb(tokens: readonly Token[], words: readonly Word[], index: number, order: string[]): void {
  const word = words[index];
  if (word === undefined) return;
  const isPassive = isPassiveAt(tokens, word.at);
  const reach = word.verb === 'sure' ? REACH : 1;
  const lefts = parties(words, index, -1, reach);
  const rights = parties(words, index, 1, reach);
  for (const left of lefts) {
    for (const right of rights) {
      if (left === right) continue;
      order.push(isPassive ? `${word.key} ${right} ${left}` : `${word.key} ${left} ${right}`);
    }
  }
}

/** Content words beside a verb, up to the end of its clause or the next verb. */
function parties(words: readonly Word[], index: number, step: 1 | -1, reach: number): readonly string[] {
  const found: string[] = [];
  for (let away = 1; away <= reach; away++) {
    const word = words[index + step * away];
    if (word === undefined || word.clause !== words[index]?.clause || word.verb === 'sure') break;
    found.push(word.key);
  }
  return found;
}

/** A participle before "by" with a form of "be" ahead of it, up to eight words back. */
function isPassiveAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || tokens[at + 1]?.word !== 'by') return false;
  const isParticiple = token.stem !== token.word || token.word.length < SHORTEST_PARTICIPLE;
  if (!isParticiple || token.word.endsWith('ing')) return false;
  for (let back = 1; back <= 8; back++) {
    const word = tokens[at - back]?.word;
    if (word === undefined) return false;
    if (BE.has(word)) return true;
    if (AUXILIARIES.has(word) && INVERTING.has(word)) return false;
  }
  return false;
}

/** "A than B", "from A to B": the nearest content word before the connector and the nearest after it. */
function readConnectors(tokens: readonly Token[], words: readonly Word[], order: string[]): void {
  let next = 0;
  const isMeasuring = tokens.some((token) => MEASURING.has(token.word));
  for (let at = 0; at < tokens.length; at++) {
    while (next < words.length && (words[next]?.at ?? 0) < at) next++;
    const word = tokens[at]?.word ?? '';
    if (!ORDERED_CONNECTORS.has(word) || (isMeasuring && (word === 'from' || word === 'to'))) continue;
    const right = words[next];
    if (right === undefined || right.at - at > 3) continue;
    const reach = word === 'than' ? 3 : 1;
    for (let back = 1; back <= reach; back++) {
      const left = words[next - back];
      if (left === undefined || SYMMETRIC_STEMS.has(left.key) || left.key === right.key) break;
      order.push(`${word} ${left.key} ${right.key}`);
    }
  }
}

/** Whether a relation of one text stands the other way round in the other, and only that way. */
export function ordersDiffer(one: Order, other: Order): boolean {
  if (one.length === 0 || other.length === 0) return false;
  const ofOne = new Set(one);
  const ofOther = new Set(other);
  return one.some((pair) => {
    if (ofOther.has(pair)) return false;
    const reversed = reverse(pair);
    return ofOther.has(reversed) && !ofOne.has(reversed);
  });
}

function reverse(pair: string): string {
  const [relation, left, right] = pair.split(' ');
  return `${relation} ${right} ${left}`;
}
