import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#core';
import {
  createPostgresEntryStore,
  type PostgresEntryStoreOptions,
} from '../../cache/entries/postgres/postgres-entry-store.ts';
import { createPostgresPool } from '../../cache/postgres/pool.ts';
import { idsOf, makeEntry } from '../contract/fixtures/entries.ts';
import { createManualClock } from '../contract/fixtures/manual-clock.ts';
import { findPostgres, freshSchema, openTestDatabase, runSql, type TestDatabase } from '../kit/postgres.ts';

const source = findPostgres();
const suite =
  source.kind === 'none' ? `PostgreSQL entries (skipped: ${source.reason})` : 'PostgreSQL entries';
const now = Date.now();

describe.skipIf(source.kind === 'none')(suite, () => {
  let database: TestDatabase;
  let schema = '';
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(source);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    if (schema !== '') await runSql(database.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    schema = '';
  });
  afterAll(() => database?.dispose());

  /** One gateway's store; those of one test share their tables. */
  const openStore = (changes: Partial<PostgresEntryStoreOptions> = {}, url = database.url) => {
    if (schema === '') schema = freshSchema();
    const pool = createPostgresPool({ url, maxConnections: 3 });
    const bounds = { maxEntries: 1_000, maxBytes: 1_000_000_000 };
    const store = createPostgresEntryStore({ pool, clock: systemClock, schema, ...bounds, ...changes });
    closing.push(pool.close, store.close);
    return store;
  };
  const sql = <Row extends object>(text: string, values: unknown[] = []) =>
    runSql<Row>(database.url, text.replaceAll('$s', schema), values);
  const count = async (table: string) =>
    Number((await sql<{ count: string }>(`SELECT count(*) FROM $s.${table}`))[0]?.count);

  test('many gateways make the tables at once, and all can use them', async () => {
    const stores = Array.from({ length: 12 }, () => openStore());
    await Promise.all(stores.map((store, i) => store.put(makeEntry(`e${i}`, now))));
    for (const store of stores) expect((await store.scan({})).entries).toHaveLength(12);
    expect(await sql('SELECT part, version FROM $s.migrations')).toEqual([{ part: 'entries', version: 1 }]);
  });

  test('tables of a newer gateway are left alone, and the error says what to do', async () => {
    await openStore().put(makeEntry('a', now));
    await sql('UPDATE $s.migrations SET version = 99');
    const older = openStore();
    await expect(older.getMany(['a'])).rejects.toMatchObject({
      code: 'storage-newer-schema',
      retryable: false,
      message: expect.stringMatching(/has version 99, this gateway knows 1: update the gateway/),
    });
    await expect(older.check()).rejects.toMatchObject({ code: 'storage-newer-schema' });
  });

  test('a role that may only read and write is enough once the tables are there', async () => {
    await openStore().put(makeEntry('a', now));
    await sql("CREATE ROLE $s_role LOGIN PASSWORD 'r'");
    await sql('GRANT USAGE ON SCHEMA $s TO $s_role');
    await sql('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $s TO $s_role');
    const url = new URL(database.url);
    url.username = `${schema}_role`;
    url.password = 'r';
    const role = `${schema}_role`;
    closing.unshift(() => runSql(database.url, `DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const store = openStore({}, url.href);
    await store.put(makeEntry('b', now));
    expect(idsOf(await store.getMany(['a', 'exact:b']))).toEqual(['a', 'b']);
    await store.delete(['a']);
    expect(await store.collect()).toBe(0);
  });

  test('a follower misses no change and sees none twice, however many gateways write', async () => {
    const writers = Array.from({ length: 4 }, () => openStore({ maxEntries: 60 }));
    const follower = openStore();
    await follower.put(makeEntry('first', now));
    const start = (await follower.changes(0))[0]?.sequence ?? 0;
    const seen = [start];
    const known = new Set(['first']);
    let writing = true;
    const follow = async (): Promise<void> => {
      while (writing || (await step()) > 0) await step();
    };
    const step = async (): Promise<number> => {
      const changes = await follower.changes(seen.at(-1) ?? 0);
      for (const { sequence, type, id } of changes) {
        seen.push(sequence);
        if (type === 'put') known.add(id);
        else known.delete(id);
      }
      return changes.length;
    };
    const following = follow();
    await Promise.all(
      writers.map(async (store, w) => {
        for (let i = 0; i < 60; i++) {
          const id = `e${w}-${i}`;
          await Promise.all([store.put(makeEntry(id, now)), store.put(makeEntry(`shared${i % 7}`, now))]);
          if (i % 5 === 0) await store.delete([id]);
        }
      }),
    );
    writing = false;
    await following;
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => start + i));
    expect(seen.length).toBeGreaterThan(4 * 60 * 2);
    const stored = idsOf((await follower.scan({})).entries);
    expect(stored).toHaveLength(60);
    expect([...known].toSorted()).toEqual(stored.toSorted());
    expect(await follower.stats()).toMatchObject({ entries: 60 });
  });

  test('[C23] what is found often and was dear stays; a cheap one that nobody asks for goes', async () => {
    const evicted: string[] = [];
    const store = openStore({ maxEntries: 10, onEvict: (ids) => evicted.push(...ids) });
    await store.put(makeEntry('dear', now, { costNanos: 100_000_000 }));
    await store.put(makeEntry('asked', now));
    for (let i = 0; i < 50; i++) await store.getMany(['exact:asked']);
    await store.collect(); // writes what was counted
    for (let i = 0; i < 40; i++) await store.put(makeEntry(`cheap${i}`, now));
    expect(idsOf(await store.getMany(['dear', 'asked', 'cheap39', 'cheap0']))).toEqual([
      'dear',
      'asked',
      'cheap39',
      undefined,
    ]);
    expect(evicted).toHaveLength(32);
    expect(evicted).not.toContain('dear');
    expect(await store.stats()).toMatchObject({ entries: 10 });
  });

  test('[C23] the bytes are a bound too, and an entry larger than all of it is refused', async () => {
    const store = openStore({ maxBytes: 20_000 });
    for (let i = 0; i < 30; i++) {
      await store.put(makeEntry(`e${i}`, now, { question: 'x'.repeat(1_000) }));
      const { bytes } = await store.stats();
      expect(bytes).toBeLessThanOrEqual(20_000);
    }
    const kept = (await store.scan({})).entries;
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.at(-1)?.id).toBe('e29');
    await expect(store.put(makeEntry('huge', now, { bodyBytes: 20_000 }))).rejects.toMatchObject({
      code: 'entry-too-large',
    });
  });

  test('[C23] a bound that was lowered is reached by the collector, a bounded number at a time', async () => {
    const before = openStore({ maxEntries: 5_000 });
    await Promise.all(Array.from({ length: 4_500 }, (_, i) => before.put(makeEntry(`e${i}`, now))));
    const after = openStore({ maxEntries: 100 });
    const rounds: number[] = [];
    for (let gone = 1; gone > 0; ) {
      gone = await after.collect();
      rounds.push(gone);
    }
    expect(rounds.reduce((sum, gone) => sum + gone, 0)).toBe(4_400);
    expect(rounds.length).toBeGreaterThan(2);
    expect([await count('entries'), await count('entry_keys')]).toEqual([100, 200]);
  });

  test('[C23] expired entries are collected with their keys, and are changes', async () => {
    const clock = createManualClock();
    const evicted: string[] = [];
    const store = openStore({ clock, onEvict: (ids) => evicted.push(...ids) });
    const at = clock.now();
    for (let i = 0; i < 5; i++) await store.put(makeEntry(`short${i}`, at, { expiresAt: at + 10 }));
    await store.put(makeEntry('long', at));
    expect(await store.collect()).toBe(0);
    clock.advance(10);
    expect(await store.collect()).toBe(5);
    expect([await count('entries'), await count('entry_keys')]).toEqual([1, 2]);
    expect(evicted.toSorted()).toEqual(['short0', 'short1', 'short2', 'short3', 'short4']);
    const changes = (await store.changes(0)).slice(6);
    expect(changes.map(({ type }) => type)).toEqual(Array(5).fill('delete'));
    expect(await store.stats()).toMatchObject({ entries: 1 });
  });

  test('the last changes are remembered, not all', async () => {
    const store = openStore();
    await store.put(makeEntry('a', now));
    for (let round = 0; round < 13; round++) {
      await store.delete(Array.from({ length: 1_000 }, (_, i) => `nobody${i}`));
    }
    const changes = await store.changes(0);
    expect(changes.length).toBeGreaterThanOrEqual(10_000);
    expect(changes.length).toBeLessThanOrEqual(11_000);
    const last = changes.at(-1)?.sequence ?? 0;
    expect(changes[0]?.sequence).toBe(last - changes.length + 1);
    expect(await store.changes(last - 1)).toEqual([{ sequence: last, type: 'delete', id: 'nobody999' }]);
  });

  test('rows deleted by hand, or all tables made again: bounds and sequences hold all the same', async () => {
    const store = openStore({ maxEntries: 20 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.put(makeEntry(`e${i}`, now))));
    const last = (await store.changes(0)).at(-1)?.sequence ?? 0;
    await sql('TRUNCATE $s.entries, $s.entry_keys');
    for (let i = 0; i < 15; i++) await store.put(makeEntry(`new${i}`, now));
    expect((await store.scan({})).entries).toHaveLength(15);
    await sql('DROP SCHEMA $s CASCADE');
    await expect(store.getMany(['a'])).rejects.toMatchObject({ retryable: true });
    await store.put(makeEntry('again', now));
    expect((await store.changes(last)).map(({ id }) => id)).toEqual(['again']);
  });

  test('an entry that PostgreSQL cannot hold takes no other with it, and is not tried again', async () => {
    const store = openStore();
    const broken = store.put(makeEntry('broken', now, { tenant: 'no\0text' }));
    const others = ['a', 'b', 'c'].map((id) => store.put(makeEntry(id, now)));
    const [refused, ...rest] = await Promise.allSettled([broken, ...others]);
    expect(refused).toMatchObject({ reason: { code: 'storage-failed', retryable: false } });
    expect(rest.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(idsOf((await store.scan({})).entries)).toEqual(['a', 'b', 'c']);
  });

  test('text that is hard for a database comes back as it was', async () => {
    const store = openStore();
    const entry = makeEntry('hard', now, {
      question: 'null \0, quote \' " \\, braces {a,"b"}, emoji 🐘, NULL',
      keys: ['NULL', 'a,b', '{"}', '\\', ''],
      tags: ['NULL', '{a,b}', '"', '\\', 'é'],
      tenant: "o'hara \\ {}",
    });
    await store.put(entry);
    expect(await store.getMany(['NULL', 'a,b', '{"}', '\\', ''])).toEqual(Array(5).fill(entry));
    expect(idsOf((await store.scan({ tag: '{a,b}', tenant: "o'hara \\ {}" })).entries)).toEqual(['hard']);
  });

  test('a text of another version or a damaged one is absent, not an error', async () => {
    const store = openStore();
    await Promise.all(['a', 'b'].map((id) => store.put(makeEntry(id, now))));
    await sql("UPDATE $s.entries SET entry = '{\"v\":99}' WHERE id = 'a'");
    expect(idsOf(await store.getMany(['a', 'b']))).toEqual([undefined, 'b']);
    expect(idsOf((await store.scan({})).entries)).toEqual(['b']);
  });

  test.each(['', 'Upper', 'a"b', 'a.b', 'pg_mine', 'x'.repeat(64)])(
    'a schema named %j is refused',
    (name) => {
      expect(() => openStore({ schema: name })).toThrow(RangeError);
    },
  );
});
