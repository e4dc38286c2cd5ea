import { COMPARISONS, type Difference, type Forbids } from './comparisons.ts';
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

/** Two texts are near from this overlap of their content words on. Found on half of the question sets: docs/slots.md. */
const NEAR = 0.4;
/** So are short texts that only this many content words tell apart, both sides together. */
const NEAR_WORDS = 5;

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
  return ofAsked.count + ofCached.count <= NEAR_WORDS || 1 - (ofAsked.share + ofCached.share) / 2 >= NEAR;
}

function isForbidden(forbids: Forbids, difference: Difference, isNear: boolean): boolean {
  return difference !== 'none' && (isNear ? forbids.near : forbids.always).includes(difference);
}
