import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

const START_MS = 60_000;

/** Where a Weaviate listens. */
export interface WeaviatePlace {
  readonly url: string;
  readonly grpcPort: number;
}

/** Where tests and benchmarks get a Weaviate from. */
export type WeaviateSource =
  | ({ readonly kind: 'running' } & WeaviatePlace)
  | { readonly kind: 'program'; readonly file: string }
  | { readonly kind: 'none'; readonly reason: string };

/** One that runs, the program of one, or why there is neither. */
export function findWeaviate(env = process.env): WeaviateSource {
  const { REPRISE_TEST_WEAVIATE_URL: url, REPRISE_TEST_WEAVIATE_BIN: file } = env;
  if (url) return { kind: 'running', url, grpcPort: Number(env.REPRISE_TEST_WEAVIATE_GRPC_PORT ?? 50_051) };
  if (file && existsSync(file)) return { kind: 'program', file };
  const reason = file
    ? `no file ${file} (REPRISE_TEST_WEAVIATE_BIN)`
    : 'no Weaviate: set REPRISE_TEST_WEAVIATE_BIN or REPRISE_TEST_WEAVIATE_URL, see docs/weaviate.md';
  return { kind: 'none', reason };
}

/** A server of one's own, to be ill-treated. */
export interface WeaviateServer extends WeaviatePlace {
  /** SIGKILL; resolves when it has ended. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Starts it again after `kill`, on the same ports and data. */
  readonly start: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/**
 * Starts one with empty data on free ports.
 * @param settings further environment variables of it
 */
export async function startWeaviate(
  source: WeaviateSource,
  settings: Readonly<Record<string, string>> = {},
): Promise<WeaviateServer> {
  if (source.kind !== 'program') throw new Error('a Weaviate to ill-treat needs its program');
  const home = await mkdtemp(join(tmpdir(), 'reprise-weaviate-'));
  const log = join(home, 'log');
  const { port, grpcPort, raft, raftRpc, gossip } = await freePorts();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    PERSISTENCE_DATA_PATH: join(home, 'data'),
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
    DEFAULT_VECTORIZER_MODULE: 'none',
    QUERY_DEFAULTS_LIMIT: '25',
    DISABLE_TELEMETRY: 'true',
    GO_PROFILING_DISABLE: 'true',
    LOG_LEVEL: 'warning',
    CLUSTER_HOSTNAME: 'node1',
    CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
    GRPC_PORT: String(grpcPort),
    CLUSTER_GOSSIP_BIND_PORT: String(gossip),
    CLUSTER_DATA_BIND_PORT: String(gossip + 1),
    RAFT_PORT: String(raft),
    RAFT_INTERNAL_RPC_PORT: String(raftRpc),
    RAFT_BOOTSTRAP_EXPECT: '1',
    ...settings,
  };
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const output = openSync(log, 'a', 0o600);
    const started = spawn(source.file, ['--host', '127.0.0.1', '--port', String(port), '--scheme', 'http'], {
      env,
      cwd: home,
      stdio: ['ignore', output, output],
    });
    child = started;
    await until(
      () => `Weaviate starts:\n${readFileSync(log, 'utf8').slice(-2_000)}`,
      () => started.exitCode !== null || isReady(url),
      START_MS,
    );
    if (started.exitCode !== null)
      throw new Error(`Weaviate ended:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
  };

  const kill = async (): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const ended = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await ended;
  };

  const dispose = async (): Promise<void> => {
    await kill();
    await rm(home, { recursive: true, force: true });
  };

  await start().catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    url,
    grpcPort,
    start,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    dispose,
  };
}

async function isReady(url: string): Promise<boolean> {
  const answer = fetch(`${url}/v1/.well-known/ready`, { signal: AbortSignal.timeout(1_000) });
  return answer.then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** Held open together, so that no two are the same. Older servers insist on a data port next to that of gossip. */
async function freePorts() {
  const held: Server[] = [];
  const hold = async (at = 0): Promise<number> => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', resolve);
    });
    held.push(server);
    return portOf(server);
  };
  const pair = async (): Promise<number> => {
    const first = await hold();
    return hold(first + 1).then(() => first, pair);
  };
  const ports = {
    port: await hold(),
    grpcPort: await hold(),
    raft: await hold(),
    raftRpc: await hold(),
    gossip: await pair(),
  };
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}
