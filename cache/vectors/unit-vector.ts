/** How far from 1 a squared length may be: float32 rounding is far inside, a vector nobody normalised far outside. */
const LENGTH_TOLERANCE = 1e-3;

/** Why a vector cannot be compared, as the end of a sentence; undefined for a unit vector of these dimensions. */
export function vectorProblem(vector: Float32Array, dimensions: number): string | undefined {
  if (vector.length !== dimensions) {
    return `has ${vector.length} dimensions, this store holds ${dimensions}`;
  }
  let square = 0;
  for (let i = 0; i < dimensions; i++) square += (vector[i] ?? 0) ** 2;
  // Written so that NaN and infinity fail too.
  return Math.abs(square - 1) <= LENGTH_TOLERANCE ? undefined : `has squared length ${square}, not 1`;
}
