import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryEntryStore, type EntryStore } from '#cache';
import { createPostgresEntryStore, createPostgresPool } from '#cache/postgres';
import { createRedisEntryStore } from '#cache/redis';
import { systemClock } from '#core';
import { openEntryJournal } from '#storage';
import { redisAbsence, startRedis } from '../services/redis.ts';
import { until } from '../services/until.ts';
import type { Candidate, OpenAdapter } from './adapter.ts';
import { openPostgres, postgresAbsence } from './servers.ts';
import { postgresVersion, redisVersion } from './versions.ts';

export interface BoundedEntryStore extends EntryStore {
  /** To be called when it holds `maxEntries`: from here on another entry goes with each put. */
  readonly full: () => Promise<void>;
}

type Opened = OpenAdapter<BoundedEntryStore>;

const ENOUGH_BYTES = 10e9;
/** A busy machine is to end no call. */
const PATIENCE_MS = 60_000;
const nothing = async (): Promise<void> => {};

/** @param maxEntries with one more another one goes */
export function entryStores(maxEntries: number): readonly Candidate<BoundedEntryStore>[] {
  return [
    {
      name: 'SQLite, answers in memory',
      absent: undefined,
      open: () => openFile(maxEntries, ENOUGH_BYTES),
    },
    { name: 'SQLite, answers in the file', absent: undefined, open: () => openFile(maxEntries, 0) },
    { name: 'Redis', absent: redisAbsence, open: openRedis },
    { name: 'PostgreSQL', absent: postgresAbsence, open: () => openPostgresEntries(maxEntries) },
  ];
}

async function openFile(maxEntries: number, memoryBytes: number): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-entries-'));
  const journal = await openEntryJournal({ path: join(folder, 'cache.db') });
  const bounds = { maxEntries, maxBytes: ENOUGH_BYTES, memoryBytes };
  const store = await createMemoryEntryStore({ journal, clock: systemClock, ...bounds });
  return {
    port: { ...store, full: nothing },
    dispose: async () => {
      await store.close();
      await journal.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What bounds it is its memory, as in the gateway. */
async function openRedis(): Promise<Opened> {
  const server = await startRedis({ policy: 'allkeys-lfu', maxMemory: '2gb' });
  const store = createRedisEntryStore({
    ...{ url: server.url, clock: systemClock, commandTimeoutMs: PATIENCE_MS },
  });
  await until('the store serves', () =>
    store.check().then(
      () => true,
      () => false,
    ),
  );
  return {
    port: {
      ...store,
      full: async () => {
        const used = /^used_memory:(\d+)/m.exec(await server.client.info('memory'))?.[1] ?? '';
        await server.client.config('SET', 'maxmemory', used);
      },
    },
    server: await redisVersion(server.client),
    dispose: async () => {
      await store.close();
      await server.dispose();
    },
  };
}

async function openPostgresEntries(maxEntries: number): Promise<Opened> {
  const server = await openPostgres();
  const pool = createPostgresPool({ url: server.url, statementTimeoutMs: PATIENCE_MS });
  const store = createPostgresEntryStore({ pool, clock: systemClock, maxEntries, maxBytes: ENOUGH_BYTES });
  await store.check();
  return {
    port: { ...store, full: nothing },
    server: await postgresVersion(server.url),
    dispose: async () => {
      await store.close();
      await pool.close();
      await server.dispose();
    },
  };
}
