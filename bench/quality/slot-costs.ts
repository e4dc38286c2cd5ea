import { compareSlots, type SlotName, vetoesBetween } from '../../cache/slots/index.ts';
import type { ChecklistPair, GoldPair, Intent } from './data.ts';
import type { SlotReader } from './decisions.ts';
import type { Vectors } from './vectors.ts';

/** What one slot costs and prevents among pairs near enough to be served without it. */
export interface SlotCost {
  readonly slot: SlotName | 'any';
  /** Gold `same` pairs that it vetoes: how many rows, and how many of these no other slot vetoes. */
  readonly goldSameLost: number;
  readonly goldSameLostAlone: number;
  /** Weighted share of the gold `same` pairs that it vetoes. */
  readonly goldSameLostShare: number;
  readonly goldDifferentPrevented: number;
  readonly goldDifferentPreventedAlone: number;
  /** Weighted share of the gold `different` pairs that it vetoes. */
  readonly goldDifferentPreventedShare: number;
  /** Asked forms of one intent that it keeps from each other. */
  readonly askedLost: number;
  /** Look-alikes that it keeps from the forms of their intent. */
  readonly lookalikesPrevented: number;
  readonly checklistPositivesLost: number;
  readonly checklistNegativesPrevented: number;
}

export interface SlotCosts {
  /** Pairs below this cosine are left out. */
  readonly floor: number;
  readonly n: Readonly<Record<Group, number>>;
  /** What the slots forbid. */
  readonly slots: readonly SlotCost[];
  /** What slots find different and do not forbid: what a veto there would cost and prevent. */
  readonly demoted: readonly SlotCost[];
}

/** What is measured on; each part may be empty. */
export interface SlotData {
  readonly gold: readonly GoldPair[];
  readonly intents: readonly Intent[];
  readonly checklist: readonly ChecklistPair[];
}

type Group =
  | 'goldSame'
  | 'goldDifferent'
  | 'asked'
  | 'lookalikes'
  | 'checklistPositives'
  | 'checklistNegatives';

interface Pair {
  readonly group: Group;
  readonly weight: number;
  readonly vetoes: readonly SlotName[];
  readonly demoted: readonly SlotName[];
}

/**
 * Counts over every slot that differs, not only the first: which one is asked first must not change its cost. At a
 * floor of 0 no vector is looked at.
 */
export function measureSlotCosts(
  data: SlotData,
  floor: number,
  vectors: Vectors | undefined,
  slotsOf: SlotReader,
): SlotCosts {
  const pairs = pairsOf(data, floor, vectors, slotsOf);
  const counted = (kind: 'vetoes' | 'demoted'): readonly SlotCost[] => {
    const names = [...new Set(pairs.flatMap((pair) => pair[kind]))].sort();
    return [...names, 'any' as const].map((slot) => costOf(slot, kind, pairs));
  };
  const size = (group: Group): number => pairs.filter((pair) => pair.group === group).length;
  return {
    floor,
    n: {
      goldSame: size('goldSame'),
      goldDifferent: size('goldDifferent'),
      asked: size('asked'),
      lookalikes: size('lookalikes'),
      checklistPositives: size('checklistPositives'),
      checklistNegatives: size('checklistNegatives'),
    },
    slots: counted('vetoes'),
    demoted: counted('demoted'),
  };
}

function pairsOf(
  { gold, intents, checklist }: SlotData,
  floor: number,
  vectors: Vectors | undefined,
  slotsOf: SlotReader,
): readonly Pair[] {
  const pairs: Pair[] = [];
  const add = (group: Group, weight: number, asked: string, cached: string): void => {
    if (floor > 0 && (vectors === undefined || vectors.cosine(asked, cached) < floor)) return;
    const [one, other] = [slotsOf(asked), slotsOf(cached)];
    const vetoes = vetoesBetween(one, other);
    const { differences } = compareSlots(one, other);
    pairs.push({ group, weight, vetoes, demoted: differences.filter((slot) => !vetoes.includes(slot)) });
  };
  for (const { label, weight, asked, cached } of gold) {
    if (label !== 'unsure') add(label === 'same' ? 'goldSame' : 'goldDifferent', weight, asked, cached);
  }
  for (const { asked, lookalikes } of intents) {
    for (const [index, form] of asked.entries()) {
      for (const other of asked.slice(index + 1)) add('asked', 1, other, form);
      for (const { text } of lookalikes) add('lookalikes', 1, text, form);
    }
  }
  for (const { label, a, b } of checklist) {
    add(label === 1 ? 'checklistPositives' : 'checklistNegatives', 1, b, a);
  }
  return pairs;
}

function costOf(slot: SlotName | 'any', kind: 'vetoes' | 'demoted', pairs: readonly Pair[]): SlotCost {
  const of = (group: Group): readonly Pair[] => pairs.filter((pair) => pair.group === group);
  const found = (group: Group): readonly Pair[] =>
    of(group).filter((pair) => (slot === 'any' ? pair[kind].length > 0 : pair[kind].includes(slot)));
  const alone = (group: Group): number => found(group).filter((pair) => pair[kind].length === 1).length;
  const weight = (some: readonly Pair[]): number => some.reduce((sum, pair) => sum + pair.weight, 0);
  const shareOf = (group: Group): number => weight(found(group)) / Math.max(1, weight(of(group)));
  return {
    slot,
    goldSameLost: found('goldSame').length,
    goldSameLostAlone: alone('goldSame'),
    goldSameLostShare: shareOf('goldSame'),
    goldDifferentPrevented: found('goldDifferent').length,
    goldDifferentPreventedAlone: alone('goldDifferent'),
    goldDifferentPreventedShare: shareOf('goldDifferent'),
    askedLost: found('asked').length,
    lookalikesPrevented: found('lookalikes').length,
    checklistPositivesLost: found('checklistPositives').length,
    checklistNegativesPrevented: found('checklistNegatives').length,
  };
}
