export { compareSlots, type SlotComparison, vetoBetween, vetoesBetween } from './compare.ts';
export { readLanguage } from './read-language.ts';
export { readSlots, type SlotName, type Slots } from './slot.ts';
export { SOFT_SLOTS, type SoftSlotName, type SoftSlots, softSlotsVector } from './soft-slots.ts';
