import { COMPARISONS, type Forbids } from './comparisons.ts';
import type { Difference } from './difference.ts';
import { compareOutlines, type OutlineDifference } from './outline-difference.ts';
import type { SlotName, Slots } from './slot.ts';
import { readSoftSlots, type SoftSlots } from './soft-slots.ts';

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
 * What makes two texts near, found on half of the question sets (docs/slots.md): few content words that only one of them
 * has, both sides together; or some more, and a fair overlap; or a large overlap, however long they are.
 */
const FEW_WORDS = 5;
const SOME_WORDS = 8;
const FAIR_OVERLAP = 0.4;
const LARGE_OVERLAP = 0.6;

/** Compares two texts whose slots are read. Synchronous, linear, free of side effects. */
export function compareSlots(asked: Slots, cached: Slots): SlotComparison {
  const outline = compareOutlines(asked.outline, cached.outline);
  const isNear = areNear(asked, cached, outline);
  let veto: SlotName | undefined;
  const differences: SlotName[] = [];
  const found: Partial<Record<SlotName, Difference>> = {};
  for (const { slot, forbids, differ } of COMPARISONS) {
    const difference = differ(asked, cached, outline);
    if (difference === 'none') continue;
    found[slot] = difference;
    differences.push(slot);
    if (veto === undefined && isForbidden(forbids, difference, isNear)) veto = slot;
  }
  return { veto, differences, features: readSoftSlots(asked, cached, outline, found) };
}

/** The veto of `compareSlots` alone. */
export function vetoBetween(asked: Slots, cached: Slots): SlotName | undefined {
  const words = compareOutlines(asked.outline, cached.outline);
  const isNear = areNear(asked, cached, words);
  return COMPARISONS.find(({ forbids, differ }) => isForbidden(forbids, differ(asked, cached, words), isNear))
    ?.slot;
}

/** Every slot that forbids the hit, in the fixed order. */
export function vetoesBetween(asked: Slots, cached: Slots): readonly SlotName[] {
  const words = compareOutlines(asked.outline, cached.outline);
  const isNear = areNear(asked, cached, words);
  return COMPARISONS.filter(({ forbids, differ }) =>
    isForbidden(forbids, differ(asked, cached, words), isNear),
  ).map(({ slot }) => slot);
}

/** Words of a language that the outlines do not read prove nothing: there, every difference counts. */
function areNear(asked: Slots, cached: Slots, { ofAsked, ofCached }: OutlineDifference): boolean {
  if (!asked.english || !cached.english) return true;
  const apart = ofAsked.count + ofCached.count;
  const overlap = 1 - (ofAsked.share + ofCached.share) / 2;
  return apart <= FEW_WORDS || overlap >= (apart <= SOME_WORDS ? FAIR_OVERLAP : LARGE_OVERLAP);
}

function isForbidden(forbids: Forbids, difference: Difference, isNear: boolean): boolean {
  return (isNear ? forbids.near : forbids.always).includes(difference);
}
