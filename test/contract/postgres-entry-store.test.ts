import { afterAll, beforeAll, describe } from 'vitest';
import { createPostgresEntryStore } from '../../cache/entries/postgres/postgres-entry-store.ts';
import { createPostgresPool } from '../../cache/postgres/pool.ts';
import { findPostgres, freshSchema, openTestDatabase, runSql, type TestDatabase } from '../kit/postgres.ts';
import { entryStoreContract } from './entry-store.contract.ts';

const source = findPostgres();
const suite = source.kind === 'none' ? `PostgreSQL (skipped: ${source.reason})` : 'PostgreSQL';

describe.skipIf(source.kind === 'none')(suite, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(source);
  }, 60_000);
  afterAll(() => database?.dispose());

  entryStoreContract('PostgreSQL', async ({ clock, maxEntries }) => {
    const schema = freshSchema();
    const open = () => {
      const pool = createPostgresPool({ url: database.url });
      const store = createPostgresEntryStore({ pool, clock, schema, maxEntries, maxBytes: 1_000_000_000 });
      return { pool, store };
    };
    let current = open();
    const close = async () => {
      await current.store.close();
      await current.pool.close();
    };
    return {
      store: current.store,
      reopen: async () => {
        await close();
        current = open();
        return current.store;
      },
      dispose: async () => {
        await close();
        await runSql(database.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      },
    };
  });
});
