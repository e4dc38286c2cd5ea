import { decided, type Row } from '../rows.ts';

/** What one slot's veto costs and saves among pairs whose probability would have served them. */
export interface SlotRow {
  readonly slot: string;
  /** Weighted pairs that it forbids, served otherwise or not. */
  readonly vetoed: number;
  /** Right answers that no other slot would have kept back. */
  readonly lost: number;
  /** Wrong answers that no other slot would have kept back. */
  readonly prevented: number;
}

/**
 * Lost and prevented by slot, most prevented first.
 *
 * @param wouldServe whether a pair reaches the bar, vetoes left aside
 */
export function slotTable(rows: readonly Row[], wouldServe: (row: Row) => boolean): readonly SlotRow[] {
  const bySlot = new Map<string, { vetoed: number; lost: number; prevented: number }>();
  for (const row of decided(rows)) {
    const { vetoes } = row.score;
    for (const slot of vetoes) {
      const sums = bySlot.get(slot) ?? { vetoed: 0, lost: 0, prevented: 0 };
      bySlot.set(slot, sums);
      sums.vetoed += row.weight;
      if (vetoes.length > 1 || !wouldServe(row)) continue;
      if (row.label === 'same') sums.lost += row.weight;
      else sums.prevented += row.weight;
    }
  }
  return [...bySlot]
    .map(([slot, sums]) => ({ slot, ...sums }))
    .sort((one, other) => other.prevented - one.prevented || other.lost - one.lost);
}
