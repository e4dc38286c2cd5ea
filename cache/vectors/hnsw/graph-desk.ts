import { crc32 } from 'node:zlib';
import type { Graph } from './graph.ts';
import type { Addition } from './protocol.ts';
import type { SnapshotLabels } from './snapshot-folder.ts';

/** A graph, the work that waits for it, and what its snapshot has to say. */
export interface GraphDesk {
  readonly partition: string;
  readonly graph: Graph;
  readonly add: (addition: Addition) => void;
  readonly remove: (labels: Uint32Array) => void;
  /** Does one step of what waits. @throws RangeError for an addition that the main thread should never have sent */
  readonly step: () => Step;
  /** Nothing is done to the graph while `work` runs; searches go on. */
  readonly quietly: (work: (labels: SnapshotLabels) => Promise<void>) => Promise<void>;
  /** Whether anything changed since `quietly` last succeeded. */
  readonly changed: () => boolean;
}

export type Step = { readonly type: 'idle' | 'worked' } | { readonly type: 'settled'; readonly upTo: number };

type Work =
  | { readonly type: 'add'; readonly addition: Addition; at: number }
  | { readonly type: 'remove'; readonly labels: Uint32Array };

/** @param known labels of a graph that was read back */
export function createGraphDesk(
  partition: string,
  graph: Graph,
  known: SnapshotLabels = { ids: [], sums: new Uint32Array(0) },
): GraphDesk {
  const ids = [...known.ids];
  const sums = [...known.sums];
  const waiting: Work[] = [];
  let changes = 0;
  let quiet = false;

  const addOne = ({ labels, ids: names, vectors }: Addition, at: number): void => {
    const label = labels[at] ?? 0;
    const dimensions = vectors.length / labels.length;
    const vector = vectors.subarray(at * dimensions, (at + 1) * dimensions);
    graph.add(vector, label);
    while (ids.length < label) {
      ids.push('');
      sums.push(0);
    }
    ids[label] = names[at] ?? '';
    sums[label] = vectorSum(vector);
  };

  const step = (): Step => {
    const [work] = waiting;
    if (!work || quiet) return { type: 'idle' };
    changes++;
    if (work.type === 'remove') {
      waiting.shift();
      for (const label of work.labels) {
        graph.remove(label);
        if (label < ids.length) ids[label] = '';
      }
      return { type: 'worked' };
    }
    const { addition } = work;
    const at = work.at++;
    const isLast = work.at >= addition.labels.length;
    if (isLast) waiting.shift();
    if (at < addition.labels.length) addOne(addition, at);
    return isLast ? { type: 'settled', upTo: addition.upTo } : { type: 'worked' };
  };

  return {
    partition,
    graph,
    add: (addition) => waiting.push({ type: 'add', addition, at: 0 }),
    remove: (labels) => waiting.push({ type: 'remove', labels }),
    step,
    changed: () => changes > 0,
    quietly: async (work) => {
      if (quiet) return;
      quiet = true;
      try {
        await work({ ids, sums: Uint32Array.from(sums) });
        changes = 0;
      } finally {
        quiet = false;
      }
    },
  };
}

/** Tells a vector from the one that had the same id before. */
export function vectorSum(vector: Float32Array): number {
  return crc32(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
}
