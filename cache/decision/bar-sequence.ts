import { provenWithin, rowsToProve } from './clopper-pearson.ts';
import type { CountedBar } from './count-bars.ts';

/** What the tests of all bars came to. */
export interface TestedBars {
  /** Whether any bar serves enough pairs to be tested. */
  readonly started: boolean;
  /** The loosest bar that passed, and the level at which it did. */
  readonly proven: { readonly counted: CountedBar; readonly level: number } | undefined;
}

/**
 * Wrong pairs that a start of the sequence can bear. Simulated with 350 to 2,300 pairs: more starts lose hits where
 * labels are few, one start that bears none is refused too often where they are many, and a start at the bar that the
 * probabilities themselves promise most of is best while they are right, and worst when they are too sure.
 */
const BORNE = [0, 2, 8, 32];

/** Tests bars from the strictest down, from each start until one fails; each pass hands its level on to the next bar. */
export function testBars(bars: readonly CountedBar[], budget: number, delta: number): TestedBars {
  const starts = startsOf(bars, budget, delta);
  let level = 0;
  let proven: TestedBars['proven'];
  for (const [i, counted] of bars.entries()) {
    level += starts.get(i) ?? 0;
    if (level === 0) continue;
    const { wrong, n } = counted.evidence;
    if (provenWithin(budget, wrong, n, level)) proven = { counted, level };
    else level = 0;
  }
  return { started: starts.size > 0, proven };
}

/** Where the sequences start, and the part of δ that each brings. */
function startsOf(bars: readonly CountedBar[], budget: number, delta: number): ReadonlyMap<number, number> {
  // Only how many pairs a bar serves is read here: a choice that looked at labels would void the guarantee.
  const most = Math.max(0, ...bars.map(({ evidence }) => evidence.unlabelled));
  const affordable = BORNE.filter((borne) => borne > 0 && rowsToProve(budget, borne, delta) * 3 <= most);
  const borne = [0, ...affordable];
  const starts = new Map<number, number>();
  let unused = 0;
  for (const errors of borne.toReversed()) {
    const part = delta / borne.length;
    const needed = rowsToProve(budget, errors, part);
    const start = bars.findIndex(({ evidence }) => evidence.unlabelled >= needed);
    if (start < 0) unused += part;
    else starts.set(start, (starts.get(start) ?? 0) + part);
  }
  const [strictest] = [...starts.keys()].sort((one, other) => one - other);
  if (strictest !== undefined) starts.set(strictest, (starts.get(strictest) ?? 0) + unused);
  return starts;
}
