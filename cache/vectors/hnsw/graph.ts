import { stat } from 'node:fs/promises';
import type { HierarchicalNSW } from 'hnswlib-node';
import { vectorProblem } from '../unit-vector.ts';
import type { Found, GraphShape } from './protocol.ts';

export type HnswLibrary = typeof import('hnswlib-node');

/** One hierarchical graph, guarded: the library itself takes NaN, cuts labels to 32 bits and overwrites on reuse. */
export interface Graph {
  /** Vectors in it, dead ones too. */
  readonly size: () => number;
  /** @throws RangeError for a vector that is no unit vector, or a label that is not the next or a later one */
  readonly add: (vector: Float32Array, label: number) => void;
  /** Makes a vector dead: it still leads to others and is found no more. Unknown and dead labels are passed over. */
  readonly remove: (label: number) => void;
  readonly search: (vector: Float32Array, limit: number) => Found;
  /** Searches go on meanwhile; `add` and `remove` must not. */
  readonly write: (file: string) => Promise<void>;
  /** Gives the memory back now; the collector does not see it and would take its time. */
  readonly free: () => void;
}

const MOST_LABELS = 2 ** 32 - 1;
const FIRST_CAPACITY = 1_024;
const GROWTH = 1.5;

export function createGraph(library: HnswLibrary, shape: GraphShape, capacity: number): Graph {
  const index = new library.HierarchicalNSW('ip', shape.dimensions);
  index.initIndex(Math.max(capacity, FIRST_CAPACITY), shape.links, shape.efConstruction);
  return guarded(index, shape, 0);
}

/**
 * A graph as `write` left it. The file must be known to be whole: the library follows whatever links it holds.
 * @param nextLabel the first label that was never given
 */
export async function readGraph(
  library: HnswLibrary,
  shape: GraphShape,
  file: string,
  nextLabel: number,
): Promise<Graph> {
  const index = new library.HierarchicalNSW('ip', shape.dimensions);
  await index.readIndex(file);
  return guarded(index, shape, nextLabel);
}

function guarded(index: HierarchicalNSW, shape: GraphShape, firstLabel: number): Graph {
  let nextLabel = firstLabel;
  index.setEf(shape.ef);

  return {
    size: () => index.getCurrentCount(),
    add: (vector, label) => {
      const problem = vectorProblem(vector, shape.dimensions);
      if (problem !== undefined) throw new RangeError(`a vector ${problem}`);
      if (!Number.isInteger(label) || label < nextLabel || label > MOST_LABELS)
        throw new RangeError(`label ${label} is not free`);
      const capacity = index.getMaxElements();
      if (index.getCurrentCount() >= capacity) index.resizeIndex(Math.ceil(capacity * GROWTH));
      index.addPoint(Array.from(vector), label);
      nextLabel = label + 1;
    },
    remove: (label) => {
      try {
        index.markDelete(label);
      } catch {
        // Unknown or dead already: what was asked for.
      }
    },
    search: (vector, limit) => {
      const { neighbors, distances } = index.searchKnn(
        Array.from(vector),
        Math.min(limit, index.getMaxElements()),
      );
      return { labels: Uint32Array.from(neighbors), farthest: 1 - (distances.at(-1) ?? 2) };
    },
    write: async (file) => {
      await index.writeIndex(file);
      const { size } = await stat(file);
      if (size < index.getCurrentCount() * leastBytes(shape)) throw new Error(`${file} was written in part`);
    },
    free: () => index.initIndex(1),
  };
}

/** Bytes of a vector in the graph's file, on its lowest level: the library does not say when a disk was full. */
function leastBytes({ dimensions, links }: GraphShape): number {
  const label = 8;
  const linksBelow = 4 + 2 * links * 4;
  return dimensions * 4 + linksBelow + label;
}
