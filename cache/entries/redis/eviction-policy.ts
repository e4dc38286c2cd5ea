import type { Redis } from 'ioredis';

/** Policies under which Redis makes room by dropping what is used least: entries, never the order they are listed in. */
const SUITED = ['allkeys-lfu', 'allkeys-lru', 'volatile-lfu', 'volatile-lru'];

/** What is wrong with the memory settings of a Redis that holds entries, in words for the log; undefined when nothing is. */
export async function evictionProblem(redis: Redis): Promise<string | undefined> {
  const settings = await memorySettings(redis);
  if (!settings) {
    return 'Redis does not tell its eviction policy: make sure that maxmemory-policy is allkeys-lfu and maxmemory is set';
  }
  const { policy, maxMemory } = settings;
  if (policy === 'noeviction') {
    return 'the Redis of the entries has maxmemory-policy noeviction: once it is full no answer is stored any more; set allkeys-lfu';
  }
  if (!SUITED.includes(policy)) {
    return `the Redis of the entries has maxmemory-policy ${policy}, which may drop the list of all entries as soon as any one of them; set allkeys-lfu`;
  }
  if (maxMemory === 0) {
    return 'the Redis of the entries has no maxmemory: it grows until the machine is full; set maxmemory';
  }
  return undefined;
}

interface MemorySettings {
  readonly policy: string;
  readonly maxMemory: number;
}

/** From INFO, which hosted services that forbid CONFIG still answer. */
async function memorySettings(redis: Redis): Promise<MemorySettings | undefined> {
  try {
    const info = await redis.info('memory');
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    const maxMemory = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 1);
    return policy === undefined ? undefined : { policy, maxMemory };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOPERM')) return undefined;
    throw error;
  }
}
