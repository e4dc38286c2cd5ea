import type { QuestionPair } from './labels/labelled-pair.ts';

/**
 * Which pairs must not be parted: those of one cluster where clusters are given, and those that share a text, directly
 * or through others. Returns a number per pair; equal numbers belong together.
 */
export function groupPairs(pairs: readonly QuestionPair[]): readonly number[] {
  const parents: number[] = pairs.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
      parents[at] = parents[up] ?? up; // half the way on each walk, so that walks stay short
      at = up;
    }
    return at;
  };
  const firstWith = new Map<string, number>();
  const join = (key: string, i: number): void => {
    const other = firstWith.get(key);
    if (other === undefined) firstWith.set(key, i);
    else parents[root(i)] = root(other);
  };
  pairs.forEach(({ asked, cached, cluster }, i) => {
    join(`t ${asked}`, i);
    join(`t ${cached}`, i);
    if (cluster !== undefined) join(`c ${cluster}`, i);
  });
  return parents.map((_, i) => root(i));
}

/**
 * What counts as one observation: a cluster where one is given, and the copies of one and the same pair. Pairs that
 * only share a text were still asked apart from each other, and count apart.
 */
export const observationOf = ({ cluster, asked, cached }: QuestionPair): string =>
  cluster === undefined ? JSON.stringify([asked, cached]) : `cluster ${cluster}`;
