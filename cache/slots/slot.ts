import { type Code, codesDiffer, readCode } from './code.ts';
import { type Dates, datesDiffer, readDates } from './date.ts';
import { type Directions, directionsDiffer, readDirections } from './direction.ts';
import { type Format, formatsDiffer, readFormat } from './format.ts';
import { type Languages, languagesDiffer, readLanguages } from './language.ts';
import { readLayout } from './layout.ts';
import { literalsDiffer } from './literals.ts';
import { negationsIn } from './negation.ts';
import { numbersDiffer, readNumbers } from './number.ts';
import { type Persons, personsDiffer, readPersons } from './person.ts';
import { readSpans } from './spans.ts';
import { readSpelling, type Spelling, spellingsDiffer } from './spelling.ts';
import { readSymbols, symbolsDiffer } from './symbols.ts';
import { tokenise } from './tokens.ts';
import { type Order, ordersDiffer, readOrder } from './word-order.ts';

/** The kinds of literals that must agree before a cached answer may be considered. */
export type SlotName =
  | 'number'
  | 'id'
  | 'quoted'
  | 'code'
  | 'date'
  | 'negation'
  | 'direction'
  | 'person'
  | 'word-order'
  | 'language'
  | 'format'
  | 'symbol'
  | 'spelling';

/** The typed literals of one text, canonical. Plain data: may be stored and sent between threads. */
export interface Slots {
  /** The text itself: a literal that one side quotes is looked for in the words of the other. */
  readonly text: string;
  readonly number: readonly string[];
  readonly id: readonly string[];
  readonly quoted: readonly string[];
  readonly code: Code;
  readonly date: Dates;
  /** How many words negate, without those that turn an antonym round. */
  readonly negation: number;
  readonly direction: Directions;
  readonly person: Persons;
  readonly 'word-order': Order;
  readonly language: Languages;
  readonly format: Format;
  /** What an embedder has no token for, in its order. */
  readonly symbol: readonly string[];
  /** Set where the question is about letters. */
  readonly spelling: Spelling;
}

/** Reads every slot of a text. Synchronous, linear in its length, free of side effects. */
export function readSlots(text: string): Slots {
  const { list, ids, code } = tokenise(text);
  const spans = readSpans(text);
  const layout = readLayout(text);
  const taken = new Set<number>();
  const date = readDates(list, taken);
  const negations = negationsIn(list);
  const consumed = new Set<number>();
  const direction = readDirections(list, negations, consumed);
  return {
    text,
    number: readNumbers(list, taken),
    id: distinct(ids),
    quoted: distinct(spans.quoted),
    code: readCode(list, code, layout === undefined ? spans.code : [...spans.code, layout]),
    date,
    negation: negations.size - consumed.size,
    direction,
    person: readPersons(list),
    'word-order': readOrder(list),
    language: readLanguages(list),
    format: readFormat(list),
    symbol: readSymbols(text),
    spelling: readSpelling(text),
  };
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].sort();
}

/** The first slot, in a fixed order, whose canonical values differ; undefined when nothing forbids the hit. */
export function vetoBetween(asked: Slots, cached: Slots): SlotName | undefined {
  for (const [name, differ] of COMPARISONS) {
    if (differ(asked, cached)) return name;
  }
  return undefined;
}

/** Every slot whose values differ, in the same order: what an explanation shows. */
export function vetoesBetween(asked: Slots, cached: Slots): readonly SlotName[] {
  return COMPARISONS.filter(([, differ]) => differ(asked, cached)).map(([name]) => name);
}

const COMPARISONS: readonly (readonly [SlotName, (one: Slots, other: Slots) => boolean])[] = [
  ['number', (one, other) => numbersDiffer(one.number, other.number)],
  ['id', (one, other) => literalsDiffer(one.id, one.text, other.id, other.text, 'folded')],
  ['quoted', (one, other) => literalsDiffer(one.quoted, one.text, other.quoted, other.text, 'exact')],
  ['code', (one, other) => codesDiffer(one.code, one.text, other.code, other.text)],
  ['date', (one, other) => datesDiffer(one.date, other.date)],
  ['negation', (one, other) => one.negation !== other.negation],
  ['direction', (one, other) => directionsDiffer(one.direction, one.text, other.direction, other.text)],
  ['person', (one, other) => personsDiffer(one.person, other.person)],
  ['word-order', (one, other) => ordersDiffer(one['word-order'], other['word-order'])],
  ['language', (one, other) => languagesDiffer(one.language, other.language)],
  ['format', (one, other) => formatsDiffer(one.format, other.format)],
  ['symbol', (one, other) => symbolsDiffer(one.symbol, other.symbol)],
  ['spelling', (one, other) => spellingsDiffer(one.spelling, other.spelling)],
];
