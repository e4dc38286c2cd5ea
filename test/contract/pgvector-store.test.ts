import { afterAll, beforeAll, describe } from 'vitest';
import { createPostgresPool } from '../../cache/postgres/pool.ts';
import { createPgvectorStore } from '../../cache/vectors/pgvector/pgvector-store.ts';
import { findPostgres, freshSchema, openTestDatabase, runSql, type TestDatabase } from '../kit/postgres.ts';
import { vectorStoreContract } from './vector-store.contract.ts';

const source = findPostgres();
const suite = source.kind === 'none' ? `pgvector (skipped: ${source.reason})` : 'pgvector';

describe.skipIf(source.kind === 'none')(suite, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(source);
  }, 60_000);
  afterAll(() => database?.dispose());

  vectorStoreContract('pgvector', async (setup) => {
    const schema = freshSchema();
    const pool = createPostgresPool({ url: database.url });
    const store = createPgvectorStore({ ...setup, pool, schema, spaceId: 'contract' });
    return {
      store,
      dispose: async () => {
        await store.close();
        await pool.close();
        await runSql(database.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      },
    };
  });
});
