import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { storageNewer } from '../storage-errors.ts';
import { createPrivateFile } from './private-file.ts';

export interface OpenDatabaseOptions {
  readonly path: string;
  /** Schema steps by name, run in alphabetical order; one that was released is never changed. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /** The file never grows over this; a write that would is refused as on a full disk. */
  readonly maxBytes: number | undefined;
}

const BUSY_TIMEOUT_MS = 5_000;
/** The write-ahead log is cut back to this after a burst. */
const LOG_BYTES = 64 * 1024 * 1024;

/**
 * Opens a SQLite file at the newest schema, making it where it is missing. `synchronous = normal` in WAL mode: what was
 * committed survives the death of the process; a power cut may take the last moments, never the file's soundness.
 * @throws GatewayError `storage-newer-schema`; SqliteError as it comes
 */
export async function openDatabase<Tables>(options: OpenDatabaseOptions): Promise<Kysely<Tables>> {
  createPrivateFile(options.path);
  const file = new Database(options.path, { timeout: BUSY_TIMEOUT_MS });
  try {
    file.pragma('journal_mode = wal');
    file.pragma('synchronous = normal');
    file.pragma('foreign_keys = on');
    file.pragma(`journal_size_limit = ${LOG_BYTES}`);
    if (options.maxBytes !== undefined) limitSize(file, options.maxBytes);
    const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: mendRollback(file) }) });
    await migrate(database, options);
    return database;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function migrate<Tables>(
  database: Kysely<Tables>,
  { path, migrations }: OpenDatabaseOptions,
): Promise<void> {
  for (const step of await appliedSteps(database)) {
    if (!(step in migrations)) throw storageNewer(path, step);
  }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function appliedSteps<Tables>(database: Kysely<Tables>): Promise<readonly string[]> {
  const table = await sql`select 1 from sqlite_master where name = 'kysely_migration'`.execute(database);
  if (table.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    database,
  );
  return rows.map(({ name }) => name);
}

function limitSize(file: Database.Database, maxBytes: number): void {
  const pageSize = Number(file.pragma('page_size', { simple: true }));
  file.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
}

/**
 * On some errors, a full disk among them, SQLite rolls back by itself; Kysely's rollback then fails, and its error
 * would hide the first one.
 */
function mendRollback(file: Database.Database): Pick<Database.Database, 'prepare' | 'close'> {
  const nothing = file.prepare('select 1 where false');
  const prepare = (source: string) =>
    source === 'rollback' && !file.inTransaction ? nothing : file.prepare(source);
  return { prepare: prepare as Database.Database['prepare'], close: () => file.close() };
}
