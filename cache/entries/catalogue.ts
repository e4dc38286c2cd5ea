import { isExpired } from '../entry.ts';
import type { EntryFilter } from '../ports/entry-store.ts';
import type { EntryHead } from './entry-journal.ts';
import { createEviction, type Evictable } from './eviction.ts';
import { createKeyIndex } from './key-index.ts';
import { createLazyHeap } from './lazy-heap.ts';
import { createPutOrder } from './put-order.ts';

/** What is always in memory of an entry. Putting the same id again makes a new item. */
export interface CatalogueItem extends Evictable {
  readonly id: string;
  readonly sequence: number;
  readonly keys: readonly string[];
  readonly tenant: string;
  readonly partition: string;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Everything that is stored, without the answers: found by id and by key, in the order it was put. */
export interface Catalogue {
  /** What carries the key and is not expired. */
  readonly find: (key: string, now: number) => CatalogueItem | undefined;
  readonly byId: (id: string) => CatalogueItem | undefined;
  /** Sequences only grow. */
  readonly put: (sequence: number, head: EntryHead) => CatalogueItem;
  readonly remove: (id: string) => CatalogueItem | undefined;
  readonly used: (item: CatalogueItem) => void;
  /** The first `limit` items put after `sequence` that match and are not expired, oldest first. */
  readonly after: (
    sequence: number,
    filter: EntryFilter,
    now: number,
    limit: number,
  ) => readonly CatalogueItem[];
  /** Removes expired items, soonest expired first. */
  readonly takeExpired: (now: number, limit: number) => readonly CatalogueItem[];
  /** Removes what is over the bounds, the least worth first, never `keep`. */
  readonly takeOverflow: (keep: CatalogueItem | undefined) => readonly CatalogueItem[];
  readonly isOver: () => boolean;
  readonly entries: () => number;
  readonly bytes: () => number;
}

export interface CatalogueBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** What an entry counts beside its answer, question and vectors: keys, metadata, indexes. */
const OVERHEAD_BYTES = 1024;

/** What an entry counts towards the bounds. */
export function entryBytes(head: EntryHead): number {
  const { bodyBytes, question, vector, answerVector } = head;
  const vectorBytes = (vector?.byteLength ?? 0) + (answerVector?.byteLength ?? 0);
  return bodyBytes + question.length + vectorBytes + OVERHEAD_BYTES;
}

export function createCatalogue({ maxEntries, maxBytes }: CatalogueBounds): Catalogue {
  const ids = new Map<string, CatalogueItem>();
  const keys = createKeyIndex<CatalogueItem>();
  const order = createPutOrder<CatalogueItem>();
  const live = (): number => ids.size;
  const byExpiry = createLazyHeap<CatalogueItem>({
    priorityOf: (item) => (item.live ? item.expiresAt : undefined),
    live,
  });
  const eviction = createEviction<CatalogueItem>(live);
  let bytes = 0;

  const isOver = (): boolean => ids.size > maxEntries || bytes > maxBytes;

  const remove = (id: string): CatalogueItem | undefined => {
    const item = ids.get(id);
    if (!item) return undefined;
    ids.delete(id);
    for (const key of keysOf(item)) keys.release(key, item);
    order.remove(item);
    item.live = false;
    bytes -= item.bytes;
    return item;
  };

  return {
    find: (key, now) => keys.find(key, (item) => !isExpired(item, now)),
    byId: (id) => ids.get(id),
    put: (sequence, head) => {
      const replaced = remove(head.id);
      const item = createItem(sequence, head, replaced?.hits ?? 0);
      ids.set(item.id, item);
      for (const key of keysOf(item)) keys.take(key, item);
      order.append(item);
      eviction.added(item);
      byExpiry.push(item);
      bytes += item.bytes;
      return item;
    },
    remove,
    used: eviction.used,
    after: (sequence, filter, now, limit) => {
      const found: CatalogueItem[] = [];
      for (const item of order.after(sequence)) {
        if (found.length === limit) break;
        if (!isExpired(item, now) && matches(item, filter)) found.push(item);
      }
      return found;
    },
    takeExpired: (now, limit) => {
      const taken: CatalogueItem[] = [];
      while (taken.length < limit) {
        const next = byExpiry.peek();
        if (!next || !isExpired(next, now)) break;
        taken.push(next);
        remove(next.id);
      }
      return taken;
    },
    takeOverflow: (keep) => {
      const taken: CatalogueItem[] = [];
      while (isOver()) {
        const next = eviction.next(keep);
        if (!next) break;
        taken.push(next);
        remove(next.id);
      }
      return taken;
    },
    isOver,
    entries: live,
    bytes: () => bytes,
  };
}

function createItem(sequence: number, head: EntryHead, hits: number): CatalogueItem {
  const { id, keys, tenant, partition, tags, createdAt, expiresAt, costNanos } = head;
  return {
    ...{ id, sequence, keys, tenant, partition, tags, createdAt, expiresAt },
    ...{ bytes: entryBytes(head), costNanos, hits, worth: 0, live: true },
  };
}

/** Every key an entry is found under: its id and the ones it carries. */
function* keysOf({ id, keys }: CatalogueItem): Iterable<string> {
  yield id;
  yield* keys;
}

function matches(item: CatalogueItem, { partition, tag, tenant, before }: EntryFilter): boolean {
  return (
    (partition === undefined || item.partition === partition) &&
    (tag === undefined || item.tags.includes(tag)) &&
    (tenant === undefined || item.tenant === tenant) &&
    (before === undefined || item.createdAt < before)
  );
}
