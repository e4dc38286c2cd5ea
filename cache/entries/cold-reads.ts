import type { Entry } from '../entry.ts';
import type { CatalogueItem } from './catalogue.ts';
import type { EntryJournal } from './entry-journal.ts';

/** Reads an entry from the journal; undefined when the journal has lost it. */
export type ColdRead = (item: CatalogueItem) => Promise<Entry | undefined>;

/**
 * One request to the journal for all entries that are asked for in one tick, and one read for all who ask for the same
 * entry meanwhile. By item and not by id: a reader of a replaced entry and one of its successor do not share.
 */
export function createColdReads(journal: EntryJournal): ColdRead {
  const reading = new Map<CatalogueItem, Promise<Entry | undefined>>();
  let batch: { readonly ids: string[]; readonly entries: Promise<ReadonlyMap<string, Entry>> } | undefined;

  const readBatch = async (ids: readonly string[]): Promise<ReadonlyMap<string, Entry>> => {
    await Promise.resolve();
    batch = undefined;
    return new Map((await journal.read(ids)).map((entry) => [entry.id, entry]));
  };

  const joinBatch = async ({ id }: CatalogueItem): Promise<Entry | undefined> => {
    if (!batch) {
      const ids: string[] = [];
      batch = { ids, entries: readBatch(ids) };
    }
    batch.ids.push(id);
    return (await batch.entries).get(id);
  };

  return (item) => {
    const running = reading.get(item);
    if (running) return running;
    const read = joinBatch(item).finally(() => reading.delete(item));
    reading.set(item, read);
    return read;
  };
}
