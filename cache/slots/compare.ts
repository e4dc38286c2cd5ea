import { codesDiffer } from './code.ts';
import { datesDiffer } from './date.ts';
import { directionsDiffer } from './direction.ts';
import { formatsDiffer } from './format.ts';
import { languagesDiffer } from './language.ts';
import { literalsDiffer } from './literals.ts';
import { numbersDiffer } from './number.ts';
import { personsDiffer } from './person.ts';
import type { SlotName, Slots } from './slot.ts';
import { readSoftSlots, type SoftSlots } from './soft-slots.ts';
import { spellingsDiffer } from './spelling.ts';
import { symbolsDiffer } from './symbols.ts';
import { ordersDiffer } from './word-order.ts';

/** What the slots say about serving the answer to `cached` to who asks `asked`. */
export interface SlotComparison {
  /** The first hard slot that differs, in a fixed order; undefined when nothing forbids the hit. */
  readonly veto: SlotName | undefined;
  /** Every slot that differs, in the same order: what an explanation shows. */
  readonly differences: readonly SlotName[];
  /** What differs without forbidding it: for a model that weighs evidence. */
  readonly features: SoftSlots;
}

/** Compares two texts whose slots are read. Synchronous, linear, free of side effects. */
export function compareSlots(asked: Slots, cached: Slots): SlotComparison {
  const differences = vetoesBetween(asked, cached);
  return { veto: differences[0], differences, features: readSoftSlots(asked, cached) };
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
  const found: SlotName[] = [];
  for (const [name, differ] of COMPARISONS) {
    if (differ(asked, cached)) found.push(name);
  }
  return found;
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
