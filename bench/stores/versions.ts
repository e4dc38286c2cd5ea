import type { Redis } from 'ioredis';
import { runSql } from '../services/postgres.ts';

/** `Redis 7.0.15`, as the server tells. */
export async function redisVersion(client: Redis): Promise<string> {
  return `Redis ${/^redis_version:(\S+)/m.exec(await client.info('server'))?.[1]}`;
}

/** `PostgreSQL 16.14`. */
export async function postgresVersion(url: string): Promise<string> {
  const [row] = await runSql<{ version: string }>(url, `SELECT current_setting('server_version') AS version`);
  return `PostgreSQL ${row?.version}`;
}

/** `pgvector 0.8.5`, where the extension is in the database. */
export async function pgvectorVersion(url: string): Promise<string> {
  const [row] = await runSql<{ version: string }>(
    url,
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'`,
  );
  return `pgvector ${row?.version}`;
}

/** `Weaviate 1.27.0`. */
export async function weaviateVersion(url: string): Promise<string> {
  const { version } = (await (await fetch(`${url}/v1/meta`)).json()) as { readonly version: string };
  return `Weaviate ${version}`;
}
