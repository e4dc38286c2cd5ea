import type { Redis, Result } from 'ioredis';
import { type Clock, GatewayError } from '#core';
import { type Entry, isExpired } from '../../entry.ts';
import type { EntryChange, EntryFilter, EntryPage, EntryStore } from '../../ports/entry-store.ts';
import { decodeEntry, encodeEntry } from '../entry-codec.ts';
import { connectRedis, withoutCommand } from './connection.ts';
import { evictionProblem } from './eviction-policy.ts';
import { scripts } from './scripts.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    repriseFind: (...args: readonly string[]) => Result<(string | null)[], Context>;
    repriseExpiries: (...args: readonly string[]) => Result<(string | null)[], Context>;
    reprisePut: (...args: readonly string[]) => Result<number, Context>;
    repriseDelete: (...args: readonly string[]) => Result<number, Context>;
    repriseScan: (...args: readonly string[]) => Result<string[], Context>;
    repriseSweep: (...args: readonly string[]) => Result<string[], Context>;
  }
}

export interface RedisEntryStoreOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  readonly clock: Clock;
  /** What all keys begin with, in braces; default `reprise`. Stores of one prefix are one store. */
  readonly prefix?: string;
  /** Over it the entries put first go. Default: any number, as many as Redis keeps (its `maxmemory`). */
  readonly maxEntries?: number;
  /** Milliseconds after which a command without an answer is rejected; default 1,000. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds between two looks for entries that Redis dropped; default 1,000. */
  readonly sweepEveryMs?: number;
  /** Something to set right in Redis, in words for the log; each is told when it is new. */
  readonly onWarning?: (message: string) => void;
  /** Redis cannot be reached (once, with why), and undefined when it can be again. */
  readonly onState?: (error: Error | undefined) => void;
}

/** How long Redis keeps an entry past its expiry: by then no machine's clock thinks it is fresh. */
const EXPIRY_GRACE_MS = 60_000;
const DEFAULT_SWEEP_EVERY_MS = 1_000;
/** Listed entries looked at in one script: well under a millisecond of the server. */
const LOOKED_AT = 500;
const SCAN_PAGE = 200;
const SCAN_BYTES = 4 * 1024 * 1024;
const DELETED_AT_A_TIME = 200;
const REMEMBERED_CHANGES = 10_000;

/**
 * Entries in one Redis, shared by every gateway and worker that uses the same URL and prefix. Redis bounds it
 * (`maxmemory` with an `allkeys-` policy) and may drop any key at any time: that is a miss, never another answer.
 *
 * The server is not needed at the start, and everything is rejected while it cannot be reached. Expiry is judged by
 * `clock`; the time to live of the keys only collects. What Redis drops appears in `changes` when the sweep meets it,
 * and an answer older than the one it would replace is not put. A scan needs one call for each 500 entries. All keys
 * lie in one hash slot: a Redis cluster works, with everything on one of its shards.
 */
export function createRedisEntryStore(options: RedisEntryStoreOptions): EntryStore {
  const { clock, onState } = options;
  const base = `{${options.prefix ?? 'reprise'}}:`;
  const keys = [`${base}order`, `${base}sequence`, `${base}changes`] as const;
  const maxEntries = String(options.maxEntries ?? 0);
  let closed = false;
  let swept = '0';
  let warned: string | undefined;
  let down: Error | undefined;

  const redis = connectRedis({
    url: options.url,
    scripts,
    ...(options.commandTimeoutMs === undefined ? {} : { commandTimeoutMs: options.commandTimeoutMs }),
    onDown: (error) => {
      down = error;
      onState?.(error);
    },
    onReady: () => {
      down = undefined;
      onState?.(undefined);
      void warn();
    },
  });

  const warn = async (): Promise<void> => {
    const problem = await evictionProblem(redis).catch(() => warned); // asked again with the next connection
    if (problem !== undefined && problem !== warned) options.onWarning?.(problem);
    warned = problem;
  };

  const ask = async <T>(command: (redis: Redis) => T | Promise<T>): Promise<T> => {
    if (closed) throw unavailable(new Error('closed'));
    try {
      return await command(redis);
    } catch (error) {
      // Without a connection the client only says that there is none.
      throw unavailable(
        redis.status === 'ready' ? withoutCommand(error) : (down ?? new Error('not connected yet')),
      );
    }
  };

  /** A sweep that fails goes on from the same place at the next turn. */
  const sweep = async (): Promise<void> => {
    if (redis.status !== 'ready') return;
    const [next = ''] = await redis.repriseSweep(
      ...keys,
      base,
      String(REMEMBERED_CHANGES),
      swept,
      String(LOOKED_AT),
    );
    swept = next === '' ? '0' : next;
  };
  const collector = setInterval(() => {
    sweep().catch(() => {});
  }, options.sweepEveryMs ?? DEFAULT_SWEEP_EVERY_MS).unref();

  return {
    getMany: async (wanted) => {
      const texts = await ask((open) =>
        wanted.length > 0 ? open.repriseFind(...keys, base, ...wanted) : [],
      );
      const now = clock.now();
      return wanted.map((key, at) => carrier(key, texts[at], now));
    },
    has: async (ids) => {
      const found = await ask((open) => (ids.length > 0 ? open.repriseExpiries(...keys, base, ...ids) : []));
      const now = clock.now();
      return ids.map(
        (_, at) => !isExpired({ expiresAt: Number(found[at] ?? Number.NEGATIVE_INFINITY) }, now),
      );
    },
    put: async (entry) => {
      const now = clock.now();
      const timeToLive = Math.max(0, Math.ceil(entry.expiresAt - now)) + EXPIRY_GRACE_MS;
      await ask((open) =>
        open.reprisePut(
          ...keys,
          ...[base, String(REMEMBERED_CHANGES), maxEntries, entry.id, encodeEntry(entry), String(now)],
          ...[String(entry.createdAt), String(entry.expiresAt), String(timeToLive)],
          ...[entry.partition, entry.tenant, listText(entry.tags), listText(entry.keys)],
        ),
      );
    },
    delete: async (ids) => {
      await ask(() => {});
      for (let from = 0; from < ids.length; from += DELETED_AT_A_TIME) {
        const some = ids.slice(from, from + DELETED_AT_A_TIME);
        await ask((open) => open.repriseDelete(...keys, base, String(REMEMBERED_CHANGES), ...some));
      }
    },
    scan: async (filter, cursor) => {
      const [next = '', ...texts] = await ask((open) =>
        open.repriseScan(...keys, base, ...scanArguments(filter, cursor ?? '0', clock.now())),
      );
      return pageOf(texts, next);
    },
    changes: async (since) => (await ask((open) => open.xrange(keys[2], `(${since}-0`, '+'))).map(changeOf),
    check: async () => {
      await ask((open) => open.ping());
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(collector);
      await redis.quit().catch(() => {});
      redis.disconnect();
    },
  };
}

/** The entry in the text, if it really carries the key and is fresh: a key may have been left behind. */
function carrier(key: string, text: string | null | undefined, now: number): Entry | undefined {
  const entry = text ? decodeEntry(text) : undefined;
  if (!entry || isExpired(entry, now)) return undefined;
  return entry.id === key || entry.keys.includes(key) ? entry : undefined;
}

/** Half a surrogate pair is no UTF-8, and JSON readers of other languages refuse it. */
const listText = (texts: readonly string[]): string =>
  JSON.stringify(texts.map((text) => text.toWellFormed()));

function scanArguments(filter: EntryFilter, after: string, now: number): readonly string[] {
  const { partition, tenant, tag, before } = filter;
  const wanted = [partition, tenant, tag, before].map((value) => (value === undefined ? '' : `=${value}`));
  return [after, ...[now, LOOKED_AT, SCAN_PAGE, SCAN_BYTES].map(String), ...wanted];
}

function pageOf(texts: readonly string[], next: string): EntryPage {
  return {
    entries: texts.flatMap((text) => decodeEntry(text) ?? []),
    cursor: next === '' ? undefined : next,
  };
}

function changeOf([at, [type, id = '']]: [string, string[]]): EntryChange {
  return { sequence: Number.parseInt(at, 10), type: type === 'delete' ? 'delete' : 'put', id };
}

function unavailable(cause: Error): GatewayError {
  return new GatewayError({
    code: 'entry-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The entry store cannot be used at the moment.',
    message: `entry store: Redis: ${cause.message}`,
    cause,
  });
}
