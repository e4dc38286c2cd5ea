import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './progress.ts';
import { dot, type Vectors } from './vectors.ts';

/** An earlier text of the stream and how near it is. */
export interface Neighbour {
  readonly index: number;
  readonly cosine: number;
}

/** Neighbours further away than this are left out: what the full decision would serve there is not counted. */
export const FLOOR = 0.75;
/** Cached or not: more than a decision looks at, since those that were hits themselves are not cached. */
const MOST_NEIGHBOURS = 40;

/**
 * For each text the earlier ones within `FLOOR`, nearest first. Every pair is compared, once: which of them are
 * cached is up to the decision, so all decisions share this list. Kept in `folder`, which belongs to one model.
 */
export function earlierNeighbours(
  texts: readonly string[],
  vectors: Vectors,
  folder: string,
  progress: Progress,
): readonly (readonly Neighbour[])[] {
  const digest = createHash('sha256')
    .update(JSON.stringify([FLOOR, texts]))
    .digest('hex')
    .slice(0, 24);
  const file = join(folder, `neighbours-${digest}.json`);
  if (existsSync(file)) return fromRows(JSON.parse(readFileSync(file, 'utf8')) as number[][]);
  const all = texts.map(vectors.of);
  const rows = all.map((vector, index) => {
    if (index % 200 === 0) progress('nearest neighbours', index, all.length);
    const near: Neighbour[] = [];
    for (let earlier = 0; earlier < index; earlier++) {
      const other = all[earlier];
      const cosine = other === undefined ? 0 : dot(vector, other);
      if (cosine >= FLOOR) near.push({ index: earlier, cosine });
    }
    near.sort((one, next) => next.cosine - one.cosine || one.index - next.index);
    return near.slice(0, MOST_NEIGHBOURS);
  });
  progress('nearest neighbours', all.length, all.length);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(rows.map((row) => row.flatMap(({ index, cosine }) => [index, cosine]))));
  return rows;
}

function fromRows(rows: readonly (readonly number[])[]): readonly (readonly Neighbour[])[] {
  return rows.map((row) => {
    const near: Neighbour[] = [];
    for (let at = 0; at < row.length; at += 2) near.push({ index: row[at] ?? 0, cosine: row[at + 1] ?? 0 });
    return near;
  });
}
