import { inspect } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EntryStore, VectorStore } from '#cache';
import { systemClock } from '#core';
import { createPostgresEntryStore } from '../../cache/entries/postgres/postgres-entry-store.ts';
import { createPostgresPool, type PostgresPoolOptions } from '../../cache/postgres/pool.ts';
import { createPgvectorStore } from '../../cache/vectors/pgvector/pgvector-store.ts';
import { idsOf, makeEntry } from '../contract/fixtures/entries.ts';
import { createGate } from '../kit/gate.ts';
import { findPostgres, freshSchema, type PostgresServer, runSql, startPostgres } from '../kit/postgres.ts';
import { until } from '../kit/until.ts';

const source = findPostgres();
const own = source.kind === 'programs' ? source.folder : undefined;
const why = source.kind === 'none' ? source.reason : 'a running server is not ours to kill';
const suite = own === undefined ? `PostgreSQL outages (skipped: ${why})` : 'PostgreSQL outages';
const CONNECTIONS = 12;
const now = Date.now();

const vectorOf = (id: string) => {
  const angle = id.charCodeAt(0);
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
};
const recordOf = (id: string) => ({
  id,
  tenant: 't',
  partition: 'p',
  vector: vectorOf(id),
  expiresAt: Number.MAX_SAFE_INTEGER,
});
const queryOf = (id: string) => ({
  tenant: 't',
  partition: 'p',
  vector: vectorOf(id),
  limit: 1,
  floor: 0.99,
});

describe.skipIf(own === undefined)(suite, () => {
  let server: PostgresServer;
  const closing: (() => Promise<void>)[] = [];
  const never = new AbortController().signal;

  beforeAll(async () => {
    server = await startPostgres(own ?? '', [
      `max_connections = ${CONNECTIONS}`,
      'superuser_reserved_connections = 1',
    ]);
  });
  afterEach(async () => {
    await server.thaw();
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => server?.dispose());

  /** Both stores over one pool, as a gateway has them. */
  const openStores = (pooled: Partial<PostgresPoolOptions> = {}, schema = freshSchema()) => {
    const timeouts = { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000 };
    const pool = createPostgresPool({ url: server.url, maxConnections: 4, ...timeouts, ...pooled });
    const bounds = { maxEntries: 1_000, maxBytes: 1_000_000_000 };
    const entries = createPostgresEntryStore({ pool, clock: systemClock, schema, ...bounds });
    const vectors = createPgvectorStore({ pool, clock: systemClock, schema, dimensions: 2, spaceId: 's' });
    closing.push(pool.close, entries.close, vectors.close);
    return { pool, entries, vectors, schema };
  };

  const remember = async (
    { entries, vectors }: { entries: EntryStore; vectors: VectorStore },
    id: string,
  ) => {
    await entries.put(makeEntry(id, now));
    await vectors.upsert([recordOf(id)]);
  };
  const recall = async ({ entries, vectors }: { entries: EntryStore; vectors: VectorStore }, id: string) => {
    const [found] = await vectors.search(queryOf(id), never);
    return idsOf(await entries.getMany([`exact:${id}`, found?.id ?? 'nothing']));
  };
  const outage = { code: expect.stringMatching(/^(entry|vector)-store-unavailable$/), retryable: true };
  const expectOutage = async ({ entries, vectors }: { entries: EntryStore; vectors: VectorStore }) => {
    const calls = {
      getMany: entries.getMany(['a']),
      has: entries.has(['a']),
      put: entries.put(makeEntry('b', now)),
      delete: entries.delete(['b']),
      scan: entries.scan({}),
      changes: entries.changes(0),
      'entries check': entries.check(),
      search: vectors.search(queryOf('a'), never),
      upsert: vectors.upsert([recordOf('b')]),
      remove: vectors.remove(['b']),
      count: vectors.count(),
      'vectors check': vectors.check(),
    };
    const ended = await Promise.allSettled(Object.values(calls));
    Object.keys(calls).forEach((call, i) => {
      expect({ call, ...ended[i] }).toMatchObject({ call, status: 'rejected', reason: outage });
    });
  };

  test('[C30] down at the start: every call says so, and the same stores work when it comes', async () => {
    await server.kill();
    const stores = openStores();
    await expectOutage(stores);
    await server.start();
    await remember(stores, 'a');
    expect(await recall(stores, 'a')).toEqual(['a', 'a']);
  });

  test('[C30] killed in use: calls reject, none is empty, and everything is there when it is back', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    const running = Promise.allSettled(
      Array.from({ length: 2 }, () => stores.pool.run('SELECT pg_sleep(60)')),
    );
    const killed = createGate();
    const between = stores.pool.transaction(async (run) => {
      await run('SELECT 1');
      await killed.opened; // the connection dies while it is lent and asks nothing
      return run('SELECT 2');
    });
    between.catch(() => {});
    await stores.pool.run('SELECT 1');
    await server.kill();
    await running;
    killed.open();
    await expect(between).rejects.toThrow();
    await expectOutage(stores);
    await server.start();
    await until('it works again', () =>
      recall(stores, 'a').then(
        (found) => found.join() === 'a,a',
        () => false,
      ),
    );
    await remember(stores, 'c');
    expect(await recall(stores, 'c')).toEqual(['c', 'c']);
  });

  test('[C30] idle connections that die are no error of the process', async () => {
    const lost: Error[] = [];
    const { pool } = openStores({ onConnectionLost: (error) => lost.push(error) });
    await pool.run('SELECT 1');
    await server.kill();
    await until('the loss is told', () => lost.length > 0);
    expect(inspect(lost, { depth: 10, showHidden: true })).not.toContain(new URL(server.url).password);
    await server.start();
    expect(await pool.run('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('[C30] frozen: a search ends at its own deadline, the others at theirs, and all work when it thaws', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    await server.freeze();
    const reason = new Error('the deadline of the lookup');
    const searches = Array.from({ length: 30 }, () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 20);
      return stores.vectors.search(queryOf('a'), controller.signal);
    });
    for (const ended of await Promise.allSettled(searches)) {
      expect(ended).toEqual({ status: 'rejected', reason });
    }
    expect(stores.pool.stats().connections).toBeLessThanOrEqual(4);
    await expectOutage(stores);
    await server.thaw();
    expect(await recall(stores, 'a')).toEqual(['a', 'a']);
  });

  test('[C30] frozen: stores and pool close all the same', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    await stores.pool.transaction(async (run) => run('SELECT 1'));
    await server.freeze();
    const pending = Promise.allSettled([stores.entries.getMany(['a']), stores.vectors.count()]);
    for (const close of closing.splice(0).reverse()) await close();
    for (const { status } of await pending) expect(status).toBe('rejected');
  });

  test('a restart under load fails calls, and then no more', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    let stop = false;
    const answers = { right: 0, refused: 0 };
    const load = Array.from({ length: 8 }, async () => {
      while (!stop) {
        const found = await recall(stores, 'a').catch((error: unknown) => {
          expect(error).toMatchObject(outage);
          answers.refused++;
        });
        if (found) expect(found).toEqual(['a', 'a']);
        if (found) answers.right++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    await until('it serves', () => answers.right > 50);
    await server.kill();
    await until('calls fail', () => answers.refused > 50);
    await server.start();
    const before = answers.right;
    await until('it serves again', () => answers.right > before + 50);
    stop = true;
    await Promise.all(load);
  });

  test('every connection of the server taken by others: refused, and works when one is free', async () => {
    const stores = openStores();
    const others: Client[] = [];
    const admin = new URL(server.url);
    await runSql(server.url, "CREATE ROLE gateway LOGIN PASSWORD 'g' IN ROLE pg_read_all_data").catch(
      () => {},
    );
    await runSql(server.url, 'GRANT ALL ON DATABASE postgres TO gateway');
    admin.username = 'gateway';
    admin.password = 'g';
    try {
      for (;;) {
        const client = new Client({ connectionString: admin.href });
        client.on('error', () => {});
        try {
          await client.connect();
        } catch {
          break;
        }
        others.push(client);
      }
      const { pool } = openStores({ url: admin.href });
      await expect(pool.run('SELECT 1')).rejects.toMatchObject({ code: '53300' });
      await others.pop()?.end();
      await until('the place is free', () =>
        pool.run('SELECT 1').then(
          () => true,
          () => false,
        ),
      );
    } finally {
      await Promise.all(others.map((client) => client.end()));
    }
    await remember(stores, 'a');
    expect(await recall(stores, 'a')).toEqual(['a', 'a']);
  });

  test('a full disk: the put is refused, nothing of it is there, and the next one after works', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    const { schema } = stores;
    await runSql(
      server.url,
      `CREATE FUNCTION ${schema}.no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$`,
    );
    // At the end of the transaction's work, so that all of it has to be undone.
    await runSql(
      server.url,
      `CREATE TRIGGER no_room BEFORE INSERT ON ${schema}.entry_changes EXECUTE FUNCTION ${schema}.no_room()`,
    );
    await expect(stores.entries.put(makeEntry('b', now))).rejects.toMatchObject(outage);
    await expect(stores.entries.delete(['a'])).rejects.toMatchObject(outage);
    expect(idsOf(await stores.entries.getMany(['a', 'b']))).toEqual(['a', undefined]);
    await runSql(server.url, `DROP TRIGGER no_room ON ${schema}.entry_changes`);
    await stores.entries.put(makeEntry('b', now));
    expect(idsOf((await stores.entries.scan({})).entries)).toEqual(['a', 'b']);
    expect(await stores.entries.stats()).toMatchObject({ entries: 2 });
  });

  test('tables that are gone, as after an empty restore, are made again', async () => {
    const stores = openStores();
    await remember(stores, 'a');
    await runSql(server.url, `DROP SCHEMA ${stores.schema} CASCADE`);
    await expect(stores.entries.getMany(['a'])).rejects.toMatchObject(outage);
    await expect(stores.vectors.search(queryOf('a'), never)).rejects.toMatchObject(outage);
    await remember(stores, 'b');
    expect(await recall(stores, 'b')).toEqual(['b', 'b']);
    expect(idsOf(await stores.entries.getMany(['a']))).toEqual([undefined]);
  });

  test('a host with several addresses says why none of them answers', async () => {
    await server.kill();
    const url = new URL(server.url);
    url.hostname = 'localhost';
    const { entries } = openStores({ url: url.href });
    await expect(entries.check()).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
    await server.start();
  });

  test('a wrong password rejects, and no error tells the right or the wrong one', async () => {
    const url = new URL(server.url);
    url.password = 'open-sesame';
    const { entries } = openStores({ url: url.href });
    const error = await entries.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(outage);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('open-sesame');
    expect(() => createPostgresPool({ url: 'https://user:open-sesame@host/db' })).toThrow(
      /postgres:\/\/user:password@host/,
    );
  });
});
