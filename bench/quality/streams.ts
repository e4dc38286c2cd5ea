import type { StreamRequest } from './data.ts';
import { type Candidate, type Decision, MOST_CANDIDATES } from './decisions.ts';
import { type Share, share } from './intervals.ts';
import type { Neighbour } from './neighbours.ts';

/** Figures of one decision on one stream that starts with an empty cache; a miss inserts. */
export interface StreamFigures {
  readonly stream: string;
  readonly decision: string;
  readonly requests: number;
  readonly hits: Share;
  /** Hits whose text was cached byte for byte. */
  readonly verbatimHits: number;
  readonly paraphraseHits: number;
  /** Paraphrase hits with another cluster's answer. Strict: a quarter of the labels that say "different" are wrong. */
  readonly labelWrong: number;
  readonly labelWrongPerServed: Share;
  /** Share of requests whose cluster was asked before: what a perfect cache would serve. */
  readonly oracle: Share;
  /** Paraphrase hits with the right cluster, as a share of the oracle's. */
  readonly ofOracle: number;
}

/** A hit that the labels call wrong, for reading. */
export interface LabelWrongHit {
  readonly asked: string;
  readonly cached: string;
  readonly cosine: number;
}

/** Evenly spaced over the stream, so that a sample for reading is the same in every run. */
export function sampleOf(hits: readonly LabelWrongHit[], size: number): readonly LabelWrongHit[] {
  if (hits.length <= size) return hits;
  const step = hits.length / size;
  return Array.from({ length: size }, (_, index) => hits[Math.floor((index + 0.5) * step)]).filter(
    (hit) => hit !== undefined,
  );
}

/** Plays the stream through the decision. */
export async function replay(
  stream: string,
  requests: readonly StreamRequest[],
  neighbours: readonly (readonly Neighbour[])[],
  decision: Decision,
): Promise<{ readonly figures: StreamFigures; readonly wrong: readonly LabelWrongHit[] }> {
  const isCached = new Uint8Array(requests.length);
  const cachedTexts = new Set<string>();
  const clusters = new Set<string>();
  const wrong: LabelWrongHit[] = [];
  let [verbatim, paraphrase, repeats] = [0, 0, 0];
  for (const [index, { text, cluster }] of requests.entries()) {
    if (clusters.has(cluster)) repeats++;
    clusters.add(cluster);
    if (cachedTexts.has(text)) {
      verbatim++;
      continue;
    }
    const served = await decision.pick(text, candidates(neighbours[index] ?? [], isCached, requests));
    if (served === undefined) {
      isCached[index] = 1;
      cachedTexts.add(text);
      continue;
    }
    paraphrase++;
    if (served.cluster !== cluster) wrong.push({ asked: text, cached: served.text, cosine: served.cosine });
  }
  return {
    figures: {
      stream,
      decision: decision.name,
      requests: requests.length,
      hits: share(verbatim + paraphrase, requests.length),
      verbatimHits: verbatim,
      paraphraseHits: paraphrase,
      labelWrong: wrong.length,
      labelWrongPerServed: share(wrong.length, paraphrase + verbatim),
      oracle: share(repeats, requests.length),
      ofOracle: repeats === 0 ? 0 : (paraphrase - wrong.length + verbatim) / repeats,
    },
    wrong,
  };
}

interface StreamCandidate extends Candidate {
  readonly cluster: string;
}

function candidates(
  near: readonly Neighbour[],
  isCached: Uint8Array,
  requests: readonly StreamRequest[],
): readonly StreamCandidate[] {
  const found: StreamCandidate[] = [];
  for (const { index, cosine } of near) {
    const request = requests[index];
    if (isCached[index] !== 1 || request === undefined) continue;
    found.push({ ...request, cosine });
    if (found.length === MOST_CANDIDATES) break;
  }
  return found;
}
