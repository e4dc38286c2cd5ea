import type { EntryStore } from '../ports/entry-store.ts';

/**
 * A store that is still being opened: calls wait for it, so a gateway answers from its first moment on while a large
 * cache is read. Lookups give up at their own deadline.
 */
export function lateEntryStore(opening: Promise<EntryStore>): EntryStore {
  opening.catch(() => {}); // told to every caller; nobody else waits for it
  return {
    getMany: async (keys) => (await opening).getMany(keys),
    has: async (ids) => (await opening).has(ids),
    put: async (entry) => (await opening).put(entry),
    delete: async (ids) => (await opening).delete(ids),
    scan: async (filter, cursor) => (await opening).scan(filter, cursor),
    changes: async (since) => (await opening).changes(since),
    check: async () => (await opening).check(),
    close: async () => (await opening).close(),
  };
}
