import { lightlyReworded } from '../../bench/quality/rewordings.ts';
import type { Intent } from './question-set.ts';

/** A cached question with its answer. */
export interface CachedForm {
  readonly question: string;
  readonly answer: string;
  readonly intent: string;
}

/** A request, and the intent whose answer is right for it; undefined where no cached answer is. */
export interface Request {
  readonly text: string;
  readonly kind: 'light' | 'asked' | 'lookalike';
  readonly truth: string | undefined;
  /** Requests about one intent are not independent of each other. */
  readonly cluster: string;
  /** How much of the traffic it stands for; all weights of a domain add up to 1. */
  readonly weight: number;
}

/** What is in the cache of one domain, and what is asked. */
export interface Scene {
  readonly domain: string;
  readonly cached: readonly CachedForm[];
  readonly requests: readonly Request[];
}

/** The traffic of a scene: as much asked in far words as in near ones, and a fifth that needs another answer. */
const MIX = { light: 0.4, asked: 0.4, lookalike: 0.2 };

/** The scene of one domain with `forms` of each intent cached, drawn by `random`. */
export function sceneOf(intents: readonly Intent[], forms: number, random: () => number): Scene {
  const cached: CachedForm[] = [];
  const requests: Omit<Request, 'weight'>[] = [];
  for (const { id, answer, asked, lookalikes } of intents) {
    const shuffled = asked.map((text) => ({ text, at: random() })).sort((one, other) => one.at - other.at);
    const kept = shuffled.slice(0, Math.min(forms, asked.length - 1)).map(({ text }) => text);
    cached.push(...kept.map((question) => ({ question, answer, intent: id })));
    for (const { text } of shuffled.slice(kept.length)) {
      requests.push({ text, kind: 'asked', truth: id, cluster: id });
    }
    for (const text of kept.slice(0, 1).flatMap(lightlyReworded)) {
      requests.push({ text, kind: 'light', truth: id, cluster: id });
    }
    for (const text of lookalikes) requests.push({ text, kind: 'lookalike', truth: undefined, cluster: id });
  }
  const counts = { light: 0, asked: 0, lookalike: 0 };
  for (const { kind } of requests) counts[kind]++;
  return {
    domain: intents[0]?.domain ?? '',
    cached,
    requests: requests.map((request) => ({ ...request, weight: MIX[request.kind] / counts[request.kind] })),
  };
}
