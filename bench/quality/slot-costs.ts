import { type SlotName, type Slots, vetoesBetween } from '../../cache/slots/index.ts';

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
  readonly n: {
    readonly goldSame: number;
    readonly goldDifferent: number;
    readonly asked: number;
    readonly lookalikes: number;
    readonly checklistPositives: number;
    readonly checklistNegatives: number;
  };
  readonly slots: readonly SlotCost[];
}

interface Pair {
  readonly group: keyof SlotCosts['n'];
  readonly weight: number;
  readonly vetoes: readonly SlotName[];
}

/** Counts over every slot that differs, not only the first: which one is asked first must not change its cost. */
export function measureSlotCosts(
  data: {
    readonly gold: readonly GoldPair[];
    readonly intents: readonly Intent[];
    readonly checklist: readonly ChecklistPair[];
  },
  floor: number,
  vectors: Vectors,
  slotsOf: SlotReader,
): SlotCosts {
  const pairs: Pair[] = [];
  const add = (group: Pair['group'], weight: number, one: string, other: string): void => {
    if (vectors.cosine(one, other) < floor) return;
    const [asked, cached]: [Slots, Slots] = [slotsOf(one), slotsOf(other)];
    pairs.push({ group, weight, vetoes: vetoesBetween(asked, cached) });
  };
  for (const { label, weight, asked, cached } of data.gold) {
    if (label !== 'unsure') add(label === 'same' ? 'goldSame' : 'goldDifferent', weight, asked, cached);
  }
  for (const { asked, lookalikes } of data.intents) {
    for (const [index, form] of asked.entries()) {
      for (const other of asked.slice(index + 1)) add('asked', 1, other, form);
      for (const { text } of lookalikes) add('lookalikes', 1, text, form);
    }
  }
  for (const { label, a, b } of data.checklist) {
    add(label === 1 ? 'checklistPositives' : 'checklistNegatives', 1, b, a);
  }
  const names = [...new Set(pairs.flatMap(({ vetoes }) => vetoes))].sort();
  const of = (group: Pair['group']): readonly Pair[] => pairs.filter((pair) => pair.group === group);
  return {
    floor,
    n: {
      goldSame: of('goldSame').length,
      goldDifferent: of('goldDifferent').length,
      asked: of('asked').length,
      lookalikes: of('lookalikes').length,
      checklistPositives: of('checklistPositives').length,
      checklistNegatives: of('checklistNegatives').length,
    },
    slots: [...names, 'any' as const].map((slot) => costOf(slot, of)),
  };
}

function costOf(slot: SlotName | 'any', of: (group: Pair['group']) => readonly Pair[]): SlotCost {
  const vetoed = (group: Pair['group']): readonly Pair[] =>
    of(group).filter(({ vetoes }) => (slot === 'any' ? vetoes.length > 0 : vetoes.includes(slot)));
  const alone = (group: Pair['group']): number =>
    vetoed(group).filter(({ vetoes }) => vetoes.length === 1).length;
  const weight = (pairs: readonly Pair[]): number => pairs.reduce((sum, pair) => sum + pair.weight, 0);
  return {
    slot,
    goldSameLost: vetoed('goldSame').length,
    goldSameLostAlone: alone('goldSame'),
    goldSameLostShare: weight(vetoed('goldSame')) / Math.max(1, weight(of('goldSame'))),
    goldDifferentPrevented: vetoed('goldDifferent').length,
    goldDifferentPreventedAlone: alone('goldDifferent'),
    askedLost: vetoed('asked').length,
    lookalikesPrevented: vetoed('lookalikes').length,
    checklistPositivesLost: vetoed('checklistPositives').length,
    checklistNegativesPrevented: vetoed('checklistNegatives').length,
  };
}
