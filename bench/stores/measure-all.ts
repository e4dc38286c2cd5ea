import { DATA_FOLDER, hasData } from '../quality/data.ts';
import { type Candidate, type NamedAdapter, withAdapters } from './adapter.ts';
import { entryStores } from './entry-stores.ts';
import { watchLoad } from './load-watch.ts';
import { SINGLES as MORE_ENTRIES, measureEntries } from './measure-entries.ts';
import { createWorkplace, measureQueues } from './measure-queues.ts';
import { SINGLES as MORE_VECTORS, measureVectors } from './measure-vectors.ts';
import { readRealVectors } from './real-vectors.ts';
import type { LeftOut, StoresReport } from './report.ts';
import { vectorStores } from './vector-stores.ts';
import { writeQueues } from './write-queues.ts';

export const PARTS = ['vectors', 'entries', 'queues'] as const;

export interface StoresRun {
  readonly parts: readonly (typeof PARTS)[number][];
  /** Vectors in the partitions. */
  readonly sizes: readonly number[];
  readonly queries: number;
  readonly entries: number;
  readonly jobs: number;
  /** Where embeddings are kept between runs. */
  readonly cache: string;
  /** Ends the run with its reason. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

type Figures = Omit<StoresReport, 'command' | 'date' | 'commit' | 'dirty' | 'node' | 'packages' | 'machine'>;

/** One part after the other, the adapters of each side by side. */
export async function measureStores(run: StoresRun): Promise<Figures> {
  const { sizes, queries, entries, jobs, say } = run;
  const isAsked = (part: (typeof PARTS)[number]): boolean => run.parts.includes(part);
  const stored = sizes.reduce((sum, size) => sum + size, MORE_VECTORS);
  const leftOut: LeftOut[] = [];
  if (isAsked('vectors') && !hasData()) {
    leftOut.push({ what: 'vectors', why: `no development data in ${DATA_FOLDER}` });
  }
  // Before the clock runs: the first time it takes minutes.
  const rows =
    isAsked('vectors') && hasData() ? await readRealVectors(run.cache, { queries, stored }) : undefined;

  const servers: Record<string, string> = {};
  const started = performance.now();
  const endOfLoad = watchLoad();
  const part = async <Port, Found>(
    candidates: readonly Candidate<Port>[],
    measure: (adapters: readonly NamedAdapter<Port>[]) => Promise<Found>,
  ): Promise<Found & { readonly seconds: number }> => {
    const begun = performance.now();
    for (const { name, absent } of candidates) {
      if (absent !== undefined) leftOut.push({ what: name, why: absent });
    }
    const found = await withAdapters(candidates, run.signal, (adapters) => {
      for (const { name, server } of adapters) if (server !== undefined) servers[name] = server;
      return measure(adapters);
    });
    return { seconds: secondsSince(begun), ...found };
  };
  const tell = (line: string): void => say(`${secondsSince(started).toFixed(0)} s: ${line}`);

  const figures: Partial<Pick<Figures, 'vectors' | 'entries' | 'queues'>>[] = [];
  if (rows) {
    const { spaceId, dimensions } = rows;
    const candidates = vectorStores({ spaceId, dimensions, maxVectors: stored });
    const found = await part(candidates, (stores) => measureVectors(stores, rows, sizes, tell));
    figures.push({ vectors: { spaceId, dimensions, ...found } });
  }
  if (isAsked('entries')) {
    const candidates = entryStores(entries + MORE_ENTRIES);
    figures.push({ entries: await part(candidates, (stores) => measureEntries(stores, entries, tell)) });
  }
  if (isAsked('queues')) {
    const workplace = createWorkplace();
    const candidates = writeQueues(workplace.workOf);
    figures.push({
      queues: await part(candidates, (queues) => measureQueues(queues, workplace, jobs, tell)),
    });
  }
  return {
    ...{ servers, leftOut, seconds: secondsSince(started), load: endOfLoad() },
    ...Object.assign({}, ...figures),
  };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
