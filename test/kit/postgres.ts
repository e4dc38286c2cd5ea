import { randomBytes } from 'node:crypto';
import {
  findPostgres as findAnyPostgres,
  type PostgresSource,
  startPostgres,
} from '../../bench/services/postgres.ts';
import { isRequired } from './required.ts';

export {
  type PostgresServer,
  type PostgresSource,
  runSql,
  startPostgres,
} from '../../bench/services/postgres.ts';

/** @throws when there is none although `REPRISE_TEST_REQUIRE_SERVICES` asks for it */
export function findPostgres(env = process.env): PostgresSource {
  const source = findAnyPostgres(env);
  if (source.kind === 'none' && isRequired('postgres')) throw new Error(source.reason);
  return source;
}

/** A database for tests; other tests may be in it, in schemas of their own. */
export interface TestDatabase {
  readonly url: string;
  readonly dispose: () => Promise<void>;
}

/** The running one, or a server of its own. */
export async function openTestDatabase(source: PostgresSource): Promise<TestDatabase> {
  if (source.kind === 'running') return { url: source.url, dispose: async () => {} };
  if (source.kind === 'none') throw new Error(source.reason);
  return startPostgres(source.folder);
}

/** A name for a schema that no other test has. */
export const freshSchema = (): string => `test_${randomBytes(6).toString('hex')}`;
