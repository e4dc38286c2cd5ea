import { type Identity, normalisedKey } from '../identity/identity.ts';
import { normalise, slotKey } from '../normalise.ts';
import { readSlots, type Slots } from '../slots/index.ts';

/** A question as the tiers beyond the exact one see it. */
export interface AskedQuestion {
  readonly text: string;
  readonly slots: Slots;
  /** The key of the normalised tier (C3). */
  readonly normalisedKey: string;
}

export function readQuestion(identity: Identity, text: string): AskedQuestion {
  const slots = readSlots(text);
  return { text, slots, normalisedKey: normalisedKey(identity, normalise(text), slotKey(slots)) };
}
