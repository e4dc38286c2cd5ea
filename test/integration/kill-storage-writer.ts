// The process that is killed: puts and deletes entries without a pause, and prints what was acknowledged.
import { openEntryJournal } from '#storage';
import { createMemoryEntryStore } from '../../cache/entries/memory-entry-store.ts';
import { writtenEntry } from '../contract/fixtures/entries.ts';

const [path = '', round = ''] = process.argv.slice(2);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const clock = { now: () => 1_700_000_000_000, monotonic: () => performance.now() };

print('opening');
const journal = await openEntryJournal({ path, onCorrupt: ({ detail }) => print(`corrupt ${detail}`) });
const store = await createMemoryEntryStore({ journal, clock, maxEntries: 100_000, maxBytes: 1e9 });
print('open');

/** Several writers, so that transactions hold several changes; each third entry is deleted again. */
await Promise.all(
  Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const id = `${round}-${writer}-${i}`;
      await store.put(writtenEntry(id));
      print(`put ${id}`);
      if (i % 3 !== 0) continue;
      await store.delete([id]);
      print(`delete ${id}`);
    }
  }),
);
