import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VectorQuery, VectorRecord, VectorStore } from '#cache';
import { collectionName } from '../../cache/vectors/weaviate/names.ts';
import {
  createWeaviateVectorStore,
  type WeaviateVectorStoreOptions,
} from '../../cache/vectors/weaviate/weaviate-vector-store.ts';
import { until } from '../kit/until.ts';
import {
  compressionsOf,
  describeWithWeaviate,
  dropCollection,
  findWeaviate,
  freshPrefix,
  openWeaviate,
  readCollection,
  type WeaviatePlace,
} from '../kit/weaviate.ts';
import { createManualClock } from './fixtures/manual-clock.ts';
import { createVectorSource } from './fixtures/vectors.ts';
import { vectorStoreContract } from './vector-store.contract.ts';

const source = findWeaviate();

describeWithWeaviate(source, 'Weaviate', () => {
  let place: WeaviatePlace;
  let dispose: (() => Promise<void>) | undefined;
  const collections: string[] = [];

  beforeAll(async () => {
    ({ dispose, ...place } = await openWeaviate(source));
  }, 90_000);
  afterAll(async () => {
    for (const name of collections) await dropCollection(place.url, name);
    await dispose?.();
  });

  const open = (changes: Partial<WeaviateVectorStoreOptions> = {}) => {
    const options = {
      ...place,
      apiKey: undefined,
      collection: freshPrefix(),
      spaceId: 'model@1/int8/mean/n1',
      dimensions: 8,
      clock: createManualClock(),
      ...changes,
    };
    const name = collectionName(options.collection, options.spaceId, options.dimensions);
    collections.push(name);
    return { store: createWeaviateVectorStore(options), name, options };
  };

  vectorStoreContract('Weaviate', async (setup) => {
    const { store, name } = open(setup);
    return {
      store,
      dispose: async () => {
        await store.close();
        await dropCollection(place.url, name);
      },
    };
  });

  describe('the collection', () => {
    const vectors = createVectorSource(8);
    const never = new AbortController().signal;
    const record = (id: string, changes: Partial<VectorRecord> = {}): VectorRecord => ({
      id,
      tenant: 'key:a',
      partition: 'p',
      vector: vectors.unit(),
      expiresAt: Number.MAX_SAFE_INTEGER,
      ...changes,
    });
    const idsIn = async (store: VectorStore, changes: Partial<VectorQuery> = {}) => {
      const query = {
        tenant: 'key:a',
        partition: 'p',
        vector: vectors.unit(),
        limit: 100,
        floor: -1,
        ...changes,
      };
      return (await store.search(query, never)).map(({ id }) => id).toSorted();
    };

    test('[C7] vectors of two embedding spaces lie in two collections, whatever their length', async () => {
      const { store, options } = open();
      const other = open({ ...options, spaceId: 'model@2/int8/mean/n1' });
      const longer = open({ ...options, dimensions: 9 });
      await store.upsert([record('a')]);
      await longer.store.upsert([record('c', { vector: createVectorSource(9).unit() })]);
      expect(await idsIn(other.store)).toEqual([]);
      expect(await idsIn(store)).toEqual(['a']);
      for (const one of [store, other.store, longer.store]) await one.close();
    });

    test('holds vectors as they are: nothing compresses them, and cosine is measured', async () => {
      const { store, name } = open();
      await store.upsert([record('a')]);
      const collection = await readCollection(place.url, name);
      expect(collection).toMatchObject({
        multiTenancyConfig: { enabled: true },
        vectorConfig: {
          default: {
            vectorIndexType: 'hnsw',
            vectorIndexConfig: { distance: 'cosine', pq: { enabled: false } },
          },
        },
      });
      expect(compressionsOf(collection)).toEqual([]);
      await store.close();
    });

    test('is made once when many gateways start at the same time', async () => {
      const { options, store } = open();
      const gateways = [store, ...Array.from({ length: 7 }, () => open(options).store)];
      await Promise.all(gateways.map((gateway, i) => gateway.upsert([record(`of${i}`)])));
      expect(await idsIn(store)).toEqual(gateways.map((_, i) => `of${i}`));
      for (const gateway of gateways) await gateway.close();
    });

    test('of an older version is given the properties it lacks', async () => {
      const { store, name } = open();
      await post('/v1/schema', {
        class: name,
        multiTenancyConfig: { enabled: true, autoTenantCreation: true, autoTenantActivation: true },
        vectorConfig: {
          default: {
            vectorizer: { none: {} },
            vectorIndexType: 'hnsw',
            vectorIndexConfig: { distance: 'cosine', skipDefaultQuantization: true },
          },
        },
        properties: [{ name: 'entryId', dataType: ['text'] }],
      });
      await store.upsert([record('a'), record('b', { partition: 'q' })]);
      expect(await idsIn(store)).toEqual(['a']);
      const { properties } = (await readCollection(place.url, name)) as { properties: { name: string }[] };
      expect(properties.map((property) => property.name).toSorted()).toEqual([
        'entryId',
        'expiresAt',
        'partition',
      ]);
      await store.close();
    });

    test.each([
      ['keeps tenants together', { multiTenancyConfig: { enabled: false } }],
      ['measures dot', { vectorIndexConfig: { distance: 'dot', skipDefaultQuantization: true } }],
      ['has an index of type flat', { vectorIndexType: 'flat' }],
      ['compresses its vectors', { vectorIndexConfig: { distance: 'cosine', bq: { enabled: true } } }],
    ])('that %s is refused, with what to do', async (why, { multiTenancyConfig, ...index }: Oddity) => {
      const { store, name } = open();
      await post('/v1/schema', {
        class: name,
        multiTenancyConfig: multiTenancyConfig ?? { enabled: true },
        vectorConfig: {
          default: {
            vectorizer: { none: {} },
            vectorIndexType: 'hnsw',
            vectorIndexConfig: { distance: 'cosine', skipDefaultQuantization: true },
            ...index,
          },
        },
      });
      if (multiTenancyConfig) await post('/v1/objects', { class: name, vectors: { default: [1, 0] } });
      await expect(store.check()).rejects.toMatchObject({
        code: 'vector-store-unavailable',
        message: expect.stringMatching(
          new RegExp(`${name} ${why}.*delete it, or set cache.vectors.collection`),
        ),
      });
      await store.close();
    });

    test('that somebody deleted is made again', async () => {
      const { store, name } = open();
      await store.upsert([record('a')]);
      await dropCollection(place.url, name);
      await until('a vector is stored again', () =>
        store.upsert([record('b')]).then(
          () => true,
          () => false,
        ),
      );
      expect(await idsIn(store)).toEqual(['b']);
      await dropCollection(place.url, name);
      await until('a search answers again', () =>
        idsIn(store).then(
          (ids) => ids.length === 0,
          () => false,
        ),
      );
      await store.close();
    });

    test('[C2] has a shard for each tenant, whose name does not tell who it is; a resting one wakes up', async () => {
      const { store, name } = open();
      await store.upsert([record('a'), record('b', { tenant: 'team:Müller & Söhne/✓' })]);
      const tenants = (await (await fetch(`${place.url}/v1/schema/${name}/tenants`)).json()) as {
        name: string;
      }[];
      expect(tenants).toHaveLength(2);
      for (const tenant of tenants) expect(tenant.name).toMatch(/^[\w-]{43}$/);
      await fetch(`${place.url}/v1/schema/${name}/tenants`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(tenants.map((tenant) => ({ name: tenant.name, activityStatus: 'COLD' }))),
      });
      expect(await idsIn(store)).toEqual(['a']);
      expect(await idsIn(store, { tenant: 'team:Müller & Söhne/✓' })).toEqual(['b']);
      await store.close();
    });

    test('[C23] is rid of expired records by and by, though nobody removes them', async () => {
      const clock = createManualClock();
      const { store } = open({ clock, sweepMs: 1 });
      await store.upsert([
        record('old', { expiresAt: clock.now() + 1_000 }),
        record('late', { expiresAt: clock.now() + 100_000 }),
      ]);
      clock.advance(100_000); // less than a minute ago, by a clock that may be wrong
      await until('the expired record is gone', async () => {
        await store.upsert([record('new')]);
        return (await store.count()) === 2;
      });
      expect(await idsIn(store)).toEqual(['new']);
      await store.close();
    });

    test('a batch larger than one request is stored and removed as a whole', async () => {
      const { store } = open();
      const records = Array.from({ length: 1_100 }, (_, i) => record(`r${i}`));
      await store.upsert(records);
      expect(await store.count('p')).toBe(1_100);
      await store.remove(
        records.slice(1).map(({ id }) => id),
        'key:a',
      );
      expect(await idsIn(store)).toEqual(['r0']);
      await store.close();
    });

    const post = async (path: string, body: unknown): Promise<void> => {
      const response = await fetch(`${place.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
    };
  });
});

interface Oddity {
  readonly multiTenancyConfig?: object;
  readonly vectorIndexType?: string;
  readonly vectorIndexConfig?: object;
}
