import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalEmbedder } from '#embeddings';
import { createProgress } from '../quality/progress.ts';
import { embedAll } from '../quality/vectors.ts';
import { splitTexts } from '../vectors/rows.ts';
import { readTexts } from '../vectors/texts.ts';
import type { VectorRows } from './measure-vectors.ts';

export interface RealVectors extends VectorRows {
  readonly spaceId: string;
  readonly dimensions: number;
}

const MODEL = join(import.meta.dirname, '../../embeddings/models/all-MiniLM-L6-v2');
/** The folder of `bench/vectors`: what either embedded is there for the other. */
export const EMBEDDINGS = join(tmpdir(), 'reprise-bench-vectors');

/**
 * Embeddings of questions that people asked, and of others that are not stored.
 * @throws Error when there are fewer texts than vectors wanted
 */
export async function readRealVectors(
  folder: string,
  wanted: { readonly queries: number; readonly stored: number },
): Promise<RealVectors> {
  const { asked, stored: others } = splitTexts(readTexts(), wanted.queries);
  const stored = others.slice(0, wanted.stored);
  if (stored.length < wanted.stored) {
    throw new Error(`there are ${stored.length} texts to store, not ${wanted.stored}: ask for smaller sizes`);
  }
  const embedder = createLocalEmbedder({ folder: MODEL, threads: 1 });
  try {
    const { spaceId, dimensions } = embedder;
    const own = join(folder, spaceId.replace(/[^\w.-]+/g, '-'));
    const vectors = await embedAll([...asked, ...stored], embedder, own, createProgress(process.stderr));
    return { spaceId, dimensions, queries: asked.map(vectors.of), stored: stored.map(vectors.of) };
  } finally {
    await embedder.close();
  }
}
