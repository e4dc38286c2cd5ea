import { type Clock, GatewayError } from '#core';
import type { Neighbour, VectorRecord, VectorStore } from '../../ports/vector-store.ts';
import { createMigrated, requireSchemaName } from '../../postgres/migrations.ts';
import { orAborted } from '../../postgres/or-aborted.ts';
import type { PostgresPool, RunSql } from '../../postgres/pool.ts';
import { detailOf } from '../../postgres/sql-state.ts';
import { vectorProblem } from '../unit-vector.ts';
import { vectorBytes } from './vector-bytes.ts';
import { MOST_DIMENSIONS, vectorPart, vectorTables } from './vector-tables.ts';

export interface PgvectorStoreOptions {
  /** Stays the caller's to close, after the store. */
  readonly pool: PostgresPool;
  readonly clock: Clock;
  readonly dimensions: number;
  /** What makes the vectors (`Embedder.spaceId`): each space has a table of its own. */
  readonly spaceId: string;
  /** Where the tables are; default `reprise`. */
  readonly schema?: string;
  /** Milliseconds between two looks for expired vectors; default 10,000. */
  readonly collectEveryMs?: number;
  /** The collector could not work; it tries again. Must not throw. */
  readonly onCollectError?: (error: unknown) => void;
}

export interface PgvectorStore extends VectorStore {
  /** Removes some expired vectors and tells how many. The store does it by itself, too. */
  readonly collect: () => Promise<number>;
}

const DEFAULT_SCHEMA = 'reprise';
const DEFAULT_COLLECT_EVERY_MS = 10_000;
/** Rows of one statement: an insert into the graph takes about a millisecond. */
const UPSERT_ROWS = 100;
const REMOVE_IDS = 1_000;
const COLLECT_ROWS = 500;
const MAX_ROUNDS = 20;

/**
 * Vectors in PostgreSQL with pgvector 0.8 or newer, shared by any number of gateways: an exact search in small
 * partitions, an HNSW index in large ones. Tables are made at the first call; while the database is away every call
 * rejects, and the next one after it is back works.
 *
 * Up to 2,000 dimensions are indexed as they are, up to 4,000 at half precision with the candidates ranked by the whole
 * vectors, more are searched exactly whatever the size of the partition.
 * @throws RangeError when pgvector cannot hold as many dimensions
 */
export function createPgvectorStore(options: PgvectorStoreOptions): PgvectorStore {
  const { pool, clock, dimensions, spaceId, schema = DEFAULT_SCHEMA } = options;
  requireSchemaName(schema);
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw new RangeError(`pgvector holds vectors of 1 to ${MOST_DIMENSIONS} dimensions, not ${dimensions}`);
  }
  const space = { schema, spaceId, dimensions };
  const { vectors, nearest } = vectorTables(space);
  const migrated = createMigrated(pool, vectorPart(space));
  let closed = false;

  /** @param signal ends the waiting with its reason, for a search; making the tables goes on */
  const guarded = async <T>(work: (run: RunSql) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    if (closed) throw unavailable('closed');
    signal?.throwIfAborted();
    try {
      await orAborted(migrated.ready(), signal);
      return await work((text, values) => pool.run(text, values, signal));
    } catch (error) {
      if (signal?.aborted && error === signal.reason) throw error;
      migrated.failed(error);
      throw error instanceof GatewayError ? error : unavailable(detailOf(error), error);
    }
  };

  const collect = (): Promise<number> =>
    guarded(async (run) => {
      const gone = await run(
        `DELETE FROM ${vectors} WHERE id IN (
           SELECT id FROM ${vectors} WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${COLLECT_ROWS}
           FOR UPDATE SKIP LOCKED
         ) RETURNING 1`,
        [clock.now()],
      );
      return gone.length;
    });

  let collecting = false;
  const collectAll = async (): Promise<void> => {
    if (collecting) return;
    collecting = true;
    try {
      for (let round = 0; round < MAX_ROUNDS && !closed; round++) {
        if ((await collect()) < COLLECT_ROWS) break;
      }
    } catch (error) {
      if (!closed) options.onCollectError?.(error);
    } finally {
      collecting = false;
    }
  };
  const collector = setInterval(
    () => void collectAll(),
    options.collectEveryMs ?? DEFAULT_COLLECT_EVERY_MS,
  ).unref();

  return {
    search: async ({ partition, vector, limit, floor }, signal) => {
      signal.throwIfAborted();
      requireUnitVector(vector, dimensions);
      return guarded(async (run) => {
        if (limit < 1) return [];
        const rows = await run<{ readonly id: string; readonly distance: number }>(
          `SELECT id, distance FROM ${nearest}($1, $2, $3, $4)`,
          [vectorBytes(vector), partition, clock.now(), limit],
        );
        return rows
          .map(({ id, distance }) => ({ id, similarity: Math.max(-1, Math.min(1, 1 - distance)) }))
          .filter(({ similarity }) => similarity >= floor)
          .toSorted((a: Neighbour, b: Neighbour) => b.similarity - a.similarity)
          .slice(0, limit);
      }, signal);
    },
    upsert: async (records) => {
      for (const { vector } of records) requireUnitVector(vector, dimensions);
      await guarded(async (run) => {
        for (const batch of batchesOf(lastOfEach(records), UPSERT_ROWS)) await upsert(run, vectors, batch);
      });
    },
    remove: (ids) =>
      guarded(async (run) => {
        for (const batch of batchesOf([...new Set(ids)], REMOVE_IDS)) {
          await run(
            `DELETE FROM ${vectors}
             WHERE id IN (SELECT id FROM ${vectors} WHERE id = ANY($1) ORDER BY id FOR UPDATE)`,
            [batch],
          );
        }
      }),
    count: (partition) =>
      guarded(async (run) => {
        const [row] = await run<{ readonly count: string }>(
          `SELECT count(*) FROM ${vectors} WHERE $1::text IS NULL OR partition = $1`,
          [partition ?? null],
        );
        return Number(row?.count);
      }),
    check: () => guarded(async (run) => void (await run(`SELECT 1 FROM ${vectors} LIMIT 1`))),
    close: async () => {
      closed = true;
      clearInterval(collector);
    },
    collect,
  };
}

/** One statement; rows are locked in the order of ids everywhere, so two writers never wait for each other. */
async function upsert(run: RunSql, vectors: string, records: readonly VectorRecord[]): Promise<void> {
  const rows = records.map((_, i) => `($${i * 4 + 1}, $${i * 4 + 2}, $${i * 4 + 3}, $${i * 4 + 4})`);
  await run(
    `INSERT INTO ${vectors} (id, partition, expires_at, vector) VALUES ${rows.join(', ')}
     ON CONFLICT (id) DO UPDATE SET
       partition = excluded.partition, expires_at = excluded.expires_at, vector = excluded.vector`,
    records.flatMap(({ id, partition, expiresAt, vector }) => [
      id,
      partition,
      expiresAt,
      vectorBytes(vector),
    ]),
  );
}

/** The last record of each id, by id: one statement cannot change a row twice. */
function lastOfEach(records: readonly VectorRecord[]): readonly VectorRecord[] {
  const last = new Map(records.map((record) => [record.id, record]));
  return [...last.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function* batchesOf<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

function requireUnitVector(vector: Float32Array, dimensions: number): void {
  const problem = vectorProblem(vector, dimensions);
  if (problem === undefined) return;
  throw new GatewayError({
    code: 'vector-invalid',
    status: 500,
    publicMessage: `A vector cannot be stored or searched: it ${problem}.`,
  });
}

function unavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'vector-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The vector store cannot be reached at the moment.',
    message: `pgvector: ${detail}`,
    cause,
  });
}
