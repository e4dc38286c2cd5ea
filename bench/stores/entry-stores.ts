import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { createMemoryEntryStore, type EntryStore } from '#cache';
import { createPostgresEntryStore, createPostgresPool } from '#cache/postgres';
import { createRedisEntryStore } from '#cache/redis';
import { systemClock } from '#core';
import { openEntryJournal } from '#storage';
import { runSql } from '../services/postgres.ts';
import { redisAbsence, startRedis } from '../services/redis.ts';
import { until } from '../services/until.ts';
import type { Candidate, OpenAdapter } from './adapter.ts';
import { openPostgres, postgresAbsence } from './servers.ts';
import { postgresVersion, redisVersion } from './versions.ts';

export interface MeasuredEntryStore extends EntryStore {
  /** What it holds takes, with its indexes: of memory in Redis, of disk elsewhere. */
  readonly bytes: () => Promise<number>;
  /** To be called when it holds `maxEntries`: from here on another entry goes with each put. */
  readonly full: () => Promise<void>;
}

type Opened = OpenAdapter<MeasuredEntryStore>;

const ENOUGH_BYTES = 10e9;
/** A busy machine is to end no call. */
const PATIENCE_MS = 60_000;
const nothing = async (): Promise<void> => {};

/** @param maxEntries with one more another one goes */
export function entryStores(maxEntries: number): readonly Candidate<MeasuredEntryStore>[] {
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
    port: { ...store, full: nothing, bytes: () => sizeOfFiles(folder) },
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
  const empty = await usedMemory(server.client);
  return {
    port: {
      ...store,
      bytes: async () => (await usedMemory(server.client)) - empty,
      full: async () =>
        void (await server.client.config('SET', 'maxmemory', await usedMemory(server.client))),
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
    port: { ...store, full: nothing, bytes: () => sizeOfTables(server.url) },
    server: await postgresVersion(server.url),
    dispose: async () => {
      await store.close();
      await pool.close();
      await server.dispose();
    },
  };
}

async function usedMemory(client: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
}

async function sizeOfFiles(folder: string): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Of the tables with their indexes, the log for recovery apart. */
async function sizeOfTables(url: string): Promise<number> {
  const [row] = await runSql<{ bytes: string }>(
    url,
    `SELECT sum(pg_total_relation_size(format('%I.%I', schemaname, tablename))) AS bytes
     FROM pg_tables WHERE schemaname = 'reprise'`,
  );
  return Number(row?.bytes);
}
