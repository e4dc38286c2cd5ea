import { type Code, readCode } from './code.ts';
import { type Dates, readDates } from './date.ts';
import { type Directions, readDirections, withPoles } from './direction.ts';
import { readForeignDirections } from './foreign-direction.ts';
import { type Format, readFormat } from './format.ts';
import { type Languages, readLanguages } from './language.ts';
import { readLayout } from './layout.ts';
import { type Negation, negationsIn, readNegation, withForeignNegations } from './negation.ts';
import { readNumbers } from './number.ts';
import { type Outline, readOutline } from './outline.ts';
import { type Persons, readPersons } from './person.ts';
import { type QuestionForm, readQuestionForm } from './question-form.ts';
import { readLanguage } from './read-language.ts';
import { type Restrictions, readRestrictions } from './restriction.ts';
import { readSpans } from './spans.ts';
import { readSpelling, type Spelling } from './spelling.ts';
import { readSymbols } from './symbols.ts';
import { tokenise } from './tokens.ts';
import { type Order, readOrder } from './word-order.ts';

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
  | 'spelling'
  | 'entity'
  | 'wording'
  | 'question'
  | 'second-question'
  | 'conjunct'
  | 'restriction';

/** The typed literals of one text, canonical. Plain data: may be stored and sent between threads. */
export interface Slots {
  /** The text itself: a literal that one side quotes is looked for in the words of the other. */
  readonly text: string;
  readonly number: readonly string[];
  readonly id: readonly string[];
  readonly quoted: readonly string[];
  readonly code: Code;
  readonly date: Dates;
  readonly negation: Negation;
  readonly direction: Directions;
  readonly person: Persons;
  readonly 'word-order': Order;
  readonly language: Languages;
  readonly format: Format;
  /** What an embedder has no token for, in its order. */
  readonly symbol: readonly string[];
  /** Set where the question is about letters. */
  readonly spelling: Spelling;
  readonly restriction: Restrictions;
  /** What it is about; compared as features. */
  readonly outline: Outline;
  /** What kind of answer it asks for; compared as features. */
  readonly form: QuestionForm;
  /** Words in the text. */
  readonly words: number;
  /** Whether it is English, as far as one can tell: the outline reads nothing else. */
  readonly english: boolean;
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
  const { english } = readLanguage(text);
  const foreign = english ? undefined : readForeignDirections(text, list);
  const direction = readDirections(list, negations, consumed);
  const negation = readNegation(list, negations, consumed);
  const form = readQuestionForm(list);
  return {
    text,
    number: readNumbers(list, taken),
    id: distinct(ids),
    quoted: distinct(spans.quoted),
    code: readCode(list, code, layout === undefined ? spans.code : [...spans.code, layout]),
    date,
    negation: foreign === undefined ? negation : withForeignNegations(negation, foreign.negations),
    direction: foreign === undefined ? direction : withPoles(direction, foreign.poles),
    person: readPersons(list),
    'word-order': readOrder(list),
    language: readLanguages(list),
    format: readFormat(list),
    symbol: readSymbols(text),
    spelling: readSpelling(text),
    restriction: readRestrictions(list),
    outline: readOutline(list, form.secondAt),
    form,
    words: list.length,
    english,
  };
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].sort();
}
