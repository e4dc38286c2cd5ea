import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEntryJournal } from '#storage';
import { createMemoryEntryStore } from '../../cache/entries/memory-entry-store.ts';
import { entryStoreContract } from './entry-store.contract.ts';
import { createMemoryJournal } from './fixtures/memory-journal.ts';

const MANY = 1_000_000_000;

entryStoreContract('memory over SQLite, every answer read from the file', async ({ clock, maxEntries }) => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-entries-'));
  const open = async () => {
    const journal = await openEntryJournal({ path: join(folder, 'cache.db') });
    const bounds = { maxEntries, maxBytes: MANY, memoryBytes: 0 };
    return { journal, store: await createMemoryEntryStore({ journal, clock, ...bounds }) };
  };
  let current = await open();
  const close = async () => {
    await current.store.close();
    await current.journal.close();
  };
  return {
    store: current.store,
    reopen: async () => {
      await close();
      current = await open();
      return current.store;
    },
    dispose: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
});

entryStoreContract('memory over a journal, every answer in memory', async ({ clock, maxEntries }) => {
  const journal = createMemoryJournal();
  const open = () => createMemoryEntryStore({ journal, clock, maxEntries, maxBytes: MANY });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: () => store.close(),
  };
});
