import { type Clock, GatewayError } from '#core';
import type { EntryStore } from '../../ports/entry-store.ts';
import { createMigrated, requireSchemaName } from '../../postgres/migrations.ts';
import type { PostgresPool, RunSql } from '../../postgres/pool.ts';
import { detailOf, isDataError } from '../../postgres/sql-state.ts';
import { entryBytes } from '../catalogue.ts';
import { entryPart, entryTables } from './entry-tables.ts';
import { createGroupWrites } from './group-writes.ts';
import { findEntries, haveEntries, readChanges, scanEntries } from './read-entries.ts';
import { readTotals } from './totals.ts';
import { type WriteParts, writeChanges, writeUses } from './write-changes.ts';

export interface PostgresEntryStoreOptions {
  /** Stays the caller's to close, after the store. */
  readonly pool: PostgresPool;
  readonly clock: Clock;
  readonly maxEntries: number;
  /** Of answers, questions and vectors with 1 KiB for the rest of each. */
  readonly maxBytes: number;
  /** Where the tables are; default `reprise`. */
  readonly schema?: string;
  /** Milliseconds between two looks for expired entries; default 10,000. */
  readonly collectEveryMs?: number;
  /** Entries that this process evicted or found expired. Must not throw. */
  readonly onEvict?: (ids: readonly string[]) => void;
  /** The collector could not work; it tries again. Must not throw. */
  readonly onCollectError?: (error: unknown) => void;
}

export interface PostgresEntryStoreStats {
  readonly entries: number;
  readonly bytes: number;
}

export interface PostgresEntryStore extends EntryStore {
  /** Of all gateways together. */
  readonly stats: () => Promise<PostgresEntryStoreStats>;
  /** One round of the collector: counts finds, removes some of what is expired or over the bounds, tells how many. */
  readonly collect: () => Promise<number>;
}

const DEFAULT_SCHEMA = 'reprise';
const DEFAULT_COLLECT_EVERY_MS = 10_000;
/** Rounds at a time: some thousand entries. */
const MAX_ROUNDS = 20;
/** Entries whose finds are counted between two rounds; others go uncounted. */
const MAX_USES = 2_000;

/**
 * Entries in PostgreSQL, shared by any number of gateways. The tables are made at the first call; while the database
 * is away every call rejects, and the next one after it is back works.
 *
 * Over the bounds the entries worth least go (C23), within the transaction of the put that went over, never the one
 * just put. Finds are counted in this process and written with the next round of the collector.
 */
export function createPostgresEntryStore(options: PostgresEntryStoreOptions): PostgresEntryStore {
  const { pool, clock, maxBytes, schema = DEFAULT_SCHEMA } = options;
  requireSchemaName(schema);
  const tables = entryTables(schema);
  const migrated = createMigrated(pool, entryPart(schema));
  const uses = new Map<string, number>();
  let closed = false;
  let collecting: Promise<number> | undefined;

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw unavailable('closed');
    try {
      await migrated.ready();
      return await work();
    } catch (error) {
      migrated.failed(error);
      throw asStoreError(error);
    }
  };
  const read = <T>(work: (run: RunSql) => Promise<T>): Promise<T> => guarded(() => work(pool.run));
  const write = <T>(work: (parts: WriteParts) => Promise<T>): Promise<T> =>
    guarded(() => pool.transaction((run) => work({ run, tables, bounds: options, now: clock.now() })));

  const told = (left: readonly string[]): void => {
    for (const id of left) uses.delete(id);
    if (left.length > 0) options.onEvict?.(left);
  };

  const writes = createGroupWrites(async (changes) =>
    told(await write((parts) => writeChanges(parts, changes))),
  );

  const countUses = async (): Promise<void> => {
    if (uses.size === 0) return;
    const counted = new Map(uses);
    uses.clear();
    await write((parts) => writeUses(parts, counted));
  };

  const collectRound = async (): Promise<number> => {
    await countUses();
    const left = await write((parts) => writeChanges(parts, []));
    told(left);
    return left.length;
  };

  const collect = (): Promise<number> => {
    collecting ??= collectRound().finally(() => {
      collecting = undefined;
    });
    return collecting;
  };

  const collectAll = async (): Promise<void> => {
    try {
      for (let round = 0; round < MAX_ROUNDS && !closed; round++) if ((await collect()) === 0) return;
    } catch (error) {
      if (!closed) options.onCollectError?.(error);
    }
  };
  const collector = setInterval(
    () => void collectAll(),
    options.collectEveryMs ?? DEFAULT_COLLECT_EVERY_MS,
  ).unref();

  return {
    getMany: async (keys) => {
      const found = await read((run) => findEntries(run, tables, keys, clock.now()));
      for (const entry of found) {
        if (!entry || (uses.size >= MAX_USES && !uses.has(entry.id))) continue;
        uses.set(entry.id, (uses.get(entry.id) ?? 0) + 1);
      }
      return found;
    },
    has: (ids) => read((run) => haveEntries(run, tables, ids, clock.now())),
    put: async (entry) => {
      if (closed) throw unavailable('closed');
      const bytes = entryBytes(entry);
      if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
      await writes.submit([{ type: 'put', entry }]);
    },
    delete: async (ids) => {
      if (closed) throw unavailable('closed');
      if (ids.length > 0) await writes.submit(ids.map((id) => ({ type: 'delete', id })));
    },
    scan: (filter, cursor) => read((run) => scanEntries(run, tables, filter, cursor, clock.now())),
    changes: (sinceSequence) => read((run) => readChanges(run, tables, sinceSequence)),
    check: () => read(async (run) => void (await readTotals(run, tables))),
    close: async () => {
      clearInterval(collector);
      await writes.settle();
      closed = true;
      await collecting?.catch(() => {});
    },
    collect,
    stats: () =>
      read(async (run) => {
        const { entries, bytes } = await readTotals(run, tables);
        return { entries, bytes };
      }),
  };
}

/** Errors of the connection and the server as an outage; of the values as a failure that a retry does not mend. */
function asStoreError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return isDataError(error) ? refused(detailOf(error), error) : unavailable(detailOf(error), error);
}

function unavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'entry-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The entry store cannot be used at the moment.',
    message: `entry store: ${detail}`,
    cause,
  });
}

function refused(detail: string, cause: unknown): GatewayError {
  return new GatewayError({
    code: 'storage-failed',
    status: 500,
    publicMessage: 'The entry store refused a change.',
    message: `entry store: ${detail}`,
    cause,
  });
}

function tooLarge(bytes: number, maxBytes: number): GatewayError {
  return new GatewayError({
    code: 'entry-too-large',
    status: 500,
    publicMessage: 'The answer is larger than the whole cache may be.',
    message: `entry store: ${bytes} bytes in one entry, ${maxBytes} allowed for all`,
  });
}
