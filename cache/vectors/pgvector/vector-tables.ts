import { createHash } from 'node:crypto';
import { GatewayError } from '#core';
import type { PostgresPart } from '../../postgres/migrations.ts';
import type { RunSql } from '../../postgres/pool.ts';
import { detailOf } from '../../postgres/sql-state.ts';

/** What an HNSW index holds: the vectors, the same at half precision, or nothing where they are too long for either. */
export type IndexedAs = 'vector' | 'halfvec' | 'nothing';

/** Where the vectors of one embedding space are, as they stand in statements. */
export interface VectorTables {
  readonly vectors: string;
  /** Function: the nearest of a partition. */
  readonly nearest: string;
  readonly indexedAs: IndexedAs;
}

export interface VectorSpace {
  readonly schema: string;
  /** What the vectors were made with: vectors of two spaces never meet (C7). */
  readonly spaceId: string;
  readonly dimensions: number;
}

/** Limits of pgvector 0.8: an index of `vector`, an index of `halfvec`, the type itself. */
const MOST_INDEXED = 2_000;
const MOST_INDEXED_HALF = 4_000;
export const MOST_DIMENSIONS = 16_000;
/** A row with a longer vector does not fit into a page, and the vector lies in a table beside it. */
const MOST_INLINE = 1_800;
/** The exact search: up to so many times the root of all vectors, within these limits. */
const EXACT_BY_ROOT = 10;
const EXACT_AT_LEAST = 2_000;
const EXACT_AT_MOST = 20_000;
/** Candidates of a walk through the graph: with 40, the default of pgvector, it found 96 % of the true five. */
const EF_SEARCH = 200;
/** Taken beyond what was asked for, because an iterative scan gives them in nearly the right order. */
const SPARE = 15;
/** Iterative scans came with 0.8.0. */
const OLDEST_PGVECTOR = [0, 8] as const;

export function vectorTables(space: VectorSpace): VectorTables {
  const name = nameOf(space);
  const { dimensions, schema } = space;
  return {
    vectors: `"${schema}".${name}`,
    nearest: `"${schema}".${name}_nearest`,
    indexedAs:
      dimensions <= MOST_INDEXED ? 'vector' : dimensions <= MOST_INDEXED_HALF ? 'halfvec' : 'nothing',
  };
}

export function vectorPart(space: VectorSpace): PostgresPart {
  const { schema, dimensions, spaceId } = space;
  const tables = vectorTables(space);
  const { vectors, indexedAs } = tables;
  const name = nameOf(space);
  return {
    schema,
    name,
    note: `vectors of ${dimensions} dimensions of ${spaceId}`,
    prepare: usePgvector,
    versions: [
      [
        `CREATE TABLE ${vectors} (
          id text PRIMARY KEY,
          partition text NOT NULL,
          expires_at double precision NOT NULL,
          vector vector(${dimensions}) NOT NULL
        )`,
        ...(dimensions <= MOST_INLINE ? [`ALTER TABLE ${vectors} ALTER vector SET STORAGE PLAIN`] : []),
        `CREATE INDEX ${name}_partition ON ${vectors} (partition, expires_at)`,
        `CREATE INDEX ${name}_expires_at ON ${vectors} (expires_at)`,
        ...indexOf(indexedAs, name, vectors, dimensions),
        nearestFunction(tables, dimensions),
      ],
    ],
  };
}

/** Of a table and what belongs to it; a name of PostgreSQL has 63 characters at most, a space id may have more. */
function nameOf({ spaceId, dimensions }: VectorSpace): string {
  return `vectors_${createHash('sha256').update(`${spaceId}\n${dimensions}`).digest('hex').slice(0, 16)}`;
}

function indexOf(as: IndexedAs, name: string, vectors: string, dimensions: number): readonly string[] {
  if (as === 'nothing') return [];
  const what =
    as === 'vector' ? 'vector vector_cosine_ops' : `(vector::halfvec(${dimensions})) halfvec_cosine_ops`;
  return [`CREATE INDEX ${name}_hnsw ON ${vectors} USING hnsw (${what})`];
}

/**
 * The nearest of a partition with their cosine distance, in any order, some more than asked for.
 *
 * The planner is not asked how: its statistics of partitions are old or none, and a walk through the graph for the few
 * vectors of a small partition is slow and gives up before it has found them. So the partition is counted up to a
 * limit, and below it the search is exact. The limit grows with the square root of the table: the exact search costs
 * by the size of the partition, the walk by the share that it has of the table, and that is where they cost the same.
 *
 * The settings stand at the function: they hold in any session and end with the call. `search_path` is what
 * `usePgvector` set, so that types and operators are found wherever the extension is.
 */
function nearestFunction(tables: VectorTables, dimensions: number): string {
  const exact = nearestQuery(tables.vectors, '(v.vector <=> asked) + 0', 'most');
  return `CREATE FUNCTION ${tables.nearest} (asked vector, of_partition text, at_time double precision, most integer)
    RETURNS TABLE (id text, distance double precision) LANGUAGE plpgsql
    SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    SET enable_sort = on
    SET hnsw.iterative_scan = relaxed_order
    SET hnsw.ef_search = ${EF_SEARCH}
    AS $$
    ${tables.indexedAs === 'nothing' ? `BEGIN ${exact}; END` : choosing(tables, dimensions, exact)}
    $$`;
}

function choosing({ vectors, indexedAs }: VectorTables, dimensions: number, exact: string): string {
  const half = `halfvec(${dimensions})`;
  const walk =
    indexedAs === 'vector'
      ? nearestQuery(vectors, 'v.vector <=> asked', `most + ${SPARE}`)
      : nearestQuery(vectors, `v.vector::${half} <=> asked::${half}`, `most + ${SPARE}`);
  return `DECLARE
      small integer;
      counted integer;
    BEGIN
      SELECT least(${EXACT_AT_MOST}, greatest(${EXACT_AT_LEAST}, ${EXACT_BY_ROOT} * sqrt(greatest(reltuples, 0)))) INTO small
        FROM pg_class WHERE oid = '${vectors}'::regclass;
      SELECT count(*) INTO counted
        FROM (SELECT FROM ${vectors} AS v WHERE v.partition = of_partition LIMIT small + 1) AS head;
      IF counted <= small THEN
        ${exact};
      ELSE
        PERFORM set_config('enable_sort', 'off', true); -- leaves the index as the only way to an order
        ${walk};
      END IF;
    END`;
}

const nearestQuery = (vectors: string, order: string, limit: string): string =>
  `RETURN QUERY SELECT v.id, v.vector <=> asked FROM ${vectors} AS v
    WHERE v.partition = of_partition AND v.expires_at > at_time ORDER BY ${order} LIMIT ${limit}`;

/**
 * Finds the extension, or makes it, and lets the transaction see its types.
 * @throws GatewayError `vector-store-unavailable` that says what an administrator has to do
 */
async function usePgvector(run: RunSql): Promise<void> {
  const found = (await extension(run)) ?? (await makeExtension(run));
  const [major = 0, minor = 0] = found.version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PGVECTOR;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw notUsable(
      `pgvector ${found.version} is too old, ${OLDEST_PGVECTOR.join('.')} or newer is needed: install a newer package, then run ALTER EXTENSION vector UPDATE`,
    );
  }
  await run('SELECT set_config($1, $2, true)', ['search_path', `pg_catalog, "${found.schema}"`]);
  await run("SELECT '[1]'::vector"); // loads the library: its settings are known from here on
}

interface Extension {
  readonly version: string;
  readonly schema: string;
}

async function extension(run: RunSql): Promise<Extension | undefined> {
  const [found] = await run<Extension>(
    `SELECT e.extversion AS version, n.nspname AS schema
     FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'vector'`,
  );
  return found;
}

async function makeExtension(run: RunSql): Promise<Extension> {
  try {
    await run('CREATE EXTENSION vector');
  } catch (cause) {
    throw notUsable(
      `the database has no extension "vector" and it cannot be made (${detailOf(cause)}): install pgvector on the server, then let an administrator run CREATE EXTENSION vector in this database`,
      cause,
    );
  }
  const made = await extension(run);
  if (!made) throw notUsable('the extension "vector" is gone again');
  return made;
}

function notUsable(message: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'vector-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The vector store cannot be reached at the moment.',
    message: `pgvector: ${message}`,
    cause,
  });
}
