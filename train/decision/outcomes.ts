import { type LogisticModel, predict, type Scored } from '#cache';
import type { Readings } from '../../bench/quality/readings.ts';
import type { RequestKind } from './traffic.ts';
import type { OpenCandidate, Weighed } from './weigh-scene.ts';

/** Both models of a decision, without its bars. */
export interface Weights {
  readonly quick: LogisticModel;
  readonly read: LogisticModel | null;
  readonly readFrom: number;
  readonly readUpTo: number;
}

/** What the decision would serve a request if the bar were low enough. */
export interface Outcome extends Scored {
  readonly kind: RequestKind;
  readonly domain: string;
  /** How many candidates are worth reading. */
  readonly readings: number;
}

/** The candidate of each request that `judgeByModel` would serve if the bar were low enough. */
export function outcomesOf(
  weighed: readonly Weighed[],
  { quick, read, readFrom, readUpTo }: Weights,
  readings: Pick<Readings, 'known'>,
): readonly Outcome[] {
  return weighed.map(({ domain, request, open }) => {
    const unread = open.map((each) => ({ each, p: predict(quick, each.row) }));
    const sure = unread.filter(({ p }) => p >= readUpTo);
    const worth = read && sure.length === 0 ? unread.filter(({ p }) => p >= readFrom && p < readUpTo) : [];
    const seen = worth.map(({ each }) => ({
      each,
      p: predict(read ?? quick, [...each.row, readings.known(each.reading)]),
    }));
    const best = mostProbable([...sure, ...seen]);
    const { kind, cluster, weight } = request;
    return {
      p: best?.p ?? 0,
      wrong: !best?.each.right,
      kind,
      domain,
      cluster,
      weight,
      readings: worth.length,
    };
  });
}

function mostProbable<T extends { readonly each: OpenCandidate; readonly p: number }>(
  all: readonly T[],
): T | undefined {
  return all.toSorted((one, other) => other.p - one.p)[0];
}
