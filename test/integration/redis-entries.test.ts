import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry, EntryStore } from '#cache';
import { createRedisEntryStore, type RedisEntryStoreOptions } from '#cache/redis';
import { systemClock } from '#core';
import { idsOf, makeEntry } from '../contract/fixtures/entries.ts';
import {
  describeWithRedis,
  freePort,
  type RedisServer,
  type RedisServerOptions,
  startRedis,
  succeeds,
} from '../kit/redis.ts';
import { until } from '../kit/until.ts';

const KIB = 1024;
const unavailable = { code: 'entry-store-unavailable', retryable: true };
const entry = (id: string, changes?: Partial<Entry>): Entry => makeEntry(id, Date.now(), changes);
/** An entry of about this many bytes, with a key that all of them carry. */
const large = (id: string, bytes: number): Entry =>
  entry(id, { keys: [`exact:${id}`, 'shared'], body: { id, text: 'x'.repeat(bytes) } });

describeWithRedis('entries in Redis', () => {
  let server: RedisServer | undefined;
  let opened: EntryStore[];
  beforeEach(() => {
    opened = [];
  });
  afterEach(async () => {
    server?.thaw();
    for (const store of opened) await store.close();
    await server?.dispose();
    server = undefined;
  });

  const begin = async (options?: RedisServerOptions): Promise<RedisServer> => {
    server = await startRedis({ policy: 'allkeys-lfu', maxMemory: '100mb', ...options });
    return server;
  };
  const openStore = (url: string, options?: Partial<RedisEntryStoreOptions>): EntryStore => {
    const store = createRedisEntryStore({ url, clock: systemClock, commandTimeoutMs: 300, ...options });
    opened.push(store);
    return store;
  };
  const openReady = async (url: string, options?: Partial<RedisEntryStoreOptions>): Promise<EntryStore> => {
    const store = openStore(url, options);
    await serves(store);
    return store;
  };
  const serves = (store: EntryStore) => until('it serves', () => succeeds(store.check()));
  const find = async (store: EntryStore, ...keys: string[]) => idsOf(await store.getMany(keys));
  const scanAll = async (store: EntryStore): Promise<Entry[]> => {
    const found: Entry[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.scan({}, cursor);
      found.push(...page.entries);
      cursor = page.cursor;
      if (cursor === undefined) return found;
    }
  };
  const refusesEverything = async (store: EntryStore): Promise<void> => {
    await Promise.all([
      expect(store.getMany(['a'])).rejects.toMatchObject(unavailable),
      expect(store.has(['a'])).rejects.toMatchObject(unavailable),
      expect(store.put(entry('refused'))).rejects.toMatchObject(unavailable),
      expect(store.delete(['nobody'])).rejects.toMatchObject(unavailable),
      expect(store.scan({})).rejects.toMatchObject(unavailable),
      expect(store.changes(0)).rejects.toMatchObject(unavailable),
      expect(store.check()).rejects.toMatchObject(unavailable),
    ]);
  };

  test('[C30] down at the start: everything is rejected at once, and it serves when Redis comes', async () => {
    const port = await freePort();
    const states: boolean[] = [];
    const store = openStore(`redis://127.0.0.1:${port}`, {
      onState: (error) => void states.push(error === undefined),
    });
    await refusesEverything(store);
    server = await startRedis({ policy: 'allkeys-lfu' }, port);
    await serves(store);
    await store.put(entry('a'));
    expect(await find(store, 'exact:a')).toEqual(['a']);
    expect(states).toEqual([false, true]);
  });

  test('[C30] it dies and returns with its data: rejections meanwhile, then everything is there', async () => {
    const { url, kill, start } = await begin({ keepsData: true });
    const store = await openReady(url);
    await store.put(entry('a'));
    await kill();
    await refusesEverything(store);
    await start();
    await serves(store);
    expect(await find(store, 'a', 'exact:a')).toEqual(['a', 'a']);
    expect(idsOf(await scanAll(store))).toEqual(['a']);
  });

  test('it returns without its data: misses, sequences that go on, and entries put anew', async () => {
    const { url, kill, start } = await begin();
    const store = await openReady(url);
    await store.put(entry('a'));
    const last = (await store.changes(0)).at(-1)?.sequence ?? Number.NaN;
    await kill();
    await start();
    await serves(store);
    expect(await find(store, 'a', 'exact:a')).toEqual([undefined, undefined]);
    expect(await scanAll(store)).toEqual([]);
    await store.put(entry('b'));
    expect(await find(store, 'exact:b')).toEqual(['b']);
    expect((await store.changes(last)).map(({ id }) => id)).toEqual(['b']);
  });

  test('[C30] frozen: each call is rejected within its time, none hangs, and it serves when it goes on', async () => {
    const { url, freeze, thaw } = await begin();
    const store = await openReady(url);
    await store.put(entry('a'));
    freeze();
    await refusesEverything(store);
    // After a while the connection is given up: nothing waits any more, and nothing piles up.
    const began = performance.now();
    for (let i = 0; i < 200; i++) await expect(store.getMany(['a'])).rejects.toMatchObject(unavailable);
    expect(performance.now() - began).toBeLessThan(20_000); // a minute if each took its 300 ms
    await refusesEverything(store);
    thaw();
    await serves(store);
    expect(await find(store, 'nothing', 'exact:a')).toEqual([undefined, 'a']);
  });

  test('[C30] full and not evicting: puts are rejected as a whole, what is there is served and can be deleted', async () => {
    const { url, client } = await begin({ policy: 'noeviction', maxMemory: '4mb' });
    const warnings: string[] = [];
    const store = await openReady(url, { onWarning: (message) => void warnings.push(message) });
    const stored: string[] = [];
    for (let i = 0; ; i++) {
      if (!(await succeeds(store.put(large(`e${i}`, 50 * KIB))))) break;
      stored.push(`e${i}`);
    }
    expect(stored.length).toBeGreaterThan(3);
    const refused = await store
      .put({ ...large('e0', 60 * KIB), question: 'a secret' })
      .catch((error) => error);
    expect(refused).toMatchObject(unavailable);
    expect(inspect(refused, { depth: 10 })).not.toMatch(/a secret|xxxx/);
    expect(idsOf(await store.getMany(stored.map((id) => `exact:${id}`)))).toEqual(stored);
    expect(idsOf(await scanAll(store))).toEqual(stored);
    expect(await client.exists('{reprise}:entry:refused', '{reprise}:key:exact:refused')).toBe(0);
    await store.delete(stored.slice(0, 10));
    expect(await find(store, stored[0] ?? '', stored.at(-1) ?? '')).toEqual([undefined, stored.at(-1)]);
    await until('the warning is told', () => warnings.length > 0);
    expect(warnings).toEqual([expect.stringContaining('noeviction')]);
  });

  test('[C23] evicting all the time: an entry is right or a miss, and what is found a scan shows', async () => {
    const { url, client } = await begin({ policy: 'allkeys-lfu', maxMemory: '6mb' });
    const store = await openReady(url, { sweepEveryMs: 10 });
    const newest = new Map<string, number>();
    let found = 0;
    let missed = 0;
    for (let i = 0; i < 1_500; i++) {
      const id = `e${(i * 7) % 500}`;
      const one = { ...large(id, (i % 13) * 4 * KIB), latencyMs: i, tenant: `team:${id}` };
      if (await succeeds(store.put(one))) newest.set(id, i);
      else newest.delete(id); // it may be there or not
      const asked = `e${(i * 31) % 500}`;
      for (const hit of await store.getMany([asked, `exact:${asked}`])) {
        if (!hit) {
          missed++;
          continue;
        }
        found++;
        expect([hit.id, hit.tenant]).toEqual([asked, `team:${asked}`]);
        if (newest.has(asked)) expect(hit.latencyMs).toBe(newest.get(asked));
      }
      const [shared] = await store.getMany(['shared']);
      if (shared) expect(shared.keys).toContain('shared');
    }
    expect(Number(/evicted_keys:(\d+)/.exec(await client.info('stats'))?.[1])).toBeGreaterThan(100);
    expect(found).toBeGreaterThan(100);
    expect(missed).toBeGreaterThan(100);
    const listed = new Set(idsOf(await scanAll(store)));
    const ids = Array.from({ length: 500 }, (_, i) => `e${i}`);
    const served = idsOf(await store.getMany(ids)).filter((id) => id !== undefined);
    expect(served.filter((id) => !listed.has(id))).toEqual([]);
    await until('the sweep has met what went', async () => {
      const [shown, held] = [await scanAll(store), await client.zcard('{reprise}:order')];
      return shown.length === held;
    });
  });

  test('any key may vanish by itself: it is a miss, and a put mends it', async () => {
    const { url, client } = await begin();
    const store = await openReady(url, { sweepEveryMs: 60_000 });
    const all = { everything: ['a', 'a', 'a'], nothing: [undefined, undefined, undefined] };
    const seen = async () => ({
      found: await find(store, 'a', 'exact:a', 'normalised:a'),
      scanned: idsOf(await scanAll(store)),
      has: await store.has(['a']),
    });
    const gone = { found: all.nothing, scanned: [], has: [false] };
    const there = { found: all.everything, scanned: ['a'], has: [true] };
    await store.put(entry('a'));
    expect(await seen()).toEqual(there);
    for (const [vanished, expected] of [
      ['entry:a', gone],
      ['order', gone], // what no scan shows is not served: a purge would miss it
      ['sequence', there],
      ['changes', there],
      ['key:exact:a', { ...there, found: ['a', undefined, 'a'] }],
    ] as const) {
      const before = (await store.changes(0)).at(-1)?.sequence ?? 0;
      await client.del(`{reprise}:${vanished}`);
      expect(await seen(), vanished).toEqual(expected);
      await store.put(entry('a'));
      expect(await seen(), `${vanished}, put again`).toEqual(there);
      const after = await store.changes(before);
      expect(
        after.map(({ type, id }) => `${type} ${id}`),
        vanished,
      ).toEqual(['put a']);
    }
  });

  test('a key left behind never leads to an entry that does not carry it', async () => {
    const { url, client } = await begin();
    const store = await openReady(url);
    await store.put(entry('a', { tenant: 'team:one', keys: ['mine'] }));
    await client.set('{reprise}:key:theirs', 'a');
    expect(await find(store, 'theirs', 'mine')).toEqual([undefined, 'a']);
  });

  test('damaged and foreign texts are misses', async () => {
    const { url, client } = await begin();
    const store = await openReady(url);
    await store.put(entry('a'));
    await client.hset('{reprise}:entry:a', 'text', '{"v":99}');
    expect(await find(store, 'a', 'exact:a')).toEqual([undefined, undefined]);
    expect(await scanAll(store)).toEqual([]);
  });

  test('an answer that comes late does not replace the one made after it, unless that has expired', async () => {
    const { url } = await begin();
    const store = await openReady(url);
    const now = Date.now();
    await store.put(makeEntry('a', now, { question: 'newer' }));
    await store.put(makeEntry('a', now - 1_000, { question: 'older' }));
    expect((await store.getMany(['a']))[0]?.question).toBe('newer');
    await store.put(makeEntry('b', now, { question: 'newer', expiresAt: now - 1 }));
    await store.put(makeEntry('b', now - 1_000, { question: 'older' }));
    expect((await store.getMany(['b']))[0]?.question).toBe('older');
  });

  test('the sweep tells what Redis dropped, and the list of entries shrinks with it', async () => {
    const { url, client } = await begin();
    const store = await openReady(url, { sweepEveryMs: 10 });
    const ids = Array.from({ length: 1_200 }, (_, i) => `e${i}`);
    await Promise.all(ids.map((id) => store.put(entry(id))));
    const last = (await store.changes(0)).at(-1)?.sequence ?? 0;
    const dropped = ids.filter((_, i) => i % 3 === 0);
    await client.del(...dropped.map((id) => `{reprise}:entry:${id}`));
    await until('the list is right', async () => (await client.zcard('{reprise}:order')) === 800);
    const changes = await store.changes(last);
    expect(changes.map(({ type, id }) => `${type} ${id}`).toSorted()).toEqual(
      dropped.map((id) => `delete ${id}`).toSorted(),
    );
  });

  test('Redis collects by itself what expired', async () => {
    const { url, client } = await begin();
    const store = await openReady(url);
    const hour = 3_600_000;
    await store.put(entry('a', { expiresAt: Date.now() + hour }));
    const left = await client.pttl('{reprise}:entry:a');
    expect(left).toBeGreaterThan(hour);
    expect(left).toBeLessThan(hour + 120_000);
    expect(await client.pttl('{reprise}:key:exact:a')).toBeGreaterThan(hour);
  });

  test('stores of two prefixes do not see each other', async () => {
    const { url } = await begin();
    const [one, two] = [await openReady(url, { prefix: 'one' }), await openReady(url, { prefix: 'two' })];
    await one.put(entry('a'));
    expect(await find(two, 'a', 'exact:a')).toEqual([undefined, undefined]);
    expect(await scanAll(two)).toEqual([]);
  });

  test('two stores on one prefix are one store', async () => {
    const { url } = await begin();
    const [one, two] = [await openReady(url), await openReady(url)];
    await one.put(entry('a', { keys: ['shared'] }));
    await two.put(entry('b', { keys: ['shared'] }));
    expect(await find(one, 'a', 'b', 'shared')).toEqual(['a', 'b', 'b']);
    await one.delete(['b']);
    expect(await find(two, 'b', 'shared')).toEqual([undefined, undefined]);
  });

  test('the eviction policy is looked at, and whatever does not suit is told', async () => {
    const { url, client } = await begin();
    const told = async (settings: Record<string, string>, user = ''): Promise<readonly string[]> => {
      for (const [name, value] of Object.entries(settings)) await client.config('SET', name, value);
      const warnings: string[] = [];
      const store = await openReady(url.replace('//', `//${user}`), {
        onWarning: (message) => void warnings.push(message),
      });
      await store.getMany(['a']); // comes after the question for the policy
      await store.close();
      return warnings;
    };
    const limit = { maxmemory: '100mb' };
    expect(await told({ ...limit, 'maxmemory-policy': 'allkeys-lfu' })).toEqual([]);
    expect(await told({ ...limit, 'maxmemory-policy': 'allkeys-lru' })).toEqual([]);
    expect(await told({ ...limit, 'maxmemory-policy': 'allkeys-random' })).toEqual([
      expect.stringContaining('allkeys-random'),
    ]);
    expect(await told({ ...limit, 'maxmemory-policy': 'noeviction' })).toEqual([
      expect.stringContaining('noeviction'),
    ]);
    expect(await told({ maxmemory: '0', 'maxmemory-policy': 'allkeys-lfu' })).toEqual([
      expect.stringContaining('no maxmemory'),
    ]);
    // A hosted Redis may forbid INFO and CONFIG.
    await client.acl('SETUSER', 'guest', 'on', '>pass', '~*', '+@all', '-info', '-config');
    expect(await told({ ...limit, 'maxmemory-policy': 'noeviction' }, 'guest:pass@')).toEqual([
      expect.stringContaining('does not tell'),
    ]);
  });

  test('scripts that the server forgot are sent again', async () => {
    const { url, client } = await begin();
    const store = await openReady(url);
    await store.put(entry('a'));
    await client.script('FLUSH');
    expect(await find(store, 'exact:a')).toEqual(['a']);
  });

  test('a wrong password is told without it, and tried again', async () => {
    const { url, client } = await begin();
    const states: (Error | undefined)[] = [];
    const store = openStore(url.replace('//', '//guest:opensesame@'), {
      onState: (error) => void states.push(error),
    });
    await until('it is told', () => states.length > 0);
    expect(states[0]?.message).toContain('WRONGPASS');
    expect(inspect(states, { depth: 10 })).not.toContain('opensesame');
    await client.acl('SETUSER', 'guest', 'on', '>opensesame', '~*', '+@all');
    await serves(store);
  });

  test('a URL that is none of Redis is refused where it is given', () => {
    for (const url of ['http://127.0.0.1:6379', 'localhost:6379', '']) {
      expect(() => openStore(url), url).toThrow('redis://');
    }
  });
});
