import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Vectors } from '../quality/vectors.ts';
import type { Texts } from './texts.ts';

/** Vectors in a file, so that a measured process need not hold a second copy of them. */
export interface RowsFile {
  readonly path: string;
  readonly count: number;
  readonly real: number;
}

const AT_ONCE = 4_096;

/** The same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A shuffle of the texts that is the same in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}

/** Questions that are asked and never stored, and all others in the order in which sizes take them. */
export function splitTexts(
  texts: Texts,
  queries: number,
): { readonly asked: string[]; readonly stored: string[] } {
  const asked = shuffled(texts.asked, 1).slice(0, queries);
  const held = new Set(asked);
  return {
    asked,
    stored: shuffled(
      texts.all.filter((text) => !held.has(text)),
      2,
    ),
  };
}

/**
 * Writes `count` unit vectors: those of the texts first; when they run out, each further one lies between two of
 * them, nearer the first (20 to 50 % of the way to the second).
 */
export function writeRows(
  folder: string,
  name: string,
  texts: readonly string[],
  vectors: Vectors,
  dimensions: number,
  count: number,
): RowsFile {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.f32`);
  const real = Math.min(count, texts.length);
  if (existsSync(path) && statSync(path).size === count * dimensions * 4) return { path, count, real };
  const sources = texts.slice(0, real).map(vectors.of);
  const random = createRandom(3);
  const one = (row: number): Float32Array => {
    const near = sources[row < real ? row : Math.floor(random() * real)] as Float32Array;
    if (row < real) return near;
    const far = sources[Math.floor(random() * real)] as Float32Array;
    const share = 0.2 + 0.3 * random();
    return normalised(near.map((value, d) => (1 - share) * value + share * (far[d] ?? 0)));
  };
  const file = openSync(`${path}.part`, 'w');
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Math.min(AT_ONCE, count - from);
    const block = new Float32Array(rows * dimensions);
    for (let i = 0; i < rows; i++) block.set(one(from + i), i * dimensions);
    writeSync(file, block);
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
  return { path, count, real };
}

/** Blocks of rows, each with the number of its first. */
export function* readRows(
  path: string,
  dimensions: number,
  count: number,
): Generator<{ readonly from: number; readonly vectors: readonly Float32Array[] }> {
  const file = openSync(path, 'r');
  try {
    for (let from = 0; from < count; from += AT_ONCE) {
      const rows = Math.min(AT_ONCE, count - from);
      const block = new Float32Array(rows * dimensions);
      readSync(file, block, 0, rows * dimensions * 4, from * dimensions * 4);
      yield {
        from,
        vectors: Array.from({ length: rows }, (_, i) => block.subarray(i * dimensions, (i + 1) * dimensions)),
      };
    }
  } finally {
    closeSync(file);
  }
}

function normalised(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const scale = 1 / Math.sqrt(square);
  return vector.map((value) => value * scale);
}
