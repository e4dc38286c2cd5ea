import { type LogisticModel, predict, type Scored } from '#cache';
import type { Readings } from '../../bench/quality/readings.ts';
import type { OpenCandidate, Weighed } from './weigh-scene.ts';

/** Both models of a decision, without its bars. */
export interface Weights {
  readonly quick: LogisticModel;
  readonly read: LogisticModel | undefined;
  readonly readFloor: number;
}

/** What the decision would serve a request if the bar were low enough. */
export interface Outcome extends Scored {
  readonly kind: 'light' | 'asked' | 'lookalike';
  readonly domain: string;
  /** How many candidates are worth reading. */
  readonly readings: number;
}

/**
 * The most probable candidate of each request, as `judgeByModel` would see it at a bar: what reaches it without reading
 * is served so; else what is worth reading is read.
 */
export function outcomesOf(
  weighed: readonly Weighed[],
  { quick, read, readFloor }: Weights,
  readings: Readings,
  bar: number,
): readonly Outcome[] {
  return weighed.map(({ domain, request, open }) => {
    const unread = open.map((each) => ({ each, p: predict(quick, each.row) }));
    const sure = mostProbable(unread);
    const { kind, cluster, weight } = request;
    const about = { kind, domain, cluster, weight: weight };
    if (sure && sure.p >= bar) return { ...about, p: sure.p, wrong: !sure.each.right, readings: 0 };
    const worth = read ? unread.filter(({ p }) => p >= readFloor) : [];
    const seen = worth.map(({ each }) => ({
      each,
      p: predict(read ?? quick, [...each.row, readings(each.reading)]),
    }));
    const best = mostProbable(seen) ?? sure;
    return { ...about, p: best?.p ?? 0, wrong: !best?.each.right, readings: worth.length };
  });
}

function mostProbable<T extends { readonly each: OpenCandidate; readonly p: number }>(
  all: readonly T[],
): T | undefined {
  return all.toSorted((one, other) => other.p - one.p)[0];
}
