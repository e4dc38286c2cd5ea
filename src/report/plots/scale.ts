/** Room of a plot inside its SVG, in units of its view box. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const FRAME: Frame = { width: 760, height: 300, left: 62, right: 20, top: 18, bottom: 46 };

/** What stands along one side of a plot. */
export interface Axis {
  readonly label: string;
  /** Least and largest value; from the data where left out. */
  readonly range?: readonly [number, number];
  readonly format?: (value: number) => string;
}

export type Scale = (value: number) => number;

/** From values to places; a range without length is drawn in the middle. */
export function scaleOf([from, to]: readonly [number, number], start: number, end: number): Scale {
  if (from === to) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** About `most` round values within a range: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf([from, to]: readonly [number, number], most = 6): readonly number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step - 1e-9); at * step <= to + step * 1e-9; at++) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}

/** The least and the largest of some values, 0 and 1 where there are none. */
export function rangeOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  return [
    finite.reduce((least, value) => Math.min(least, value)),
    finite.reduce((most, value) => Math.max(most, value)),
  ];
}

/** A place with as many digits as anybody sees. */
export const place = (value: number): string => String(Number(value.toFixed(1)));
