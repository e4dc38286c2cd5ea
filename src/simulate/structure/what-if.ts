import type { Arrival } from '../arrivals/arrival.ts';
import { createColumn, createKeyTable, keyHash } from './key-table.ts';

/** What a looser rule for equality would find, beyond what the rule in force does. */
export interface WhatIf {
  /** Whether the looser key finds an answer; then the request counts as seen. */
  readonly finds: (arrival: Arrival) => boolean;
}

/** @param keyOf the looser key */
export function createWhatIf(keyOf: (arrival: Arrival) => string | undefined): WhatIf {
  const table = createKeyTable();
  const freshUntil = createColumn(Float64Array);
  return {
    finds: (arrival) => {
      const key = keyOf(arrival);
      if (key === undefined || !arrival.plan.read || !arrival.plan.write) return false;
      const number = table.place(keyHash(key));
      if (number === undefined) return false;
      const { time, durationMs = 0, answer, plan } = arrival;
      if (freshUntil.get(number) > time) return true;
      if (answer.refused === undefined) freshUntil.set(number, time + durationMs + plan.ttlSeconds * 1000);
      return false;
    },
  };
}
