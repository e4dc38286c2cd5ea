export { readLanguage } from './read-language.ts';
export { readSlots, type SlotName, type Slots, vetoBetween } from './slot.ts';
