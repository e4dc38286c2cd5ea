import type { Arrival } from '../arrivals/arrival.ts';
import type { NearPair } from './outcome.ts';

/** A pair as `reprise label` reads it. */
export interface ComparedPair {
  readonly asked: string;
  readonly cached: string;
  readonly answer?: string;
  /** ISO time of the question; left out where the log has no times. */
  readonly time?: string;
  /** How many pairs of the traffic it stands for. */
  readonly weight: number;
  /** What the call cost, in dollars; left out where nobody knows. */
  readonly cost?: number;
}

const NANOS_PER_DOLLAR = 1e9;

export function pairOf(
  { question, time, costNanos }: Arrival,
  { cached, answer }: NearPair,
  weight: number,
): ComparedPair {
  return {
    asked: question ?? '',
    cached,
    ...(answer === undefined ? {} : { answer }),
    ...(time === 0 ? {} : { time: new Date(time).toISOString() }),
    weight,
    ...(costNanos === undefined ? {} : { cost: costNanos / NANOS_PER_DOLLAR }),
  };
}
