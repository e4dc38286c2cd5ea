import type { Clause, Reading } from './reading.ts';
import { ANSWERING, DOING, NO_IMPERATIVES } from './words/actions.ts';
import { EMPTY } from './words/contexts.ts';
import { DID, RECORDS, STATES } from './words/records.ts';
import { WRITING } from './words/texts.ts';
import { DAYS, MARKETS, PERIODS } from './words/times.ts';

/** Past these a text says no more about what it wants. */
const MOST_CLAUSES = 8;
const MOST_WORDS = 24;

/** Words of one table count as one, so that what was learnt of "order" holds for "parcel"; the first table wins. */
const KINDS: ReadonlyMap<string, string> = new Map(
  (
    [
      ['T', [...DAYS, ...PERIODS]],
      ['M', MARKETS],
      ['S', STATES],
      ['P', DID],
      ['A', [...ANSWERING, ...WRITING]],
      ['V', DOING],
      ['R', RECORDS],
    ] as const
  ).flatMap(([kind, words]) => words.map((word): [string, string] => [word, kind])),
);
const FUNCTION_WORDS: ReadonlySet<string> = new Set([...NO_IMPERATIVES, ...EMPTY]);

/**
 * What the weights of `words/weights.ts` are about: words and their neighbours, the same with kinds of words in their
 * place, and how a clause comes. Numbers are alike, and what asks is told from what tells.
 * @param visit called with each feature; one that occurs twice is visited twice
 */
export function visitFeatures({ clauses }: Reading, visit: (feature: string) => void): void {
  visit(`=${Math.min(3, clauses.length)}`);
  for (const clause of clauses.slice(0, MOST_CLAUSES)) {
    const isAlone = clauses.length === 1;
    visit(`=${clause.wrapped ?? (clause.asks ? 'asks' : isAlone ? 'alone' : 'tells')}`);
    visit(`=${clause.end}`);
    visitWords(clause, isAlone || clause.asks || clause.wrapped !== undefined ? '' : '~', visit);
  }
}

function visitWords({ words }: Clause, mark: string, visit: (feature: string) => void): void {
  let before = '<';
  let second = '';
  let kindBefore = '<';
  let kindSecond = '';
  for (let at = 0; at <= words.length && at <= MOST_WORDS; at++) {
    const word = at === words.length || at === MOST_WORDS ? '>' : folded(words[at] ?? '');
    const kind = kindOf(word);
    if (word !== '>') visit(mark + word);
    visit(`${before} ${word}`);
    visit(`%${kindBefore} ${kind}`);
    if (second !== '') {
      visit(`${second} _ ${word}`);
      visit(`%${kindSecond} ${kindBefore} ${kind}`);
      if (second === '<') visit(`< ${before} ${word}`);
    }
    [second, before, kindSecond, kindBefore] = [before, word, kindBefore, kind];
  }
}

const folded = (word: string): string => (/\d/.test(word) ? '0' : word);

const kindOf = (word: string): string =>
  word === '0' || word === '>' || FUNCTION_WORDS.has(word) ? word : (KINDS.get(word) ?? 'X');
