import { vetoBetween } from '../slots/index.ts';
import type { Candidate, Judge, Refusal } from './candidate.ts';
import { createSlotMemory } from './remembered-slots.ts';

/**
 * The bound that goes with the bundled embedding space and the vetoes where no model decides.
 * Source: docs/quality.md, made by `npm run bench:quality`.
 */
export const BUNDLED_BOUND = 0.945;

/** Serves the nearest candidate that no slot forbids and whose similarity reaches the bound. */
export function judgeByBound(bound: number): Judge {
  const slotsOf = createSlotMemory();
  return async (asked, candidates) => {
    let first: Refusal | undefined;
    const refusalOf = ({ entry, similarity }: Candidate): Refusal | undefined => {
      // Written so that NaN fails too. A veto only counts where the bound was reached.
      if (!(similarity >= bound)) return 'below-bar';
      const veto = vetoBetween(asked.slots, slotsOf(entry.question));
      return veto && `veto:${veto}`;
    };
    for (const candidate of candidates) {
      const refusal = refusalOf(candidate);
      if (refusal === undefined) return { type: 'serve', candidate, probability: undefined };
      first ??= refusal;
    }
    return { type: 'refuse', reason: first ?? 'no-neighbour', best: undefined };
  };
}
