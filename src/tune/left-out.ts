import { holdPairs } from './figures/held.ts';
import { chooseOperatingPoint, type OperatingOptions, probabilityOf } from './operating-point.ts';
import type { Row } from './rows.ts';
import type { Part } from './split.ts';
import type { Reported } from './tuning.ts';

/**
 * What choosing a bar in this way does on pairs that it has not seen: each set is left out once, a bar is chosen on the
 * rest, and the set is held against it. So every label counts for the bar that is used in the end, and every label is
 * reported on with a bar that it had no part in.
 */
export function reportLeftOut(
  rows: readonly Row[],
  parts: readonly Part[],
  sets: readonly (readonly number[])[],
  options: OperatingOptions,
): Reported {
  const served = new Set<Row>();
  const seen: Row[] = [];
  let refused = 0;
  for (const set of sets) {
    const left = new Set(set);
    const inPart = (part: Part): readonly Row[] => rows.filter((_, i) => parts[i] === part && !left.has(i));
    const { outcome, calibration } = chooseOperatingPoint(inPart('fit'), inPart('choose'), options);
    if (outcome.type === 'refused') refused += 1;
    for (const row of rows.filter((_, i) => left.has(i))) {
      seen.push(row);
      if (outcome.type === 'chosen' && probabilityOf(row, calibration) >= outcome.bar) served.add(row);
    }
  }
  return { ...holdPairs(seen, (row) => served.has(row)), sets: sets.length, refused };
}
