import { readConnectors } from './connectors.ts';
import { type ContentWord, INVERTING, readContentWords } from './content-words.ts';
import type { Token } from './tokens.ts';

/** Ordered pairs of content words around what relates them, as `relation left right`. */
export type Order = readonly string[];

const BE: ReadonlySet<string> = new Set('is are am was were be been being get gets got getting'.split(' '));
/** Content words on either side of a verb that may be its parties. */
const REACH = 2;
const SHORTEST_REGULAR_PARTICIPLE = 5;
/** Tokens between a form of "be" and its participle: the subject of a question stands there. */
const LONGEST_SUBJECT = 8;

/**
 * Reads who does what to whom: for each verb its neighbours left and right (turned round where the passive
 * turns them), and for each connector that orders its sides the words beside it.
 */
export function readOrder(tokens: readonly Token[]): Order {
  const words = readContentWords(tokens);
  const order = [...readConnectors(tokens, words)];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word !== undefined && word.verb !== 'no') order.push(...readVerb(tokens, words, index, word));
  }
  return order;
}

function readVerb(
  tokens: readonly Token[],
  words: readonly ContentWord[],
  index: number,
  verb: ContentWord,
): readonly string[] {
  const isPassive = isPassiveAt(tokens, verb.at);
  const reach = verb.verb === 'sure' ? REACH : 1;
  const rights = parties(words, index, 1, reach);
  const fronted = rights.length === 0 ? frontedObject(tokens, words, index) : undefined;
  if (fronted !== undefined) return [`${verb.key} ${fronted.subject} ${fronted.object}`];
  return parties(words, index, -1, reach).flatMap((left) =>
    rights
      .filter((right) => right !== left)
      .map((right) => (isPassive ? `${verb.key} ${right} ${left}` : `${verb.key} ${left} ${right}`)),
  );
}

/** Content words beside a verb, up to the end of its clause or the next verb. */
function parties(
  words: readonly ContentWord[],
  index: number,
  step: 1 | -1,
  reach: number,
): readonly string[] {
  const found: string[] = [];
  for (let away = 1; away <= reach; away++) {
    const word = words[index + step * away];
    if (word === undefined || word.clause !== words[index]?.clause || word.verb === 'sure') break;
    found.push(word.key);
  }
  return found;
}

/** "Who did Ann hire?", "Which poet did he admire?": the object stands before the auxiliary. */
function frontedObject(
  tokens: readonly Token[],
  words: readonly ContentWord[],
  index: number,
): { readonly subject: string; readonly object: string } | undefined {
  const verb = words[index];
  const subject = words[index - 1];
  const object = words[index - 2];
  if (verb === undefined || subject === undefined || object?.clause !== verb.clause) return undefined;
  if (subject.verb === 'sure' || object.verb === 'sure') return undefined;
  for (let at = object.at + 1; at < subject.at; at++) {
    if (INVERTING.has(tokens[at]?.word ?? '')) return { subject: subject.key, object: object.key };
  }
  return undefined;
}

/** A participle before "by" with a form of "be" ahead of it. */
function isPassiveAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || tokens[at + 1]?.word !== 'by') return false;
  const isParticiple = token.stem !== token.word || token.word.length < SHORTEST_REGULAR_PARTICIPLE;
  if (!isParticiple || token.word.endsWith('ing')) return false;
  for (let back = 1; back <= LONGEST_SUBJECT; back++) {
    const word = tokens[at - back]?.word;
    if (word === undefined || INVERTING.has(word)) return false;
    if (BE.has(word)) return true;
  }
  return false;
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

/** How many relations of one text the other has too, and how many stand the other way round there. */
export function countRelations(one: Order, other: Order): { readonly kept: number; readonly turned: number } {
  if (one.length === 0 || other.length === 0) return { kept: 0, turned: 0 };
  const ofOther = new Set(other);
  let [kept, turned] = [0, 0];
  for (const pair of new Set(one)) {
    if (ofOther.has(pair)) kept++;
    else if (ofOther.has(reverse(pair))) turned++;
  }
  return { kept, turned };
}

function reverse(pair: string): string {
  const [relation, left, right] = pair.split(' ');
  if (relation === 'and') return `or ${left} ${right}`;
  if (relation === 'or') return `and ${left} ${right}`;
  return `${relation} ${right} ${left}`;
}
