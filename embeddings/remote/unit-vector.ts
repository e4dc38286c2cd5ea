/** The numbers of an answer, before anybody looked at them. */
export type RawVector = readonly unknown[] | Float32Array;

/** The same direction at unit length; a sentence that says why where the numbers have none. */
export function unitVector(raw: RawVector | undefined, dimensions: number): Float32Array | string {
  if (!raw) return 'a vector is missing';
  if (raw.length !== dimensions) return `a vector has ${raw.length} dimensions instead of ${dimensions}`;
  let square = 0;
  for (const value of raw) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'a vector has a value that is no number';
    square += value * value;
  }
  if (!Number.isFinite(square) || square === 0) return 'a vector has no direction';
  const scale = 1 / Math.sqrt(square);
  const unit = new Float32Array(dimensions);
  for (let d = 0; d < dimensions; d++) unit[d] = (raw[d] as number) * scale;
  return unit;
}
