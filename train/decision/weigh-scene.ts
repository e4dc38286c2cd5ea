import type { Reading } from '#embeddings';
import { startOf } from '../../bench/quality/question-sets.ts';
import { dot, type Vectors } from '../../bench/quality/vectors.ts';
import { createRandom } from '../../cache/decision/random.ts';
import { weighCandidates } from '../../cache/decision/weigh-candidates.ts';
import { readSlots, type Slots } from '../../cache/slots/index.ts';
import type { CachedForm, Request, Scene } from './traffic.ts';

/** A candidate that no slot forbids, and whether its answer is right for the request. */
export interface OpenCandidate {
  /** In the order of `FEATURES`. */
  readonly row: readonly number[];
  readonly reading: Reading;
  readonly right: boolean;
}

/** One request and what the cache may answer it with, nearest first. */
export interface Weighed {
  readonly domain: string;
  readonly request: Request;
  readonly open: readonly OpenCandidate[];
}

/** As many as a lookup sees. */
const CANDIDATES = 5;
const FLOOR = 0.3;

const slots = new Map<string, Slots>();
function slotsOf(text: string): Slots {
  const known = slots.get(text) ?? readSlots(text);
  slots.set(text, known);
  return known;
}

/** The same steps as a lookup takes, up to the first probability. */
export function weighScene(scene: Scene, vectors: Vectors): readonly Weighed[] {
  const { domain, requests } = scene;
  const random = createRandom(RIVALS_SEED);
  return requests.map((request) => {
    const there = scene.cached.filter(({ intent }) => intent === request.cluster || random() < scene.rivals);
    const near = nearest(request.text, there, vectors);
    const candidates = near.map(({ form, similarity, answerSimilarity }) => ({
      entry: { question: form.question },
      form,
      similarity,
      answerSimilarity,
    }));
    const weighed = weighCandidates(
      { slots: slotsOf(request.text) },
      candidates,
      near.map(({ form }) => form.answer),
      slotsOf,
    );
    const open = weighed.flatMap(({ candidate, veto, row }) => {
      if (veto !== undefined) return [];
      const { question, answer, intent } = candidate.form;
      const reading = { asked: request.text, cached: question, answer };
      return [{ row, reading, right: intent === request.truth }];
    });
    return { domain, request, open };
  });
}

const RIVALS_SEED = 7;

function nearest(
  text: string,
  cached: readonly CachedForm[],
  vectors: Vectors,
): readonly { readonly form: CachedForm; readonly similarity: number; readonly answerSimilarity: number }[] {
  const vector = vectors.of(text);
  return cached
    .map((form) => {
      const similarity = dot(vector, vectors.of(form.question));
      const answerSimilarity = dot(vector, vectors.of(startOf(form.answer)));
      return { form, similarity, answerSimilarity, nearest: Math.max(similarity, answerSimilarity) };
    })
    .filter(({ nearest }) => nearest >= FLOOR)
    .sort((one, other) => other.nearest - one.nearest)
    .slice(0, CANDIDATES)
    .sort((one, other) => other.similarity - one.similarity);
}
