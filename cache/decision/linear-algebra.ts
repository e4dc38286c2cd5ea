/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's decomposition; undefined where A is not positive
 * definite in floating point. Neither argument is changed.
 */
export function solvePositiveDefinite(
  a: readonly (readonly number[])[],
  b: readonly number[],
): number[] | undefined {
  const size = b.length;
  const lower: number[][] = [];
  for (let row = 0; row < size; row += 1) {
    const current: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const other = lower[column] ?? current;
      let sum = a[row]?.[column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (current[k] ?? 0) * (other[k] ?? 0);
      if (column < row) current.push(sum / (other[column] ?? 1));
      else if (sum > 0) current.push(Math.sqrt(sum));
      else return undefined;
    }
    lower.push(current);
  }
  const forward: number[] = [];
  for (let row = 0; row < size; row += 1) {
    let sum = b[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (lower[row]?.[k] ?? 0) * (forward[k] ?? 0);
    forward.push(sum / (lower[row]?.[row] ?? 1));
  }
  const x = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = forward[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (lower[k]?.[row] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row]?.[row] ?? 1);
  }
  return x;
}
