import { BUNDLED_BOUND } from '../../cache/decision/judge-by-bound.ts';
import { readSlots, type SlotName, type Slots, vetoBetween } from '../../cache/slots/index.ts';

/** Nearest entries that a decision may choose from. */
export const MOST_CANDIDATES = 5;

/** A cached question beside the asked one. */
export interface Candidate {
  readonly text: string;
  readonly cosine: number;
}

/** A way to decide whether a cached answer is served. */
export interface Decision {
  readonly name: string;
  readonly bound: number;
  readonly vetoes: boolean;
}

/** Reads slots once per text: streams ask for the same ones many times. */
export type SlotReader = (text: string) => Slots;

export const DEFAULT_BOUND = BUNDLED_BOUND;
const STATIC_BOUNDS: readonly number[] = [0.8, 0.85, 0.9, 0.945, 0.97];
const VETO_BOUNDS: readonly number[] = [0.85, 0.9, 0.97];

/** What is compared: cosine alone at several bounds, cosine and vetoes at several, `bound` among them. */
export function decisionsAround(bound: number): readonly Decision[] {
  const all = (bounds: readonly number[]): readonly number[] =>
    [...new Set([...bounds, bound])].sort((one, other) => one - other);
  return [
    ...all(STATIC_BOUNDS).map((each) => ({ name: `cosine ≥ ${each}`, bound: each, vetoes: false })),
    ...all(VETO_BOUNDS).map((each) => ({ name: `cosine ≥ ${each}, vetoes`, bound: each, vetoes: true })),
  ];
}

export function isDefault(decision: Decision, bound: number): boolean {
  return decision.vetoes && decision.bound === bound;
}

export function createSlotReader(): SlotReader {
  const known = new Map<string, Slots>();
  return (text) => {
    const slots = known.get(text) ?? readSlots(text);
    known.set(text, slots);
    return slots;
  };
}

/** Whether the decision serves the candidate's answer. */
export function serves(
  decision: Decision,
  asked: string,
  candidate: Candidate,
  slotsOf: SlotReader,
): boolean {
  if (candidate.cosine < decision.bound) return false;
  return !decision.vetoes || vetoOf(asked, candidate.text, slotsOf) === undefined;
}

export function vetoOf(asked: string, cached: string, slotsOf: SlotReader): SlotName | undefined {
  return vetoBetween(slotsOf(asked), slotsOf(cached));
}

/** The candidate that is served: the nearest of the nearest five that the decision lets pass. */
export function choose<Entry extends Candidate>(
  decision: Decision,
  asked: string,
  nearest: readonly Entry[],
  slotsOf: SlotReader,
): Entry | undefined {
  return nearest.slice(0, MOST_CANDIDATES).find((candidate) => serves(decision, asked, candidate, slotsOf));
}
