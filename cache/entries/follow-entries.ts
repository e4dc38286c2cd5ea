import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../entry.ts';
import type { EntryChange, EntryStore } from '../ports/entry-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { recordIdsOf } from '../vectors/entry-records.ts';
import { loadVectors } from '../vectors/load-vectors.ts';

export interface FollowEntriesOptions {
  /** A store that other processes write, too. */
  readonly entries: Pick<EntryStore, 'changes' | 'getMany' | 'scan'>;
  /** The index of this process. */
  readonly vectors: VectorStore;
  readonly dimensions: number;
  /** Milliseconds between two looks: how much later than its writer this process finds an entry. */
  readonly everyMs: number;
  /** Called when a look fails, and with undefined when one succeeds. */
  readonly onState: (error: unknown) => void;
}

export interface Follower {
  readonly close: () => Promise<void>;
}

/** Changes applied at a time: their answers come in one piece, and may have a megabyte each. */
const BATCH = 50;
/** Entries placed at a time: the smallest index has room for them. */
const PLACED_AT_ONCE = 20;

/**
 * Keeps the index of this process in step with an entry store that others share: everything once, then each change. A
 * store that cannot be reached is asked again; one whose history does not go on where it was left (it lost its data, or
 * forgot more than was read) is read from the start. Vectors of entries that went meanwhile are dropped when a lookup
 * meets them (C22). A store may hold more than there is room for here: then the index has what was put last.
 */
export function followEntries(options: FollowEntriesOptions): Follower {
  const { entries, vectors, dimensions, everyMs, onState } = options;
  const stop = new AbortController();
  /** Sequence of the last change that is in the index; undefined before everything was read. */
  let last: number | undefined;
  /** Entries whose vectors are in the index, those placed last at the end. */
  const placed = new Set<string>();

  const remove = async (ids: readonly string[]): Promise<void> => {
    await vectors.remove(recordIdsOf(ids));
    for (const id of ids) placed.delete(id);
  };

  /** Where the index takes no more, what was placed first goes. @throws where it takes nothing at all */
  const placeSome = async (found: readonly Entry[]): Promise<void> => {
    for (;;) {
      try {
        await loadVectors(vectors, found, dimensions);
        break;
      } catch (error) {
        const oldest = firstOf(placed, found.length);
        if (oldest.length === 0) throw error;
        await remove(oldest);
      }
    }
    for (const { id, vector } of found) {
      placed.delete(id);
      if (vector) placed.add(id);
    }
  };

  const place = async (found: readonly Entry[]): Promise<void> => {
    for (let from = 0; from < found.length; from += PLACED_AT_ONCE)
      await placeSome(found.slice(from, from + PLACED_AT_ONCE));
  };

  const readAll = async (): Promise<void> => {
    const known = (await entries.changes(0)).at(-1)?.sequence ?? 0;
    for (let cursor: string | undefined; ; ) {
      const page = await entries.scan({}, cursor);
      await place(page.entries);
      cursor = page.cursor;
      if (cursor === undefined || stop.signal.aborted) break;
    }
    last = known;
  };

  const apply = async (changes: readonly EntryChange[]): Promise<void> => {
    const latest = new Map(changes.map(({ id, type }) => [id, type]));
    const put = [...latest.keys()].filter((id) => latest.get(id) === 'put');
    const found = await entries.getMany(put);
    await remove([...latest.keys()].filter((id) => latest.get(id) === 'delete'));
    await place(found.flatMap((entry) => entry ?? []));
  };

  const look = async (): Promise<void> => {
    if (last === undefined) return readAll();
    // From the last one known: where that is not remembered any more, neither may be what followed it.
    const changes = await entries.changes(Math.max(0, last - 1));
    const goesOn = last === 0 ? (changes[0]?.sequence ?? 1) === 1 : changes[0]?.sequence === last;
    if (!goesOn) return readAll();
    const fresh = last === 0 ? changes : changes.slice(1);
    for (let from = 0; from < fresh.length && !stop.signal.aborted; from += BATCH) {
      const batch = fresh.slice(from, from + BATCH);
      await apply(batch);
      last = batch.at(-1)?.sequence ?? last;
    }
  };

  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await look();
        onState(undefined);
      } catch (error) {
        if (!stop.signal.aborted) onState(error);
      }
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const done = follow();
  return {
    close: () => {
      stop.abort();
      return done;
    },
  };
}

function firstOf<T>(items: Iterable<T>, count: number): readonly T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length >= count) break;
    first.push(item);
  }
  return first;
}
