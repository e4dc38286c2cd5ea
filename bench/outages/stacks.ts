import { findPostgres, type PostgresSource, runSql, startPostgres } from '../services/postgres.ts';
import { redisAbsence, startRedis } from '../services/redis.ts';
import { findWeaviate, startWeaviate } from '../services/weaviate.ts';
import { openEmbeddingServer } from './embedding-server.ts';
import type { Victim } from './faults.ts';

/** A service that a gateway uses. */
export interface Stack {
  readonly name: string;
  /** As a heading. */
  readonly title: string;
  /** What `/readyz` calls the part. */
  readonly part: string;
  /** Settings of the gateway but for where the service is. */
  readonly settings: Readonly<Record<string, string>>;
  /** As the gateway has it: of its settings, or the default. */
  readonly lookupTimeoutMs: number;
  /** Why it cannot be had here. */
  readonly absent: string | undefined;
  readonly open: () => Promise<OpenStack>;
}

export interface OpenStack extends Victim {
  /** Name and version. */
  readonly server: string;
  /** Where it listens. */
  readonly ports: readonly number[];
  /** Settings that say where it is, when others listen in the place of its ports. */
  readonly addresses: (at: (port: number) => number) => Readonly<Record<string, string>>;
  readonly dispose: () => Promise<void>;
}

/** Of `cache.lookupTimeoutMs`. */
const DEFAULT_LOOKUP_MS = 50;
/** A provider's embedding takes longer than the default deadline; docs/embeddings.md advises this one. */
const REMOTE_LOOKUP_MS = 400;

// A server that others use is not ill-treated.
const { REPRISE_TEST_PGVECTOR_URL: _pg, REPRISE_TEST_WEAVIATE_URL: _weaviate, ...environment } = process.env;
const postgres = findPostgres(environment);
const weaviate = findWeaviate(environment);

const ENTRIES_IN_REDIS = {
  part: 'entries',
  lookupTimeoutMs: DEFAULT_LOOKUP_MS,
  absent: redisAbsence,
  open: () => openRedis('allkeys-lfu', 'REPRISE_CACHE__ENTRIES__URL'),
};

export const STACKS: readonly Stack[] = [
  {
    ...ENTRIES_IN_REDIS,
    name: 'redis',
    title: 'Redis with the answers, an index in the process',
    settings: { REPRISE_CACHE__ENTRIES__TYPE: 'redis' },
  },
  {
    ...ENTRIES_IN_REDIS,
    name: 'redis-alone',
    title: 'The same without copies in the process',
    settings: { REPRISE_CACHE__ENTRIES__TYPE: 'redis', REPRISE_CACHE__L1__MAX_ENTRIES: '0' },
  },
  {
    name: 'bullmq',
    title: 'Redis with the write queue (BullMQ), answers in SQLite',
    part: 'queue',
    settings: { REPRISE_CACHE__QUEUE__TYPE: 'bullmq' },
    lookupTimeoutMs: DEFAULT_LOOKUP_MS,
    absent: redisAbsence,
    open: () => openRedis('noeviction', 'REPRISE_CACHE__QUEUE__URL'),
  },
  {
    name: 'weaviate',
    title: 'Weaviate with the vectors, answers in SQLite',
    part: 'vectors',
    settings: { REPRISE_CACHE__VECTORS__TYPE: 'weaviate' },
    lookupTimeoutMs: DEFAULT_LOOKUP_MS,
    absent: weaviate.kind === 'none' ? weaviate.reason : undefined,
    open: openWeaviate,
  },
  {
    name: 'postgres',
    title: 'PostgreSQL with the answers and, in pgvector, the vectors',
    part: 'entries',
    settings: { REPRISE_CACHE__ENTRIES__TYPE: 'postgres', REPRISE_CACHE__VECTORS__TYPE: 'pgvector' },
    lookupTimeoutMs: DEFAULT_LOOKUP_MS,
    absent: postgres.kind === 'none' ? postgres.reason : undefined,
    open: () => openPostgres(postgres),
  },
  {
    name: 'embeddings',
    title: "A provider's embeddings, everything else in the process",
    part: 'embedder',
    settings: {
      REPRISE_CACHE__EMBEDDER__TYPE: 'openai-compatible',
      REPRISE_CACHE__EMBEDDER__MODEL: 'mock-embedding',
      REPRISE_CACHE__EMBEDDER__DIMENSIONS: '384',
      REPRISE_CACHE__EMBEDDER__MAX_TOKENS: '8192',
      REPRISE_CACHE__BOUND: '0.97',
      REPRISE_CACHE__LOOKUP_TIMEOUT_MS: String(REMOTE_LOOKUP_MS),
    },
    lookupTimeoutMs: REMOTE_LOOKUP_MS,
    absent: undefined,
    open: async () => {
      const server = await openEmbeddingServer(384);
      return {
        ...server,
        server: 'a self-written stand-in, the mock provider of this repository',
        ports: [server.port],
        addresses: (at) => ({ REPRISE_CACHE__EMBEDDER__BASE_URL: `http://127.0.0.1:${at(server.port)}/v1` }),
      };
    },
  },
];

async function openRedis(policy: string, setting: string): Promise<OpenStack> {
  const server = await startRedis({ policy, keepsData: true });
  const version = /^redis_version:(\S+)/m.exec(await server.client.info('server'))?.[1];
  return {
    ...server,
    server: `Redis ${version}`,
    ports: [portOf(server.url)],
    addresses: (at) => ({ [setting]: withPort(server.url, at) }),
  };
}

async function openWeaviate(): Promise<OpenStack> {
  const server = await startWeaviate(weaviate);
  const { version } = (await (await fetch(`${server.url}/v1/meta`)).json()) as { readonly version: string };
  return {
    ...server,
    server: `Weaviate ${version}`,
    ports: [portOf(server.url), server.grpcPort],
    addresses: (at) => ({
      REPRISE_CACHE__VECTORS__URL: withPort(server.url, at),
      REPRISE_CACHE__VECTORS__GRPC_PORT: String(at(server.grpcPort)),
    }),
  };
}

async function openPostgres(source: PostgresSource): Promise<OpenStack> {
  if (source.kind !== 'programs') throw new Error('a PostgreSQL to ill-treat needs its programs');
  const server = await startPostgres(source.folder);
  const [versions] = await runSql<{ server: string; vector: string }>(
    server.url,
    `SELECT current_setting('server_version') AS server,
      (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS vector`,
  );
  return {
    ...server,
    server: `PostgreSQL ${versions?.server} with pgvector ${versions?.vector}`,
    ports: [portOf(server.url)],
    addresses: (at) => ({
      REPRISE_CACHE__ENTRIES__URL: withPort(server.url, at),
      REPRISE_CACHE__VECTORS__URL: withPort(server.url, at),
    }),
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

function withPort(url: string, at: (port: number) => number): string {
  return url.replace(`:${portOf(url)}`, `:${at(portOf(url))}`);
}
