import { LRUCache } from 'lru-cache';
import { readSlots, type Slots } from '../slots/index.ts';

/** Cached questions come back often, and reading their slots each time would be most of the decision's cost. */
const REMEMBERED_QUESTIONS = 4_096;

/** Reads the slots of cached questions, and remembers them. */
export function createSlotMemory(): (question: string) => Slots {
  const remembered = new LRUCache<string, Slots>({ max: REMEMBERED_QUESTIONS });
  return (question) => {
    const known = remembered.get(question) ?? readSlots(question);
    remembered.set(question, known);
    return known;
  };
}
