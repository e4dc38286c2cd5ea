import { describe, expect, test } from 'vitest';
import { createGraph, type HnswLibrary } from '../../../cache/vectors/hnsw/graph.ts';
import { createVectorSource } from '../../contract/fixtures/vectors.ts';
import { withoutHnsw } from './hnsw-kit.ts';

const library = withoutHnsw
  ? undefined
  : ((await import('hnswlib-node')) as { readonly default: HnswLibrary });
const shape = { dimensions: 8, links: 16, efConstruction: 64, ef: 64 };
const source = createVectorSource(8);
const some = source.unit();
const open = (capacity: number) => {
  if (!library) throw new Error('skipped');
  return createGraph(library.default, shape, capacity);
};

describe.skipIf(withoutHnsw)(`a graph${withoutHnsw}`, () => {
  test.each([
    ['NaN', some.with(2, Number.NaN)],
    ['infinity', some.with(2, Number.POSITIVE_INFINITY)],
    ['a length that is not 1', some.map((value) => value * 2)],
    ['too few dimensions', some.slice(1)],
  ])('a vector with %s is refused and leaves the graph as it was', (_, vector) => {
    const graph = open(10);
    graph.add(some, 0);
    expect(() => graph.add(vector, 1)).toThrow(RangeError);
    expect(graph.size()).toBe(1);
  });

  test.each([0, 1, 2, -1, 2.5, 2 ** 32, Number.NaN])(
    'label %d is refused where it was given or is no label: the library would overwrite another',
    (label) => {
      const graph = open(10);
      graph.add(some, 2);
      expect(() => graph.add(source.unit(), label)).toThrow(RangeError);
      expect([...graph.search(some, 5).labels]).toEqual([2]);
    },
  );

  test('it takes more vectors than it was made for, and finds each', () => {
    const graph = open(0);
    const vectors = Array.from({ length: 3_000 }, source.unit);
    for (const [label, vector] of vectors.entries()) graph.add(vector, label);
    expect(graph.size()).toBe(3_000);
    for (const label of [0, 1_023, 1_024, 1_536, 2_999]) {
      expect(graph.search(vectors[label] ?? some, 1)).toMatchObject({ labels: Uint32Array.of(label) });
    }
  });

  test('removing is for ever, twice is no error, nor is a label never given', () => {
    const graph = open(10);
    graph.add(some, 0);
    graph.add(source.unit(), 1);
    graph.remove(0);
    graph.remove(0);
    graph.remove(77);
    expect([...graph.search(some, 5).labels]).toEqual([1]);
  });

  test('an empty graph finds nothing, and says that nothing lies beyond', () => {
    expect(open(10).search(some, 5)).toEqual({ labels: new Uint32Array(0), farthest: -1 });
  });
});
