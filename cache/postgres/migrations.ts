import { GatewayError } from '#core';
import type { PostgresPool, RunSql } from './pool.ts';
import { isMissing } from './sql-state.ts';

/** Tables that are made and changed together, with a version of their own. */
export interface PostgresPart {
  /** Where the tables are; made when it is absent. */
  readonly schema: string;
  /** Told apart by it in the table of versions. */
  readonly name: string;
  /** What a person reads there. */
  readonly note: string;
  /** One list of statements per version, the first for version 1. What was released never changes: add a version. */
  readonly versions: readonly (readonly string[])[];
  /** What has to hold before any version can be made; in the same transaction. */
  readonly prepare?: (run: RunSql) => Promise<void>;
}

/** One lock for all parts and schemas of a database, because an extension belongs to the database. */
const LOCK = "hashtextextended('reprise migrations', 0)";

/**
 * Gives `ready`, which makes the tables at its first call: nothing is asked of a database before, and a call that
 * failed is tried again by the next. Two gateways at once are fine, one waits for the other.
 */
export function createMigrated(pool: PostgresPool, part: PostgresPart) {
  let migrated: Promise<void> | undefined;
  return {
    ready: (): Promise<void> => {
      migrated ??= migrate(pool, part).catch((error: unknown) => {
        migrated = undefined;
        throw error;
      });
      return migrated;
    },
    /** Tells an error of a statement: where tables are gone, as after a restore, the next call makes them again. */
    failed: (error: unknown): void => {
      if (isMissing(error)) migrated = undefined;
    },
  };
}

async function migrate(pool: PostgresPool, part: PostgresPart): Promise<void> {
  // First without a lock, so that a role that may only read and write is enough once an administrator made the tables.
  if ((await versionOf(pool.run, part)) === part.versions.length) return;
  await pool.transaction(async (run) => {
    await run(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const version = await versionOf(run, part);
    if (version === part.versions.length) return;
    await part.prepare?.(run);
    if (version === 0) await makeVersionTable(run, part.schema);
    for (const statement of part.versions.slice(version).flat()) await run(statement);
    await run(
      `INSERT INTO "${part.schema}".migrations (part, version, note) VALUES ($1, $2, $3)
       ON CONFLICT (part) DO UPDATE SET version = excluded.version, migrated_at = now()`,
      [part.name, part.versions.length, part.note],
    );
  });
}

/** @throws GatewayError `storage-newer-schema` */
async function versionOf(run: RunSql, { schema, name, versions }: PostgresPart): Promise<number> {
  // Not `to_regclass`: that may answer from before the lock was given.
  const [table] = await run(
    `SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = 'migrations'`,
    [schema],
  );
  if (!table) return 0;
  const [row] = await run<{ version: number }>(`SELECT version FROM "${schema}".migrations WHERE part = $1`, [
    name,
  ]);
  const version = row?.version ?? 0;
  if (version > versions.length) throw newerSchema(schema, version, versions.length);
  return version;
}

async function makeVersionTable(run: RunSql, schema: string): Promise<void> {
  // Asked first: even with IF NOT EXISTS it needs the right to create schemas.
  const [found] = await run('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (!found) await run(`CREATE SCHEMA "${schema}"`);
  await run(
    `CREATE TABLE IF NOT EXISTS "${schema}".migrations (
      part text PRIMARY KEY,
      version integer NOT NULL,
      note text NOT NULL,
      migrated_at timestamptz NOT NULL DEFAULT now()
    )`,
  );
}

/** @throws RangeError when it is no plain lower-case name: it is put into statements as it is */
export function requireSchemaName(schema: string): void {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_')) {
    throw new RangeError(
      `"${schema}" is no name for a schema: a-z, 0-9 and _, at most 63, not beginning with pg_`,
    );
  }
}

function newerSchema(schema: string, found: number, known: number): GatewayError {
  return new GatewayError({
    code: 'storage-newer-schema',
    status: 503,
    publicMessage: 'The database was written by a newer version of the gateway.',
    message: `schema ${schema} of PostgreSQL has version ${found}, this gateway knows ${known}: update the gateway, or give it another schema`,
  });
}
