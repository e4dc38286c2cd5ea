import { findPostgres, type PostgresServer, startPostgres } from '../services/postgres.ts';
import { findWeaviate, startWeaviate, type WeaviateServer } from '../services/weaviate.ts';

// Servers that others use are not measured.
const {
  REPRISE_TEST_PGVECTOR_URL: _pgvector,
  REPRISE_TEST_WEAVIATE_URL: _weaviate,
  ...environment
} = process.env;
const postgres = findPostgres(environment);
const weaviate = findWeaviate(environment);

/** Why there is none here; undefined where there is one. */
export const postgresAbsence = postgres.kind === 'none' ? postgres.reason : undefined;
export const weaviateAbsence = weaviate.kind === 'none' ? weaviate.reason : undefined;

/** A PostgreSQL that waits for the disk, as one that is to keep its data does. */
export async function openPostgres(): Promise<PostgresServer> {
  if (postgres.kind !== 'programs') throw new Error(postgresAbsence);
  return startPostgres(postgres.folder, ['fsync = on']);
}

export function openWeaviate(): Promise<WeaviateServer> {
  return startWeaviate(weaviate);
}
