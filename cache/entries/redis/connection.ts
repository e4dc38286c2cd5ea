import { Redis, type RedisOptions } from 'ioredis';

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user, password and database where they are needed. */
  readonly url: string;
  /** A command without an answer after this many milliseconds is rejected; default 1,000. */
  readonly commandTimeoutMs?: number;
  readonly scripts?: NonNullable<RedisOptions['scripts']>;
  /** The connection was lost or cannot be made; told once, until it is ready again. */
  readonly onDown?: (error: Error) => void;
  readonly onReady?: () => void;
}

const DEFAULT_COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_MS = 2_000;

/**
 * A connection that is made in the background and again for ever. Without one a command is rejected at once; one that
 * is lost rejects what it was asked; a server that says nothing for two command timeouts is given up and tried anew,
 * so that nothing piles up for it.
 * @throws TypeError when the URL is none of Redis
 */
export function connectRedis(options: RedisConnectionOptions): Redis {
  requireRedisUrl(options.url);
  const commandTimeout = options.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
  const redis = new Redis(options.url, {
    commandTimeout,
    socketTimeout: 2 * commandTimeout,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: reconnectDelay,
    ...(options.scripts ? { scripts: options.scripts } : {}),
  });
  let isDown = false;
  redis.on('ready', () => {
    isDown = false;
    options.onReady?.();
  });
  redis.on('error', (error) => {
    if (isDown) return;
    isDown = true;
    options.onDown?.(withoutCommand(error));
  });
  return redis;
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

/** The error without what was asked: some of the client's carry the command, which holds answers, or the password. */
export function withoutCommand(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!('command' in error)) return error;
  const plain = new Error(error.message);
  plain.name = error.name;
  return plain;
}
