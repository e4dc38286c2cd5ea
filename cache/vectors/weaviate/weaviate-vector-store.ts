import { LRUCache } from 'lru-cache';
import type { FilterValue } from 'weaviate-client';
import type { Clock } from '#core';
import type { VectorRecord, VectorStore } from '../../ports/vector-store.ts';
import { vectorProblem } from '../unit-vector.ts';
import type { VectorCollection } from './collection.ts';
import { createConnection } from './connection.ts';
import { collectionName, partitionText, tenantName, uuidOf } from './names.ts';
import { nearestLive } from './nearest-live.ts';
import { invalidVector, weaviateUnavailable } from './problems.ts';
import { openSession } from './session.ts';
import { whereTenantIs } from './tenants.ts';

export interface WeaviateVectorStoreOptions {
  /** Of the REST interface: `http://host:8080`; with `https`, gRPC is asked over TLS too. */
  readonly url: string;
  /** Of the gRPC interface on the same host. */
  readonly grpcPort: number;
  readonly apiKey: string | undefined;
  /** Begin of the collection's name; the rest tells the embedding space. A capital letter, then letters and digits. */
  readonly collection: string;
  /** Embedding space of the vectors (C7). */
  readonly spaceId: string;
  readonly dimensions: number;
  readonly clock: Clock;
  /** Longest wait in milliseconds of a search whose signal does not end it sooner, and of a count; default 2,000. */
  readonly readMs?: number;
  /** Longest wait in milliseconds for one batch to be stored or removed; default 5,000. */
  readonly writeMs?: number;
  /** Longest wait in milliseconds of each step of connecting; default 2,000. */
  readonly connectMs?: number;
  /** After a failed attempt to connect, calls are refused at once for this long, in milliseconds; default 1,000. */
  readonly pauseMs?: number;
  /** Calls under way at most; default 256. */
  readonly maxInFlight?: number;
  /** Milliseconds between two looks for expired records in a tenant that is written to; default 600,000. */
  readonly sweepMs?: number;
}

/** Objects in one request: with 1,024 dimensions a megabyte, which a server stores well within the deadline. */
const BATCH = 250;
/** Tenants asked at once, where all of them are. */
const TENANTS_AT_ONCE = 8;
/** Tenants remembered as looked through for expired records. */
const SWEPT_TENANTS = 10_000;
/** Gateways whose clocks differ by less do not delete what another one still serves. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Vectors in Weaviate, 1.27 or newer: one collection for each embedding space, in it a shard for each tenant. Connects
 * with the first call and not before, and anew by itself after an outage; meanwhile calls are refused.
 * @throws TypeError when `url` is none
 */
export function createWeaviateVectorStore(options: WeaviateVectorStoreOptions): VectorStore {
  const { dimensions, clock, readMs = 2_000, writeMs = 5_000, connectMs = 2_000 } = options;
  const { sweepMs = 600_000 } = options;
  const sessionOptions = {
    url: new URL(options.url),
    grpcPort: options.grpcPort,
    apiKey: options.apiKey,
    collection: collectionName(options.collection, options.spaceId, dimensions),
    ...{ readMs, writeMs, connectMs },
  };
  const connection = createConnection({
    open: (closing) => openSession(sessionOptions, closing),
    clock,
    pauseMs: options.pauseMs ?? 1_000,
    pingMs: connectMs,
    maxInFlight: options.maxInFlight ?? 256,
  });
  const swept = new LRUCache<string, true>({ max: SWEPT_TENANTS });

  const requireUnitVector = (vector: Float32Array): void => {
    const problem = vectorProblem(vector, dimensions);
    if (problem !== undefined) throw invalidVector(problem);
  };

  const insert = (tenant: string, records: readonly VectorRecord[]): Promise<void> =>
    connection.run({ ms: writeMs }, async ({ collection }) => {
      const { hasErrors, errors } = await collection
        .withTenant(tenant)
        .data.insertMany(records.map(toObject));
      const [failure] = hasErrors ? Object.values(errors) : [];
      if (failure) throw weaviateUnavailable(`a vector was not stored: ${failure.message}`);
    });

  const deleteWhere = (
    tenant: string,
    filterOf: (collection: VectorCollection) => FilterValue,
  ): Promise<void> =>
    connection.run({ ms: writeMs }, async ({ collection }) => {
      const { data } = collection.withTenant(tenant);
      const failed = await whereTenantIs(0, async () => (await data.deleteMany(filterOf(collection))).failed);
      if (failed > 0) throw weaviateUnavailable(`${failed} vectors were not removed`);
    });

  const allTenants = (): Promise<readonly string[]> =>
    connection.run({ ms: readMs }, async ({ collection }) => Object.keys(await collection.tenants.get()));

  const countIn = (tenant: string, partition: string | undefined): Promise<number> =>
    connection.run({ ms: readMs }, async ({ collection }) => {
      const within = collection.filter.byProperty('partition');
      const filters = partition === undefined ? undefined : within.equal(partitionText(partition));
      const { aggregate } = collection.withTenant(tenant);
      return whereTenantIs(0, async () => (await aggregate.overAll(filters && { filters })).totalCount);
    });

  /** Entries of stores that expire silently are removed by nobody: a tenant that is written to is looked through now and then. */
  const sweep = (tenant: string): void => {
    if (swept.has(tenant)) return;
    swept.set(tenant, true, { ttl: sweepMs });
    const before = clock.now() - CLOCK_SKEW_MS;
    deleteWhere(tenant, ({ filter }) => filter.byProperty('expiresAt').lessOrEqual(before)).catch(() => {
      swept.delete(tenant); // with the next write
    });
  };

  return {
    search: async (query, signal) => {
      signal.throwIfAborted();
      requireUnitVector(query.vector);
      if (query.limit < 1) return [];
      const now = clock.now();
      return connection.run({ ms: readMs, signal }, ({ collection }, ended) =>
        nearestLive(collection, query, now, ended),
      );
    },
    upsert: async (records) => {
      for (const { vector } of records) requireUnitVector(vector);
      const latest = new Map(records.map((record) => [record.id, record])).values();
      for (const [tenant, ofTenant] of Map.groupBy(latest, (record) => tenantName(record.tenant))) {
        for (const batch of batchesOf(ofTenant)) await insert(tenant, batch);
        sweep(tenant);
      }
    },
    remove: async (ids, tenant) => {
      const tenants = tenant === undefined ? await allTenants() : [tenantName(tenant)];
      for (const batch of batchesOf(ids.map(uuidOf))) {
        await eachOf(tenants, (name) => deleteWhere(name, ({ filter }) => filter.byId().containsAny(batch)));
      }
    },
    count: async (partition) => {
      const counts = await eachOf(await allTenants(), (tenant) => countIn(tenant, partition));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    check: connection.check,
    close: async () => connection.close(),
  };
}

function toObject({ id, partition, vector, expiresAt }: VectorRecord) {
  return {
    id: uuidOf(id),
    vectors: Array.from(vector),
    properties: { entryId: id, partition: partitionText(partition), expiresAt },
  };
}

function* batchesOf<T>(items: readonly T[]): Iterable<T[]> {
  for (let from = 0; from < items.length; from += BATCH) yield items.slice(from, from + BATCH);
}

/** Does the same for each, a few at a time. Rejects with the first failure. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.values();
  const next = async (): Promise<void> => {
    for (const item of rest) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: TENANTS_AT_ONCE }, next));
  return results;
}
