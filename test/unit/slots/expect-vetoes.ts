import { describe, expect, test } from 'vitest';
import { readSlots, type SlotName, vetoesBetween } from '../../../cache/slots/index.ts';

/** Two questions, the asked and the cached one; a veto must not depend on which is which. */
export type Pair = readonly [string, string];

/** Both sides of one guarantee: pairs that the slot must keep apart, and pairs that no slot may. */
export function expectVetoes(
  guarantee: string,
  slot: SlotName,
  cases: { readonly apart: readonly Pair[]; readonly together: readonly Pair[] },
): void {
  describe(`[C9] vetoes ${guarantee}`, () => {
    test.each(cases.apart)('%s ≠ %s', (one, other) => {
      expect(vetoesBetween(readSlots(one), readSlots(other))).toContain(slot);
      expect(vetoesBetween(readSlots(other), readSlots(one))).toContain(slot);
    });
    test.each(cases.together)('%s = %s', (one, other) => {
      expect(vetoesBetween(readSlots(one), readSlots(other))).toEqual([]);
      expect(vetoesBetween(readSlots(other), readSlots(one))).toEqual([]);
    });
  });
}
