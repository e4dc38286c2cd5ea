import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder } from '#embeddings';
import type { Progress } from './progress.ts';

/** Vectors of texts, unit length, looked up by text. */
export interface Vectors {
  readonly of: (text: string) => Float32Array;
  readonly cosine: (one: string, other: string) => number;
}

const BATCH = 64;
const FLUSH = 2048;

/**
 * Embeds each distinct text once and keeps the vectors on disk under `folder`, which belongs to one model: a second
 * run reads them back. Rows of the file are in the order of the keys beside it.
 */
export async function embedAll(
  texts: Iterable<string>,
  embedder: Embedder,
  folder: string,
  progress: Progress,
): Promise<Vectors> {
  mkdirSync(folder, { recursive: true });
  const byKey = readBack(folder, embedder.dimensions);
  const missing = [...new Set(texts)].filter((text) => !byKey.has(keyOf(text)));
  const signal = new AbortController().signal;
  let waiting: { readonly key: string; readonly vector: Float32Array }[] = [];
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = missing.slice(at, at + BATCH);
    const embedded = await embedder.embed(batch, signal);
    for (const [index, { vector }] of embedded.entries()) {
      const key = keyOf(batch[index] ?? '');
      byKey.set(key, vector);
      waiting.push({ key, vector });
    }
    if (waiting.length >= FLUSH) waiting = flush(folder, waiting);
    progress('embedding', Math.min(at + BATCH, missing.length), missing.length);
  }
  flush(folder, waiting);
  const of = (text: string): Float32Array => {
    const vector = byKey.get(keyOf(text));
    if (vector === undefined) throw new Error('a text was not embedded before it was compared');
    return vector;
  };
  return { of, cosine: (one, other) => dot(of(one), of(other)) };
}

/** Inner product; four sums, because one chain of additions would wait for itself. */
export function dot(one: Float32Array, other: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < one.length; i += 4) {
    a += (one[i] ?? 0) * (other[i] ?? 0);
    b += (one[i + 1] ?? 0) * (other[i + 1] ?? 0);
    c += (one[i + 2] ?? 0) * (other[i + 2] ?? 0);
    d += (one[i + 3] ?? 0) * (other[i + 3] ?? 0);
  }
  return a + b + c + d;
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

function readBack(folder: string, dimensions: number): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  const keysFile = join(folder, 'keys.txt');
  if (!existsSync(keysFile)) {
    writeFileSync(keysFile, '');
    writeFileSync(join(folder, 'vectors.f32'), '');
    return found;
  }
  const keys = readFileSync(keysFile, 'utf8').split('\n').filter(Boolean);
  const bytes = readFileSync(join(folder, 'vectors.f32'));
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 4));
  // Vectors are written before their keys, so a run that was cut leaves rows without a key at the end of the file.
  for (const [row, key] of keys.entries()) {
    found.set(key, all.slice(row * dimensions, (row + 1) * dimensions));
  }
  if (all.length !== keys.length * dimensions) {
    writeFileSync(join(folder, 'vectors.f32'), bytes.subarray(0, keys.length * dimensions * 4));
  }
  return found;
}

function flush(folder: string, rows: readonly { readonly key: string; readonly vector: Float32Array }[]): [] {
  const block = Buffer.concat(
    rows.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)),
  );
  appendFileSync(join(folder, 'vectors.f32'), block);
  appendFileSync(join(folder, 'keys.txt'), rows.map(({ key }) => `${key}\n`).join(''));
  return [];
}
