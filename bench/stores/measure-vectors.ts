import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Neighbour, VectorRecord } from '#cache';
import { type Histogram, type LatencySummary, summarise } from '../load/histogram.ts';
import { dot } from '../quality/vectors.ts';
import type { NamedAdapter } from './adapter.ts';
import { byTurns, ratesByTurns } from './by-turns.ts';
import type { VectorsFigures } from './report.ts';
import { EXACT, type FilledVectorStore } from './vector-stores.ts';

export interface VectorRows {
  readonly queries: readonly Float32Array[];
  /** As many as all partitions and the single upserts need. */
  readonly stored: readonly Float32Array[];
}

type Store = NamedAdapter<FilledVectorStore>;

const TENANT = 'bench';
const LIMIT = 5;
const BATCH = 250;
/** The last vectors of a partition, or all of a smaller one. */
const UPSERTS_BY_TURNS = 2_500;
const SEARCHES_IN_A_BLOCK = 25;
const WARM_UP = 50;
/** Servers go on working on what was stored. */
const PAUSE_MS = 10_000;
/** New vectors that are stored one at a time. */
export const SINGLES = 200;
/** A cosine so little below the fifth true one counts as it: stores add up in another order. */
const TIE = 1e-6;
const FOREVER = Number.MAX_SAFE_INTEGER;
const never = new AbortController().signal;

/**
 * Fills every store with the same partitions, one of each size beside each other, and asks all of them the same.
 * @param sizes the smallest first
 */
export async function measureVectors(
  stores: readonly Store[],
  rows: VectorRows,
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<Omit<VectorsFigures, 'seconds' | 'spaceId' | 'dimensions'>> {
  const partitions = partitionsOf(rows, sizes);
  const rates = new Map<number, ReadonlyMap<Store, number>>();
  for (const { size, records } of partitions) {
    say(`storing ${size} vectors`);
    rates.set(size, await fill(stores, records));
  }
  for (const { port } of stores) await port.filled();
  await sleep(PAUSE_MS);
  say(`searching, ${rows.queries.length} times in each partition of each store`);
  const places = partitions.flatMap((partition) => stores.map((store) => ({ store, partition })));
  const searched = await search(places, rows.queries);
  say('storing one at a time');
  const singles = await storeSingly(stores, rows, partitions.at(-1) ?? fail('no sizes'));
  return {
    ...{ batch: BATCH, upsertsByTurns: UPSERTS_BY_TURNS, pauseSeconds: PAUSE_MS / 1000 },
    sizes: partitions.map(({ size }) => ({
      vectors: size,
      stores: searched
        .filter(({ place }) => place.partition.size === size)
        .map(({ place: { store }, latency, recallAt5 }) => ({
          name: store.name,
          upsertsPerSecond: rates.get(size)?.get(store) ?? 0,
          search: latency,
          recallAt5,
        })),
    })),
    upserts: stores.map((store) => ({ name: store.name, ...summaryOf(singles, store) })),
  };
}

interface Partition {
  readonly size: number;
  readonly records: readonly VectorRecord[];
}

function partitionsOf({ stored }: VectorRows, sizes: readonly number[]): readonly Partition[] {
  let from = 0;
  return sizes.map((size) => {
    const records = stored
      .slice(from, from + size)
      .map((vector, i) => recordOf(nameOf(size), from + i, vector));
    from += size;
    return { size, records };
  });
}

const nameOf = (size: number): string => `of ${size}`;

/** An id as long as those of entries. */
function recordOf(partition: string, row: number, vector: Float32Array): VectorRecord {
  const id = createHash('sha256').update(String(row)).digest('base64url').slice(0, 22);
  return { id, tenant: TENANT, partition, vector, expiresAt: FOREVER };
}

/**
 * All of them, the last ones by turns. Those before go into all stores at the same time: a large graph takes minutes.
 * @returns vectors a second of the last ones, from the call until a search looks for them where it will later
 */
async function fill(
  stores: readonly Store[],
  records: readonly VectorRecord[],
): Promise<ReadonlyMap<Store, number>> {
  const upsert = async ({ port }: Store, some: readonly VectorRecord[]): Promise<void> => {
    await port.upsert(some);
    await port.settled();
  };
  const rest = records.slice(0, -UPSERTS_BY_TURNS);
  await Promise.all(
    stores.map(async (store) => {
      for (let from = 0; from < rest.length; from += BATCH) {
        await upsert(store, rest.slice(from, from + BATCH));
      }
    }),
  );
  const last = records.slice(-UPSERTS_BY_TURNS);
  return ratesByTurns(stores, { count: last.length, block: BATCH }, (store, from, to) =>
    upsert(store, last.slice(from, to)),
  );
}

interface Place {
  readonly store: Store;
  readonly partition: Partition;
}

/** Everything by turns, sizes too: what the servers still do with what was stored meets all of them. */
async function search(places: readonly Place[], queries: readonly Float32Array[]) {
  const ask = ({ store, partition }: Place, index: number): Promise<readonly Neighbour[]> => {
    const vector = queries[index % queries.length] ?? new Float32Array(0);
    const where = { tenant: TENANT, partition: nameOf(partition.size) };
    return store.port.search({ ...where, vector, limit: LIMIT, floor: -1 }, never);
  };
  const found = new Map<Place, (readonly Neighbour[])[]>(places.map((place) => [place, []]));
  await byTurns(places, { count: WARM_UP, block: SEARCHES_IN_A_BLOCK }, async (place, index) => {
    await ask(place, index);
  });
  const latencies = await byTurns(
    places,
    { count: queries.length, block: SEARCHES_IN_A_BLOCK },
    async (place, index) => void found.get(place)?.push(await ask(place, index)),
  );
  return places.map((place) => {
    const exact = places.find(
      ({ store, partition }) => store.name === EXACT && partition === place.partition,
    );
    const truth = (exact && found.get(exact)) ?? fail('no exact scan');
    return {
      place,
      latency: summaryOf(latencies, place),
      recallAt5: recallOf(found.get(place) ?? [], truth, queries, place.partition),
    };
  });
}

/** By the vectors themselves, not by the similarities that a store tells. */
function recallOf(
  found: readonly (readonly Neighbour[])[],
  truth: readonly (readonly Neighbour[])[],
  queries: readonly Float32Array[],
  { records }: Partition,
): number {
  const vectors = new Map(records.map(({ id, vector }) => [id, vector]));
  const cosines = (query: Float32Array, neighbours: readonly Neighbour[] = []): readonly number[] =>
    neighbours.map(({ id }) => dot(query, vectors.get(id) ?? fail(`${id} is of another partition`)));
  const right = queries.map((query, i) => {
    const fifth = Math.min(...cosines(query, truth[i]));
    return cosines(query, found[i]).filter((cosine) => cosine >= fifth - TIE).length;
  });
  return right.reduce((sum, n) => sum + n, 0) / (LIMIT * queries.length);
}

function storeSingly(
  stores: readonly Store[],
  { stored }: VectorRows,
  largest: Partition,
): Promise<ReadonlyMap<Store, Histogram>> {
  const partition = nameOf(largest.size);
  const first = stored.length - SINGLES;
  return byTurns(stores, { count: SINGLES, block: SEARCHES_IN_A_BLOCK }, async ({ port }, index) => {
    const row = first + index;
    await port.upsert([recordOf(partition, row, stored[row] ?? new Float32Array(0))]);
  });
}

function summaryOf<Adapter>(latencies: ReadonlyMap<Adapter, Histogram>, adapter: Adapter): LatencySummary {
  return summarise(latencies.get(adapter) ?? fail('something was not measured'));
}

function fail(why: string): never {
  throw new Error(why);
}
