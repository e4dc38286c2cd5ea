/** A measured value with the 95 % interval that it lies in; `low` and `high` equal it where it is known exactly. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A value that is known and not estimated. */
export const exactly = (value: number): Interval => ({ value, low: value, high: value });
