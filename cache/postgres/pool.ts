import { Socket } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { orAborted } from './or-aborted.ts';
import { createPermits } from './permits.ts';
import { isBrokenConnection } from './sql-state.ts';

export interface PostgresPoolOptions {
  /** `postgres://user:password@host:5432/database`, with `?sslmode=verify-full` and so on. */
  readonly url: string;
  /** Connections at most; default 10. */
  readonly maxConnections?: number;
  /** Calls that wait for one at most; default 1,000. */
  readonly maxWaiting?: number;
  /** Milliseconds to connect, or to wait for a free connection; default 2,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds one statement may take; default 5,000. */
  readonly statementTimeoutMs?: number;
  /** What the server shows in `pg_stat_activity`; default `reprise`. */
  readonly applicationName?: string;
  /** A connection that was not in use was lost. Must not throw. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** Runs one statement and gives its rows. A `Buffer` among the values is sent in the type's binary form. */
export type RunSql = <Row extends object>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

/**
 * Connections to one database. What fails rejects as `pg` has it: who uses it knows which error of the gateway it is.
 * Nothing connects before the first call, and each call tries again.
 */
export interface PostgresPool {
  /**
   * @param signal stops the waiting: the call rejects with its reason at once, and the connection is used again when
   *   the server has answered, or ended when it does not. So a slow server is not flooded with new connections.
   */
  readonly run: <Row extends object>(
    text: string,
    values?: readonly unknown[],
    signal?: AbortSignal,
  ) => Promise<readonly Row[]>;
  /** Everything `work` runs becomes visible together, or not at all when it rejects. */
  readonly transaction: <T>(work: (run: RunSql) => Promise<T>) => Promise<T>;
  readonly stats: () => PostgresPoolStats;
  /** Waits a moment for what runs, then ends every connection. */
  readonly close: () => Promise<void>;
}

export interface PostgresPoolStats {
  readonly connections: number;
  readonly idle: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
}

const DEFAULT_CONNECTIONS = 10;
const DEFAULT_WAITING = 1_000;
const DEFAULT_CONNECT_MS = 2_000;
const DEFAULT_STATEMENT_MS = 5_000;
/** How long a silent server is given beyond the time after which it should have stopped the statement itself. */
const SILENCE_MS = 1_000;
/** A lookup has no time for a new connection, so they are kept for minutes; and renewed, so that a failover is followed. */
const IDLE_MS = 600_000;
const LIFETIME_SECONDS = 3_600;
const KEEP_ALIVE_MS = 10_000;
const CLOSE_MS = 2_000;

/** @throws RangeError when the URL is none of PostgreSQL; the text does not repeat it, it may hold a password */
export function createPostgresPool(options: PostgresPoolOptions): PostgresPool {
  requirePostgresUrl(options.url);
  const max = options.maxConnections ?? DEFAULT_CONNECTIONS;
  const connectMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_MS;
  const statementMs = options.statementTimeoutMs ?? DEFAULT_STATEMENT_MS;
  const maxWaiting = options.maxWaiting ?? DEFAULT_WAITING;
  const permits = createPermits({ permits: max, maxWaiting, waitMs: connectMs });
  const sockets = new Set<Socket>();
  let closing: Promise<void> | undefined;

  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName ?? 'reprise',
    max,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs, // a gateway that is frozen must not hold a lock
    query_timeout: statementMs + SILENCE_MS,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
  });
  pool.on('error', (error: Error & { client?: unknown }) => {
    delete error.client; // pg hangs the whole connection on it, which nobody wants in a log
    options.onConnectionLost?.(error);
  });
  // While it is lent the pool does not listen, and an `error` that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', () => {}));

  const lend = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(isBrokenConnection(error));
      throw error;
    }
  };

  const withPermit = async <T>(work: (client: PoolClient) => Promise<T>, signal?: AbortSignal) => {
    if (closing) throw new Error('the pool is closed');
    await permits.take(signal);
    const done = lend(work).finally(permits.giveBack);
    return orAborted(done, signal);
  };

  const close = async (): Promise<void> => {
    await Promise.race([pool.end(), delay(CLOSE_MS)]);
    await Promise.race([Promise.all([...sockets].map(closed)), delay(SILENCE_MS)]);
    for (const socket of sockets) socket.destroy(); // a frozen server never says goodbye
  };

  return {
    run: async (text, values, signal) =>
      withPermit(async (client) => (await client.query(text, values && [...values])).rows, signal),
    transaction: async (work) =>
      withPermit(async (client) => {
        await client.query('BEGIN');
        try {
          const result = await work(async (text, values) => {
            return (await client.query(text, values && [...values])).rows;
          });
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await rollBack(client, error);
          throw error;
        }
      }),
    stats: () => ({ connections: pool.totalCount, idle: pool.idleCount, waiting: permits.waiting() }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** @throws Error when the connection cannot be used again */
async function rollBack(client: PoolClient, error: unknown): Promise<void> {
  if (isBrokenConnection(error)) return; // the server rolls back when the connection ends
  try {
    await client.query('ROLLBACK');
  } catch (cause) {
    throw new Error('a transaction could not be rolled back', { cause });
  }
}

function requirePostgresUrl(url: string): void {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new RangeError(
      'the URL of PostgreSQL has to be of the form postgres://user:password@host:5432/database',
    );
  }
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
  });

const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
