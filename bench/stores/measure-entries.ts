import type { Entry } from '#cache';
import { type Histogram, summarise } from '../load/histogram.ts';
import { seededRandom } from '../mock/random.ts';
import type { NamedAdapter } from './adapter.ts';
import { byTurns, ratesByTurns } from './by-turns.ts';
import { bytesOf, createEntrySource } from './entries.ts';
import type { MeasuredEntryStore } from './entry-stores.ts';
import type { EntriesFigures } from './report.ts';

type Store = NamedAdapter<MeasuredEntryStore>;

/** Entries that are put one at a time while there is room, and as many again when there is none. */
export const SINGLES = 500;
const LOOKUPS = 2_000;
const FIVES = 500;
const BLOCK = 50;
const PUTS_AT_ONCE = 100;
const FILL_BLOCK = 1_000;

/** Fills every store with `count` entries; it has room for `SINGLES` more. */
export async function measureEntries(
  stores: readonly Store[],
  count: number,
  say: (line: string) => void,
): Promise<Omit<EntriesFigures, 'seconds'>> {
  const source = createEntrySource(Date.now());
  const random = seededRandom(1);
  const some = Array.from({ length: LOOKUPS }, () => Math.floor(random() * count));
  const pick = (index: number): number => some[index % LOOKUPS] ?? 0;

  say(`storing ${count} entries`);
  const rates = await fill(stores, source.entry, count);
  const sizes = new Map<Store, number>();
  for (const store of stores) sizes.set(store, Math.round((await store.port.bytes()) / count));
  say('looking up');
  const byKey = await byTurns(stores, { count: LOOKUPS, block: BLOCK }, async ({ name, port }, index) => {
    const [found] = await port.getMany([source.keysOf(pick(index))[0]]);
    if (found?.id !== source.idOf(pick(index))) throw new Error(`${name} did not find what was put`);
  });
  const nothing = await byTurns(stores, { count: LOOKUPS, block: BLOCK }, async ({ name, port }, index) => {
    const found = await port.getMany(source.keysOf(-1 - index));
    if (found.some((entry) => entry !== undefined)) throw new Error(`${name} found what was not put`);
  });
  const fiveIds = await byTurns(stores, { count: FIVES, block: BLOCK }, async ({ name, port }, index) => {
    const found = await port.getMany([0, 1, 2, 3, 4].map((i) => source.idOf(pick(5 * index + i))));
    if (found.includes(undefined)) throw new Error(`${name} did not find what was put`);
  });
  say('storing one at a time');
  const put = await storeSingly(stores, source.entry, count);
  for (const { port } of stores) await port.full();
  const evictingPut = await storeSingly(stores, source.entry, count + SINGLES);
  return {
    count,
    bytes: bytesOf(some.slice(0, 100).map(source.entry)),
    putsAtOnce: PUTS_AT_ONCE,
    stores: stores.map((store) => {
      const of = (latencies: ReadonlyMap<Store, Histogram>) => {
        const histogram = latencies.get(store);
        if (!histogram) throw new Error(`${store.name} was not measured`);
        return summarise(histogram);
      };
      return {
        name: store.name,
        bytesEach: sizes.get(store) ?? 0,
        putsPerSecond: rates.get(store) ?? 0,
        ...{ byKey: of(byKey), nothing: of(nothing), fiveIds: of(fiveIds) },
        ...{ put: of(put), evictingPut: of(evictingPut) },
      };
    }),
  };
}

/** Entries are made before the clock runs. */
async function fill(
  stores: readonly Store[],
  entryOf: (number: number) => Entry,
  count: number,
): Promise<ReadonlyMap<Store, number>> {
  const entries = Array.from({ length: count }, (_, number) => entryOf(number));
  return ratesByTurns(stores, { count, block: FILL_BLOCK }, async ({ port }, from, to) => {
    const waiting = entries.slice(from, to).values();
    const next = async (): Promise<void> => {
      for (const entry of waiting) await port.put(entry);
    };
    await Promise.all(Array.from({ length: PUTS_AT_ONCE }, next));
  });
}

async function storeSingly(
  stores: readonly Store[],
  entryOf: (number: number) => Entry,
  from: number,
): Promise<ReadonlyMap<Store, Histogram>> {
  const entries = Array.from({ length: SINGLES }, (_, i) => entryOf(from + i));
  return byTurns(stores, { count: SINGLES, block: BLOCK }, async ({ port }, index) => {
    const entry = entries[index];
    if (entry) await port.put(entry);
  });
}
