import { digest } from '#cache';
import type { Arrival } from '../arrivals/arrival.ts';
import { createColumn, createKeyTable, keyHash } from './key-table.ts';

/** What lies in one partition of the log: requests that may be compared with each other. */
export interface Partitions {
  /** Counts a request; tells how many answers its partition had before. */
  readonly asked: (arrival: Arrival) => number;
  /** An answer came into the partition. */
  readonly stored: (arrival: Arrival) => void;
  /** Whether a request is the only one that its partition ever saw: there is nothing to compare it with. */
  readonly isAlone: (arrival: Arrival) => boolean;
  readonly size: () => number;
  /** Of each system prompt's pattern: how many partitions, and how many of them with one request. */
  readonly byTemplate: () => ReadonlyMap<number, PartitionCount>;
}

export interface PartitionCount {
  readonly partitions: number;
  readonly withOneRequest: number;
  readonly requests: number;
}

export function createPartitions(): Partitions {
  const table = createKeyTable();
  const requests = createColumn(Uint32Array);
  const answers = createColumn(Uint32Array);
  const templates = createColumn(Uint16Array);
  const hashOf = ({ tenant, keys }: Arrival): number => keyHash(digest([tenant, keys?.compatKey ?? '']));

  return {
    asked: (arrival) => {
      const number = table.place(hashOf(arrival));
      if (number === undefined) return 0;
      requests.add(number, 1);
      // Later turns have a partition of their own by nature: they say nothing of the system prompt.
      templates.set(number, arrival.hasHistory ? HISTORY : arrival.template);
      return answers.get(number);
    },
    stored: (arrival) => {
      const number = table.find(hashOf(arrival));
      if (number !== undefined) answers.add(number, 1);
    },
    isAlone: (arrival) => {
      const number = table.find(hashOf(arrival));
      return number !== undefined && requests.get(number) < 2;
    },
    size: () => table.size() + table.refused(),
    byTemplate: () => {
      const counts = new Map<number, { partitions: number; withOneRequest: number; requests: number }>();
      for (let number = 0; number < table.size(); number++) {
        const template = templates.get(number);
        const known = counts.get(template) ?? { partitions: 0, withOneRequest: 0, requests: 0 };
        counts.set(template, known);
        known.partitions++;
        known.requests += requests.get(number);
        if (requests.get(number) === 1) known.withOneRequest++;
      }
      return counts;
    },
  };
}

/** Stands for all requests that come with earlier turns. */
export const HISTORY = 65_535;
