export { createRedisEntryStore, type RedisEntryStoreOptions } from './redis-entry-store.ts';
