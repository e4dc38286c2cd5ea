import { afterAll, beforeAll } from 'vitest';
import type { EntryStore } from '#cache';
import { createRedisEntryStore } from '#cache/redis';
import { describeWithRedis, type RedisServer, startRedis, succeeds } from '../kit/redis.ts';
import { until } from '../kit/until.ts';
import { entryStoreContract } from './entry-store.contract.ts';

describeWithRedis('a real redis-server', () => {
  let server: RedisServer;
  let stores = 0;
  beforeAll(async () => {
    server = await startRedis({ maxMemory: '200mb', policy: 'allkeys-lfu' });
  });
  afterAll(() => server?.dispose());

  entryStoreContract('Redis', async ({ clock, maxEntries }) => {
    const prefix = `contract-${stores++}`;
    const open = async (): Promise<EntryStore> => {
      const store = createRedisEntryStore({ url: server.url, clock, prefix, maxEntries });
      await until('the store serves', () => succeeds(store.check()));
      return store;
    };
    let current = await open();
    return {
      store: current,
      reopen: async () => {
        await current.close();
        current = await open();
        return current;
      },
      dispose: () => current.close(),
    };
  });
});
