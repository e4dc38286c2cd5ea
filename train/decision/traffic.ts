import { lightlyReworded } from '../../bench/quality/rewordings.ts';
import type { Intent } from './question-set.ts';

/** A cached question with its answer. */
export interface CachedForm {
  readonly question: string;
  readonly answer: string;
  readonly intent: string;
}

/** Near words, far words, nearly the same words with another answer, something that nobody asked before. */
export type RequestKind = 'light' | 'asked' | 'lookalike' | 'new';

/** A request, and the intent whose answer is right for it; undefined where no cached answer is. */
export interface Request {
  readonly text: string;
  readonly kind: RequestKind;
  readonly truth: string | undefined;
  /** Requests about one intent are not independent of each other. */
  readonly cluster: string;
  /** How much of the traffic it stands for; all weights of a scene add up to 1. */
  readonly weight: number;
}

/** What is in the cache of one domain, and what is asked. */
export interface Scene {
  readonly domain: string;
  readonly cached: readonly CachedForm[];
  readonly requests: readonly Request[];
  /** Share of the other intents' entries that are there when one is asked for: few in a young cache. */
  readonly rivals: number;
}

export interface SceneOptions {
  /** Forms of each intent that are cached. */
  readonly forms: number;
  /** Share of the intents that are cached at all. */
  readonly share: number;
  readonly rivals: number;
  readonly random: () => number;
}

/** The traffic of a scene, as shares; what a scene has none of is left out. */
const MIX: Readonly<Record<RequestKind, number>> = { light: 0.35, asked: 0.35, lookalike: 0.2, new: 0.1 };

/** The scene of one domain. */
export function sceneOf(intents: readonly Intent[], { forms, share, rivals, random }: SceneOptions): Scene {
  const cached: CachedForm[] = [];
  const requests: Omit<Request, 'weight'>[] = [];
  for (const { id, answer, asked, lookalikes } of intents) {
    const shuffled = asked.map((text) => ({ text, at: random() })).sort((one, other) => one.at - other.at);
    const isCached = random() < share;
    const kept = isCached ? shuffled.slice(0, Math.min(forms, asked.length - 1)).map(({ text }) => text) : [];
    const truth = isCached ? id : undefined;
    cached.push(...kept.map((question) => ({ question, answer, intent: id })));
    for (const { text } of shuffled.slice(kept.length)) {
      requests.push({ text, kind: isCached ? 'asked' : 'new', truth, cluster: id });
    }
    for (const text of kept.slice(0, 1).flatMap(lightlyReworded)) {
      requests.push({ text, kind: 'light', truth, cluster: id });
    }
    if (isCached) {
      for (const text of lookalikes)
        requests.push({ text, kind: 'lookalike', truth: undefined, cluster: id });
    }
  }
  const counts = Map.groupBy(requests, ({ kind }) => kind);
  const all = [...counts.keys()].reduce((sum, kind) => sum + MIX[kind], 0);
  return {
    domain: intents[0]?.domain ?? '',
    rivals,
    cached,
    requests: requests.map((request) => ({
      ...request,
      weight: MIX[request.kind] / all / (counts.get(request.kind)?.length ?? 1),
    })),
  };
}
