export {
  createPostgresEntryStore,
  type PostgresEntryStoreOptions,
} from '../entries/postgres/postgres-entry-store.ts';
export { createPgvectorStore, type PgvectorStoreOptions } from '../vectors/pgvector/pgvector-store.ts';
export { createPostgresPool, type PostgresPool, type PostgresPoolOptions } from './pool.ts';
