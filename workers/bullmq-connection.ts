import { Redis } from 'ioredis';

/** Where the jobs are. Gateways, workers and the command line have to name the same place. */
export interface BullmqPlace {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** What all keys begin with, in braces so that they lie in one hash slot; default `reprise`. */
  readonly prefix?: string;
}

/** The name of the queue under the prefix. */
export const QUEUE_NAME = 'writes';

/** Jobs that failed for good and are kept, unless said otherwise. */
export const DEFAULT_MAX_DEAD_LETTERS = 1_000;

export const prefixOf = ({ prefix = 'reprise' }: BullmqPlace): string => `{${prefix}}`;

const MAX_RECONNECT_MS = 2_000;

const SHARED = {
  connectTimeout: 2_000,
  /** How long a peer may take to agree to a disconnect; a frozen one never does. */
  disconnectTimeout: 100,
};

/**
 * A connection that is made in the background and again for ever. Without one a command is rejected at once, one that
 * is lost rejects what it was asked, and a server that says nothing for two command timeouts is given up and tried anew.
 * @param options.once whether it waits for `connect()` and is not made again
 * @throws TypeError when the URL is none of Redis
 */
export function connectProducer(url: string, commandTimeoutMs: number, { once = false } = {}): Redis {
  requireRedisUrl(url);
  return quiet(
    new Redis(url, {
      ...SHARED,
      commandTimeout: commandTimeoutMs,
      socketTimeout: 2 * commandTimeoutMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      lazyConnect: once,
      retryStrategy: once ? null : reconnectDelay,
    }),
  );
}

/**
 * A connection as BullMQ's workers need it: what is asked waits for the server, however long it is away, and is sent
 * again. One that says nothing for `silenceMs` is given up and made anew; that has to be longer than a worker's
 * blocking read.
 * @param isClosing asked before each new try
 */
export function connectConsumer(url: string, silenceMs: number, isClosing: () => boolean): Redis {
  requireRedisUrl(url);
  return quiet(
    new Redis(url, {
      ...SHARED,
      socketTimeout: silenceMs,
      maxRetriesPerRequest: null,
      retryStrategy: (tries) => (isClosing() ? null : reconnectDelay(tries)),
    }),
  );
}

/** An 'error' event without a listener is printed; those of the connection are told by who opened it. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => {});
  return redis;
}

/** The error without what was asked: some of the client's carry the command, which holds jobs, or the password. */
export function withoutCommand(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!('command' in error)) return error;
  const plain = new Error(error.message);
  plain.name = error.name;
  return plain;
}

/** Milliseconds before the next try: 50 doubled up to 2,000, with a tenth of chance so that not all come back at once. */
function reconnectDelay(tries: number): number {
  const delay = Math.min(50 * 2 ** Math.min(tries - 1, 10), MAX_RECONNECT_MS);
  return Math.round(delay * (1 + Math.random() / 10));
}

function requireRedisUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (!['redis:', 'rediss:'].includes(protocol)) {
    throw new TypeError('the URL of a Redis begins with redis:// or rediss://');
  }
}

/** What a Redis says of its memory; undefined where it does not say. */
export interface RedisMemory {
  readonly policy: string;
  readonly usedBytes: number;
  /** 0: no limit. */
  readonly maxBytes: number;
}

/** From INFO, which hosted services that forbid CONFIG still answer. */
export async function readMemory(redis: Redis): Promise<RedisMemory | undefined> {
  try {
    const info = await redis.info('memory');
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    const [usedBytes, maxBytes] = ['used_memory', 'maxmemory'].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0),
    );
    return policy === undefined ? undefined : { policy, usedBytes: usedBytes ?? 0, maxBytes: maxBytes ?? 0 };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOPERM')) return undefined;
    throw error;
  }
}

/** What is wrong with the memory settings of a Redis that holds jobs, in words for the log; undefined when nothing is. */
export function evictionProblem(memory: RedisMemory | undefined): string | undefined {
  if (!memory) {
    return 'Redis does not tell its eviction policy: make sure that maxmemory-policy of the queue is noeviction';
  }
  if (memory.policy === 'noeviction') return undefined;
  return `the Redis of the queue has maxmemory-policy ${memory.policy}: it may drop jobs that wait; set noeviction`;
}
