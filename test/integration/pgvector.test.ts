import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { VectorRecord } from '#cache';
import { systemClock } from '#core';
import { createPostgresPool } from '../../cache/postgres/pool.ts';
import {
  createPgvectorStore,
  type PgvectorStoreOptions,
} from '../../cache/vectors/pgvector/pgvector-store.ts';
import { createManualClock } from '../contract/fixtures/manual-clock.ts';
import { createVectorSource, dot64 } from '../contract/fixtures/vectors.ts';
import { findPostgres, freshSchema, openTestDatabase, runSql, type TestDatabase } from '../kit/postgres.ts';
import { until } from '../kit/until.ts';

const source = findPostgres();
const suite = source.kind === 'none' ? `pgvector (skipped: ${source.reason})` : 'pgvector';
const FOREVER = Number.MAX_SAFE_INTEGER;
const DIMENSIONS = 24;

describe.skipIf(source.kind === 'none')(suite, () => {
  const never = new AbortController().signal;
  let database: TestDatabase;
  let schema = '';
  let url = '';
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(source);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    if (schema !== '') await runSql(database.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    schema = '';
    url = '';
  });
  afterAll(() => database?.dispose());

  /** One gateway's store; those of one test share their schema. */
  const openStore = (changes: Partial<PgvectorStoreOptions> = {}) => {
    if (schema === '') schema = freshSchema();
    const pool = createPostgresPool({ url: url || database.url, maxConnections: 3 });
    const space = { dimensions: DIMENSIONS, spaceId: 'space' };
    const store = createPgvectorStore({ pool, clock: systemClock, schema, ...space, ...changes });
    closing.push(pool.close, store.close);
    return store;
  };
  const sql = <Row extends object>(text: string, values: unknown[] = []) =>
    runSql<Row>(url || database.url, text.replaceAll('$s', schema), values);
  /** A database of the test's own, for what concerns all of one. */
  const ownDatabase = async () => {
    const name = freshSchema();
    await runSql(database.url, `CREATE DATABASE ${name}`);
    closing.unshift(() => runSql(database.url, `DROP DATABASE ${name} WITH (FORCE)`));
    const own = new URL(database.url);
    own.pathname = `/${name}`;
    url = own.href;
  };
  const recordOf = (id: string, partition: string, vector: Float32Array): VectorRecord => ({
    ...{ id, tenant: 't', partition, vector },
    expiresAt: FOREVER,
  });
  const nearest = (records: readonly VectorRecord[], partition: string, asked: Float32Array) =>
    records
      .filter((record) => record.partition === partition)
      .toSorted((a, b) => dot64(asked, b.vector) - dot64(asked, a.vector))
      .slice(0, 5)
      .map(({ id }) => id);
  /** Times that an index was used, as the statistics have it. */
  const scansOf = async (index: string) => {
    const [row] = await sql<{ scans: string }>(
      `SELECT sum(idx_scan) AS scans FROM pg_stat_user_indexes WHERE schemaname = '$s' AND indexrelname LIKE '%${index}'`,
    );
    return Number(row?.scans);
  };

  test('[C10] a small partition is searched exactly, a large one by the index, and both find the nearest', async () => {
    const random = createVectorSource(DIMENSIONS);
    // Around some centres, as questions lie: vectors without any shape have no neighbours worth the name.
    const centres = Array.from({ length: 40 }, () => random.unit());
    const records = Array.from({ length: 6_000 }, (_, i) => {
      const vector = random.near(centres[i % 40] ?? random.unit(), 0.5 + (i % 37) / 100);
      return recordOf(`e${i}`, i % 4 === 0 ? `small${i % 30}` : 'large', vector);
    });
    const store = openStore();
    await store.upsert(records);
    const recallIn = async (partition: string): Promise<number> => {
      let found = 0;
      for (let i = 0; i < 60; i++) {
        const vector = random.near(centres[i % 40] ?? random.unit(), 0.8);
        const got = await store.search({ tenant: 't', partition, vector, limit: 5, floor: -1 }, never);
        expect(got).toHaveLength(5);
        const right = nearest(records, partition, vector);
        found += got.filter(({ id }) => right.includes(id)).length;
      }
      return found / (60 * 5);
    };
    expect(await recallIn('small4')).toBe(1);
    expect(await scansOf('hnsw')).toBe(0);
    expect(await recallIn('large')).toBeGreaterThan(0.9);
    await until('the index was used', async () => (await scansOf('hnsw')) > 0);
    expect(await store.search({ ...queryOf(records[1]), partition: 'small1' }, never)).toEqual([]);
  });

  const queryOf = (record: VectorRecord | undefined) => ({
    tenant: 't',
    partition: record?.partition ?? '',
    vector: record?.vector ?? new Float32Array(DIMENSIONS),
    limit: 3,
    floor: -1,
  });

  test('[C10] in a large partition too, expired ones never take the place of live ones', async () => {
    const random = createVectorSource(DIMENSIONS);
    const asked = random.unit();
    const clock = createManualClock();
    const store = openStore({ clock });
    const records = Array.from({ length: 2_600 }, (_, i) => ({
      ...recordOf(`e${i}`, 'p', random.near(asked, i < 500 ? 0.95 : 0.3)),
      expiresAt: i < 500 ? clock.now() + 10 : FOREVER,
    }));
    await store.upsert([...records, recordOf('live', 'p', random.near(asked, 0.9))]);
    clock.advance(10);
    const query = { tenant: 't', partition: 'p', vector: asked, limit: 3, floor: 0.8 };
    expect((await store.search(query, never)).map(({ id }) => id)).toEqual(['live']);
    expect(await store.collect()).toBe(500);
    expect(await store.collect()).toBe(0);
    expect(await store.count()).toBe(2_101);
    expect((await store.search(query, never)).map(({ id }) => id)).toEqual(['live']);
  });

  test('[C7] vectors of two embedding spaces never meet, of one length or two', async () => {
    const random = createVectorSource(DIMENSIONS);
    const one = recordOf('a', 'p', random.unit());
    const [first, second, longer] = [
      openStore({ spaceId: 'one' }),
      openStore({ spaceId: 'two' }),
      openStore({ spaceId: 'one', dimensions: 2 }),
    ];
    await first.upsert([one]);
    await longer.upsert([recordOf('b', 'p', Float32Array.of(1, 0))]);
    expect(await second.search(queryOf(one), never)).toEqual([]);
    expect(await first.search(queryOf(one), never)).toHaveLength(1);
    expect([await first.count(), await second.count(), await longer.count()]).toEqual([1, 0, 1]);
    const notes = await sql<{ note: string }>('SELECT note FROM $s.migrations ORDER BY note');
    expect(notes.map(({ note }) => note)).toEqual([
      'vectors of 2 dimensions of one',
      'vectors of 24 dimensions of one',
      'vectors of 24 dimensions of two',
    ]);
  });

  test.each([
    { dimensions: 1_536, index: /vector_cosine_ops/ },
    { dimensions: 2_001, index: /halfvec_cosine_ops/ },
    { dimensions: 3_072, index: /halfvec_cosine_ops/ },
    { dimensions: 4_096, index: undefined },
  ])(
    'vectors of $dimensions dimensions are held, indexed where that is possible, and found',
    async (long) => {
      const { dimensions } = long;
      const random = createVectorSource(dimensions);
      const store = openStore({ dimensions });
      const asked = random.unit();
      const cosines = [0.95, 0.5, 0.7, 0.9];
      await store.upsert(cosines.map((cosine) => recordOf(`at ${cosine}`, 'p', random.near(asked, cosine))));
      const found = await store.search({ ...queryOf(undefined), partition: 'p', vector: asked }, never);
      expect(found.map(({ id }) => id)).toEqual(['at 0.95', 'at 0.9', 'at 0.7']);
      expect(found[0]?.similarity).toBeCloseTo(0.95, 4);
      const indexes = await sql<{ indexdef: string }>(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = '$s' AND indexname LIKE '%hnsw'",
      );
      expect(indexes).toHaveLength(long.index ? 1 : 0);
      if (long.index) expect(indexes[0]?.indexdef).toMatch(long.index);
    },
  );

  test('an index at half precision ranks by the whole vectors', async () => {
    const dimensions = 2_100;
    const random = createVectorSource(dimensions);
    const asked = random.unit();
    // The nearest differ by less than a half-precision number can tell.
    const far = Array.from({ length: 2_100 }, (_, i) => recordOf(`far${i}`, 'p', pick(i)));
    function pick(i: number): Float32Array {
      const vector = new Float32Array(dimensions);
      vector[i] = 1;
      return vector;
    }
    const near = [0.9, 0.90001, 0.90002].map((cosine) =>
      recordOf(`at ${cosine}`, 'p', random.near(asked, cosine)),
    );
    const store = openStore({ dimensions });
    await store.upsert([...far, ...near]);
    const found = await store.search({ ...queryOf(undefined), partition: 'p', vector: asked }, never);
    const order = near.toSorted((a, b) => dot64(asked, b.vector) - dot64(asked, a.vector));
    expect(found.map(({ id }) => id)).toEqual(order.map(({ id }) => id));
    await until('the index was used', async () => (await scansOf('hnsw')) > 0);
  });

  test('more dimensions than pgvector holds are refused when the store is made', () => {
    expect(() => openStore({ dimensions: 16_001 })).toThrow(/1 to 16000 dimensions/);
  });

  test('gateways that write the same ids at once neither wait for each other for ever nor fail', async () => {
    const random = createVectorSource(DIMENSIONS);
    const reader = openStore();
    const stores = Array.from({ length: 4 }, () => openStore());
    await Promise.all(
      stores.map(async (store, s) => {
        for (let round = 0; round < 8; round++) {
          const ids = Array.from({ length: 60 }, (_, i) => `e${(i * 7 + s * 11 + round) % 80}`);
          await store.upsert(ids.map((id) => recordOf(id, `p${s}`, random.unit())));
          await store.remove(ids.toReversed().slice(0, 20));
        }
      }),
    );
    const counts = await Promise.all(['p0', 'p1', 'p2', 'p3'].map((p) => reader.count(p)));
    const all = await reader.count();
    expect(all).toBe(counts.reduce((sum, one) => sum + one, 0));
    expect(all).toBeLessThanOrEqual(80);
  });

  test('many gateways make the extension and the tables at once', async () => {
    await ownDatabase();
    const stores = Array.from({ length: 12 }, (_, i) => openStore({ spaceId: `space ${i % 2}` }));
    const vector = createVectorSource(DIMENSIONS).unit();
    await Promise.all(stores.map((store, i) => store.upsert([recordOf(`e${i}`, 'p', vector)])));
    expect(await stores[0]?.count()).toBe(6);
  });

  test('the extension may be in any schema', async () => {
    await ownDatabase();
    await sql('CREATE SCHEMA "Far Away"');
    await sql('CREATE EXTENSION vector SCHEMA "Far Away"');
    const store = openStore();
    const one = recordOf('a', 'p', createVectorSource(DIMENSIONS).unit());
    await store.upsert([one]);
    expect(await store.search(queryOf(one), never)).toEqual([{ id: 'a', similarity: expect.closeTo(1, 5) }]);
  });

  test('a role that may not make the extension is told what an administrator has to do', async () => {
    await ownDatabase();
    const role = freshSchema();
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'r'`);
    closing.unshift(() => runSql(database.url, `DROP ROLE ${role}`));
    const { pathname } = new URL(url);
    await sql(`GRANT CREATE ON DATABASE ${pathname.slice(1)} TO ${role}`);
    const admin = url;
    const limited = new URL(url);
    limited.username = role;
    limited.password = 'r';
    url = limited.href;
    const store = openStore();
    await expect(store.check()).rejects.toMatchObject({
      code: 'vector-store-unavailable',
      message: expect.stringMatching(/permission denied.*administrator run CREATE EXTENSION vector/s),
    });
    await runSql(admin, 'CREATE EXTENSION vector');
    await store.check();
  });

  test('a role that may only read and write is enough once the tables are there', async () => {
    const one = recordOf('a', 'p', createVectorSource(DIMENSIONS).unit());
    await openStore().upsert([one]);
    const role = `${schema}_role`;
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'r'`);
    await sql(`GRANT USAGE ON SCHEMA $s TO ${role}`);
    await sql(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $s TO ${role}`);
    closing.unshift(() => runSql(database.url, `DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const limited = new URL(database.url);
    limited.username = role;
    limited.password = 'r';
    url = limited.href;
    const store = openStore();
    expect(await store.search(queryOf(one), never)).toHaveLength(1);
    await store.upsert([{ ...one, id: 'b' }]);
    await store.remove(['a']);
    expect([await store.collect(), await store.count()]).toEqual([0, 1]);
  });

  test('a pgvector without iterative scans is refused in words', async () => {
    await ownDatabase();
    await sql('CREATE EXTENSION vector');
    await sql("UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'");
    await expect(openStore().check()).rejects.toMatchObject({
      message: expect.stringMatching(
        /pgvector 0\.7\.4 is too old, 0\.8 or newer .*ALTER EXTENSION vector UPDATE/,
      ),
    });
  });

  test('an abandoned search gives its connection back', async () => {
    const pool = createPostgresPool({ url: database.url, maxConnections: 1 });
    closing.push(pool.close);
    await pool.run('SELECT 1');
    const reason = new Error('the client left');
    const controller = new AbortController();
    const abandoned = pool.run('SELECT pg_sleep(0.3)', [], controller.signal);
    const waiting = pool.run('SELECT 2 AS two', [], controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    await expect(abandoned).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(await pool.run('SELECT 3 AS three')).toEqual([{ three: 3 }]);
    expect(pool.stats()).toEqual({ connections: 1, idle: 1, waiting: 0 });
  });

  test('calls beyond those that may wait are refused at once', async () => {
    const pool = createPostgresPool({ url: database.url, maxConnections: 1, maxWaiting: 2 });
    closing.push(pool.close);
    const calls = Array.from({ length: 4 }, () => pool.run('SELECT pg_sleep(0.05)'));
    const ended = await Promise.allSettled(calls);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  });

  test('a statement that takes too long is ended on the server too', async () => {
    const pool = createPostgresPool({ url: database.url, maxConnections: 1, statementTimeoutMs: 100 });
    closing.push(pool.close);
    await expect(pool.run("SELECT pg_sleep(20), 'too long'")).rejects.toMatchObject({ code: '57014' });
    expect(
      await runSql(
        database.url,
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%too long''%' AND state = 'active' AND pid <> pg_backend_pid()",
      ),
    ).toEqual([]);
    expect(await pool.run('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
