/**
 * Rows of float32 in one block of memory, and dot products of a query with some of them. Rows are numbers from 0;
 * which are in use is the caller's business.
 */
export interface VectorArena {
  /** Makes room for rows 0 … `rows` - 1, at least doubling. @throws RangeError when the memory cannot be had */
  readonly reserve: (rows: number) => void;
  readonly write: (row: number, vector: Float32Array) => void;
  /** The row's vector, valid until the next `reserve` or `write`. */
  readonly read: (row: number) => Float32Array;
  /** The vector that `dots` multiplies with, until the next call. */
  readonly ask: (query: Float32Array) => void;
  /** Dot products with `rows[from]` … `rows[from + count - 1]`, `count` ≤ `SCAN_CHUNK`; valid until the next call. */
  readonly dots: (rows: readonly number[], from: number, count: number) => Float32Array;
  /** Bytes held, rows in use or not. */
  readonly bytes: () => number;
}

/** Rows scored at a time: their numbers and scores stay in the first-level cache. */
export const SCAN_CHUNK = 2048;

const FIRST_ROWS = 64;

/** How many rows to hold so that `rows` fit: doubles from what there is, up to `most`. */
export function grownCapacity(capacity: number, rows: number, most: number): number {
  let grown = Math.max(capacity, FIRST_ROWS);
  while (grown < rows) grown *= 2;
  return Math.min(grown, most);
}
