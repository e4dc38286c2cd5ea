import type { Arrival } from '../arrivals/arrival.ts';
import { createColumn, createKeyTable, keyHash } from './key-table.ts';
import type { KeyMiss } from './why-missed.ts';

/** Times to live that are tried, in seconds. */
export const TRIED_TTLS = [600, 3_600, 21_600, 86_400, 259_200, 604_800, 2_592_000] as const;

/** How the same request comes again, whoever of one tenant asks: what the tiers that ask for a key live on. */
export interface Repeats {
  /** What is known of a request before it; then it counts as seen. */
  readonly add: (arrival: Arrival) => KeyMiss;
  /** Requests that had come before, by the time since, each up to the given seconds; the last is all others. */
  readonly distances: () => readonly { readonly upToSeconds: number; readonly count: number }[];
  /** Hits of the keys with this time to live and room for all, in the order of `TRIED_TTLS`. */
  readonly hitsByTtl: () => readonly { readonly ttlSeconds: number; readonly hits: number }[];
  readonly distinct: () => number;
  readonly repeated: () => number;
}

export function createRepeats(): Repeats {
  const table = createKeyTable();
  const askedAt = createColumn(Float64Array);
  const expiresAt = createColumn(Float64Array);
  const freshUntil = TRIED_TTLS.map(() => createColumn(Float64Array));
  const hits = TRIED_TTLS.map(() => 0);
  const distances = [...TRIED_TTLS, Number.POSITIVE_INFINITY].map((upToSeconds) => ({
    upToSeconds,
    count: 0,
  }));
  let repeated = 0;

  const tryTtls = (number: number, { time, durationMs = 0, answer }: Arrival): void => {
    TRIED_TTLS.forEach((ttl, at) => {
      const column = freshUntil[at];
      if (!column) return;
      if (column.get(number) > time) hits[at] = (hits[at] ?? 0) + 1;
      else if (answer.refused === undefined) column.set(number, time + durationMs + ttl * 1000);
    });
  };

  return {
    add: (arrival) => {
      const { keys, plan, time, durationMs = 0, answer } = arrival;
      if (!keys || !plan.read || !plan.write) return undefined;
      const before = table.size();
      const number = table.place(keyHash(keys.normalisedKey ?? keys.exactKey));
      if (number === undefined) return undefined;
      const isNew = number === before;
      let why: KeyMiss;
      if (!isNew) {
        repeated++;
        const seconds = (time - askedAt.get(number)) / 1000;
        const bin = distances.find(({ upToSeconds }) => seconds <= upToSeconds);
        if (bin) bin.count++;
        const expiry = expiresAt.get(number);
        why = expiry === 0 ? 'not-stored' : expiry <= time ? 'expired' : 'evicted';
      }
      askedAt.set(number, time);
      tryTtls(number, arrival);
      if (answer.refused === undefined && expiresAt.get(number) <= time) {
        expiresAt.set(number, time + durationMs + plan.ttlSeconds * 1000);
      }
      return why;
    },
    distances: () => distances,
    hitsByTtl: () => TRIED_TTLS.map((ttlSeconds, at) => ({ ttlSeconds, hits: hits[at] ?? 0 })),
    distinct: () => table.size() + table.refused(),
    repeated: () => repeated,
  };
}
