import { codesDiffer } from './code.ts';
import { datesDiffer } from './date.ts';
import { directionsDiffer } from './direction.ts';
import { formatsDiffer } from './format.ts';
import { languagesDiffer } from './language.ts';
import { literalsDiffer } from './literals.ts';
import { numbersDiffer } from './number.ts';
import { compareOutlines, type OutlineDifference } from './outline-difference.ts';
import { personsDiffer } from './person.ts';
import type { SlotName, Slots } from './slot.ts';
import { readSoftSlots, type SoftSlots } from './soft-slots.ts';
import { spellingsDiffer } from './spelling.ts';
import { symbolsDiffer } from './symbols.ts';
import { ordersDiffer } from './word-order.ts';

/** What the slots say about serving the answer to `cached` to who asks `asked`. */
export interface SlotComparison {
  /** The first slot, in a fixed order, that forbids the hit; undefined when nothing does. */
  readonly veto: SlotName | undefined;
  /** Every slot that differs, in the same order, whether or not it forbids: what an explanation shows. */
  readonly differences: readonly SlotName[];
  /** What differs without forbidding it: for a model that weighs evidence. */
  readonly features: SoftSlots;
}

/**
 * How far a slot of two texts differs: not at all, in something that only one of them names ("in 3 days" / "soon"), or
 * in what both name ("in 3 days" / "in 5 days").
 */
export type Difference = 'none' | 'one-sided' | 'conflict';

/**
 * When a slot that differs forbids the hit. `near` means: where the texts share most of their words, so that the
 * difference is what tells them apart. Two texts that share few words each tell their own story ("I spent 300 abroad,
 * what do I pay?" / "Are there fees on foreign purchases?"), and what one of them names is no evidence:
 * in the question sets it is as frequent among paraphrases as among look-alikes.
 */
type Forbids = 'always' | 'conflict or near' | 'near';

/** Two texts are near from this overlap of their content words on. Found on half of the question sets: docs/slots.md. */
const NEAR = 0.4;
/** So are short texts that only this many content words tell apart, both sides together. */
const NEAR_WORDS = 5;

interface Comparison {
  readonly slot: SlotName;
  readonly forbids: Forbids;
  readonly differ: (one: Slots, other: Slots) => Difference;
}

/** Compares two texts whose slots are read. Synchronous, linear, free of side effects. */
export function compareSlots(asked: Slots, cached: Slots): SlotComparison {
  const outline = compareOutlines(asked.outline, cached.outline);
  const isNear = areNear(asked, cached, outline);
  let veto: SlotName | undefined;
  const differences: SlotName[] = [];
  const found: Partial<Record<SlotName, Difference>> = {};
  for (const { slot, forbids, differ } of COMPARISONS) {
    const difference = differ(asked, cached);
    if (difference === 'none') continue;
    found[slot] = difference;
    differences.push(slot);
    if (veto === undefined && isForbidden(forbids, difference, isNear)) veto = slot;
  }
  return { veto, differences, features: readSoftSlots(asked, cached, outline, found) };
}

/** The veto of `compareSlots` alone, at a fraction of its cost. */
export function vetoBetween(asked: Slots, cached: Slots): SlotName | undefined {
  let isNear: boolean | undefined;
  for (const { slot, forbids, differ } of COMPARISONS) {
    const difference = differ(asked, cached);
    if (difference === 'none') continue;
    isNear ??= areNear(asked, cached, compareOutlines(asked.outline, cached.outline));
    if (isForbidden(forbids, difference, isNear)) return slot;
  }
  return undefined;
}

/** Every slot that forbids the hit, in the fixed order. */
export function vetoesBetween(asked: Slots, cached: Slots): readonly SlotName[] {
  const isNear = areNear(asked, cached, compareOutlines(asked.outline, cached.outline));
  return COMPARISONS.filter(({ forbids, differ }) => isForbidden(forbids, differ(asked, cached), isNear)).map(
    ({ slot }) => slot,
  );
}

/** Words of a language that the outlines do not read prove nothing: there, every difference counts. */
function areNear(asked: Slots, cached: Slots, { ofAsked, ofCached }: OutlineDifference): boolean {
  if (!asked.english || !cached.english) return true;
  return ofAsked.count + ofCached.count <= NEAR_WORDS || 1 - (ofAsked.share + ofCached.share) / 2 >= NEAR;
}

function isForbidden(forbids: Forbids, difference: Difference, isNear: boolean): boolean {
  if (difference === 'none') return false;
  return isNear || forbids === 'always' || (forbids === 'conflict or near' && difference === 'conflict');
}

function told(differs: boolean, one: number, other: number): Difference {
  if (!differs) return 'none';
  return one > 0 && other > 0 ? 'conflict' : 'one-sided';
}

const COMPARISONS: readonly Comparison[] = [
  {
    slot: 'number',
    forbids: 'near',
    differ: ({ number: one }, { number: other }) => told(numbersDiffer(one, other), one.length, other.length),
  },
  {
    slot: 'id',
    forbids: 'conflict or near',
    differ: (one, other) =>
      told(literalsDiffer(one.id, one.text, other.id, other.text, 'folded'), one.id.length, other.id.length),
  },
  {
    slot: 'quoted',
    forbids: 'conflict or near',
    differ: (one, other) =>
      told(
        literalsDiffer(one.quoted, one.text, other.quoted, other.text, 'exact'),
        one.quoted.length,
        other.quoted.length,
      ),
  },
  {
    slot: 'code',
    forbids: 'conflict or near',
    differ: (one, other) =>
      told(
        codesDiffer(one.code, one.text, other.code, other.text),
        one.code.literals.length,
        other.code.literals.length,
      ),
  },
  {
    slot: 'date',
    forbids: 'near',
    differ: ({ date: one }, { date: other }) =>
      told(datesDiffer(one, other), one.points.length, other.points.length),
  },
  {
    slot: 'negation',
    forbids: 'near',
    differ: (one, other) => told(one.negation !== other.negation, one.negation, other.negation),
  },
  {
    slot: 'direction',
    forbids: 'near',
    differ: (one, other) =>
      told(directionsDiffer(one.direction, one.text, other.direction, other.text), 1, 1),
  },
  {
    slot: 'person',
    forbids: 'near',
    differ: (one, other) => told(personsDiffer(one.person, other.person), 1, 1),
  },
  {
    slot: 'word-order',
    forbids: 'near',
    differ: (one, other) => told(ordersDiffer(one['word-order'], other['word-order']), 1, 1),
  },
  {
    slot: 'language',
    forbids: 'always',
    differ: ({ language: one }, { language: other }) =>
      told(languagesDiffer(one, other), one.asked.length, other.asked.length),
  },
  {
    slot: 'format',
    forbids: 'conflict or near',
    differ: ({ format: one }, { format: other }) =>
      told(
        formatsDiffer(one, other),
        one.output.length + one.named.length,
        other.output.length + other.named.length,
      ),
  },
  {
    slot: 'symbol',
    forbids: 'always',
    differ: ({ symbol: one }, { symbol: other }) => told(symbolsDiffer(one, other), one.length, other.length),
  },
  {
    slot: 'spelling',
    forbids: 'always',
    differ: (one, other) => told(spellingsDiffer(one.spelling, other.spelling), 1, 1),
  },
];
