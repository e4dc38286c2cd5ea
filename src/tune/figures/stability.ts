import type { Row } from '../rows.ts';
import { type Held, holdPairs } from './held.ts';

/** What the bar does in one quarter of the time that the labels span. */
export interface Quarter extends Held {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const QUARTERS = 4;

/** Four stretches of equal time; none where a pair has no time or all have the same. */
export function quartersOf(rows: readonly Row[], bar: number): readonly Quarter[] {
  const times = rows.map(({ pair }) => pair.time).filter((time) => time !== undefined);
  if (times.length === 0 || times.length < rows.length) return [];
  const from = times.reduce((least, time) => Math.min(least, time));
  const to = times.reduce((most, time) => Math.max(most, time));
  if (from === to) return [];
  const length = (to - from) / QUARTERS;
  return Array.from({ length: QUARTERS }, (_, i) => {
    const inside = rows.filter(
      ({ pair: { time = from } }) => Math.min(QUARTERS - 1, Math.floor((time - from) / length)) === i,
    );
    return {
      from: from + i * length,
      to: from + (i + 1) * length,
      ...holdPairs(inside, ({ p }) => p >= bar),
    };
  });
}
