import { createLocalEmbedder } from '#embeddings';
import type { Result } from './drive.ts';
import type { App } from './traffic/questions.ts';

/** The cached question that came nearest to an asked one. */
export interface Nearest {
  readonly text: string;
  readonly truth: string;
  readonly similarity: number;
}

/** For each result, the cached question nearest to it; undefined where its application had none yet. */
export type NearestOf = (result: Result) => Nearest | undefined;

/**
 * Works out how near each question was to what was cached when it was asked, with the model that the gateway bundles:
 * the gateway tells similarities of hits only. Questions of one application and one API share a cache.
 */
export async function compareWithCached(results: readonly Result[], signal: AbortSignal): Promise<NearestOf> {
  const embedder = createLocalEmbedder({ folder: 'all-MiniLM-L6-v2', maxQueue: Number.POSITIVE_INFINITY });
  try {
    const texts = [...new Set(results.map(({ request }) => request.text))];
    const embeddings = await embedder.embed(texts, signal);
    const vectors = new Map(texts.map((text, index) => [text, embeddings[index]?.vector]));
    const cached = new Map<App, Result[]>();
    const nearest = new Map<Result, Nearest | undefined>();
    for (const result of results) {
      const { app } = result.request;
      const before = cached.get(app) ?? [];
      // One that joined a call was asked before its equal was cached.
      if (result.outcome.type !== 'joined') nearest.set(result, nearestAmong(before, result, vectors));
      if (result.outcome.type === 'provider') before.push(result);
      cached.set(app, before);
    }
    return (result) => nearest.get(result);
  } finally {
    await embedder.close();
  }
}

function nearestAmong(
  cached: readonly Result[],
  { request, outcome, served }: Result,
  vectors: ReadonlyMap<string, Float32Array | undefined>,
): Nearest | undefined {
  const own = vectors.get(request.text);
  let best: Nearest | undefined;
  for (const entry of cached) {
    // What was served names the entry; the nearest one may have been refused by a veto.
    if (outcome.type === 'hit' && entry.served !== served) continue;
    const similarity = dot(own, vectors.get(entry.request.text));
    if (best === undefined || similarity > best.similarity) {
      best = { text: entry.request.text, truth: entry.request.truth, similarity: Math.min(1, similarity) };
    }
  }
  return best;
}

function dot(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (one === undefined || other === undefined) return 0;
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
