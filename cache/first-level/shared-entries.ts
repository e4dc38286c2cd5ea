import type { Entry } from '../entry.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { FirstLevel } from './first-level.ts';

/** A shared entry store with the first level before it: reads fill it, writes and removals pass through it. */
export function withFirstLevel(shared: EntryStore, level: FirstLevel): EntryStore {
  const readShared = async (keys: readonly string[]): Promise<readonly (Entry | undefined)[]> => {
    const before = level.drops();
    const entries = await shared.getMany(keys);
    const removedMeanwhile = level.drops() !== before;
    for (const entry of entries) if (entry && !removedMeanwhile) level.keep(entry);
    return entries;
  };

  return {
    ...shared,
    getMany: async (keys) => {
      const held = keys.map(level.find);
      const missing = keys.filter((_, at) => !held[at]);
      if (missing.length === 0) return held;
      const read = (await readShared(missing))[Symbol.iterator]();
      return held.map((entry) => entry ?? (read.next().value as Entry | undefined));
    },
    put: async (entry) => {
      const before = level.drops();
      await shared.put(entry);
      if (level.drops() === before) level.keep(entry);
    },
    delete: async (ids) => {
      level.drop(ids);
      try {
        await shared.delete(ids);
      } finally {
        level.drop(ids); // whoever read it meanwhile must not keep it
      }
    },
  };
}
