import { grownCapacity, SCAN_CHUNK, type VectorArena } from './vector-arena.ts';

/** The arena in plain JavaScript: about ten times slower to scan than WebAssembly SIMD, the same to use. */
export function createJsArena(dimensions: number, maxRows: number): VectorArena {
  const scores = new Float32Array(SCAN_CHUNK);
  const asked = new Float32Array(dimensions);
  let capacity = 0;
  let arena = new Float32Array(0);

  return {
    reserve: (rows) => {
      if (rows <= capacity) return;
      capacity = grownCapacity(capacity, rows, maxRows);
      const grown = new Float32Array(capacity * dimensions);
      grown.set(arena);
      arena = grown;
    },
    write: (row, vector) => arena.set(vector, row * dimensions),
    read: (row) => arena.subarray(row * dimensions, (row + 1) * dimensions),
    ask: (query) => asked.set(query),
    dots: (rows, from, count) => {
      for (let i = 0; i < count; i++) {
        scores[i] = dot(arena, (rows[from + i] ?? 0) * dimensions, asked);
      }
      return scores;
    },
    bytes: () => arena.byteLength,
  };
}

function dot(arena: Float32Array, start: number, query: Float32Array): number {
  // Four sums, so that an addition need not wait for the one before.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 4 <= query.length; i += 4) {
    a += (arena[start + i] ?? 0) * (query[i] ?? 0);
    b += (arena[start + i + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (arena[start + i + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (arena[start + i + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  for (; i < query.length; i++) a += (arena[start + i] ?? 0) * (query[i] ?? 0);
  return a + b + c + d;
}
