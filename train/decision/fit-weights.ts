import { FEATURES, fitLogistic, type LogisticModel, predict, READ_FEATURES, type Sign } from '#cache';
import type { Readings } from '../../bench/quality/readings.ts';
import { outcomesOf } from './outcomes.ts';
import type { OpenCandidate, Weighed } from './weigh-scene.ts';

/** A model with the names of what it weighs. */
export type NamedModel = LogisticModel & { readonly features: readonly string[] };

/** Ridge, in examples. */
const L2 = 5;
const CLIP = 4;
/** Of the right candidates that are not sure unread, this share may be left unread. */
const UNREAD_SHARE = 0.05;
/** Wrong answers per served hit among what is served unread; whether all of it is within a budget is for the bars to prove. */
const SURE_ERRORS = 0.002;
/** Never more probable for being further away, nor less for being read as right. */
const SIGNS: Readonly<Record<string, Sign>> = {
  similarity: 'positive',
  verifier: 'positive',
};

interface Example {
  readonly candidate: OpenCandidate;
  readonly weight: number;
}

/** Fits both models on every candidate of the traffic that no slot forbids, and finds what is worth reading. */
export function fitWeights(weighed: readonly Weighed[], readings: Readings) {
  const examples = weighed.flatMap(({ request, open }) =>
    open.map((candidate) => ({ candidate, weight: request.weight })),
  );
  const mean = examples.reduce((sum, { weight }) => sum + weight, 0) / examples.length;
  const scaled = examples.map(({ candidate, weight }) => ({ candidate, weight: weight / mean }));
  const quick = fitted(scaled, FEATURES, ({ row }) => row);
  const read = fitted(scaled, READ_FEATURES, ({ row, reading }) => [...row, readings.known(reading)]);
  return { quick, read, readFrom: floorOf(scaled, quick), readUpTo: sureFrom(weighed, quick) };
}

function fitted(
  examples: readonly Example[],
  features: readonly string[],
  rowOf: (candidate: OpenCandidate) => readonly number[],
): NamedModel {
  const model = fitLogistic({
    x: examples.map(({ candidate }) => rowOf(candidate)),
    y: examples.map(({ candidate }) => (candidate.right ? 1 : 0)),
    weight: examples.map(({ weight }) => weight),
    l2: L2,
    clip: CLIP,
    signs: features.map((name) => SIGNS[name] ?? 'free'),
  });
  return { features, ...model };
}

/** What is as probable as this before it is read was so rarely wrong that reading it is a waste. */
function sureFrom(weighed: readonly Weighed[], quick: LogisticModel): number {
  const unread = outcomesOf(weighed, { quick, read: null, readFrom: 0, readUpTo: 0 }, { known: () => 0 });
  let [served, wrong, sure] = [0, 0, 1];
  for (const each of unread.toSorted((one, other) => other.p - one.p)) {
    served += each.weight ?? 1;
    if (each.wrong) wrong += each.weight ?? 1;
    if (wrong <= served * SURE_ERRORS) sure = each.p;
  }
  return sure;
}

function floorOf(examples: readonly Example[], quick: LogisticModel): number {
  const right = examples
    .filter(({ candidate }) => candidate.right)
    .map(({ candidate }) => predict(quick, candidate.row))
    .sort((one, other) => one - other);
  return right[Math.floor(right.length * UNREAD_SHARE)] ?? 0;
}
