import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { VectorStore } from '#cache';
import { systemClock } from '#core';
import { collectionName } from '../../cache/vectors/weaviate/names.ts';
import {
  createWeaviateVectorStore,
  type WeaviateVectorStoreOptions,
} from '../../cache/vectors/weaviate/weaviate-vector-store.ts';
import {
  compressionsOf,
  describeWithWeaviate,
  findWeaviateProgram,
  freshPrefix,
  startWeaviate,
  type WeaviatePlace,
  type WeaviateServer,
} from '../kit/weaviate.ts';

const KEY = 'a-key-for-tests';
const VECTOR = Float32Array.of(0.6, 0.8);
const QUERY = { tenant: 't', partition: 'p', vector: VECTOR, limit: 5, floor: 0 };

const open = (
  place: WeaviatePlace,
  apiKey: string | undefined,
  changes: Partial<WeaviateVectorStoreOptions> = {},
): VectorStore =>
  createWeaviateVectorStore({
    url: place.url,
    grpcPort: place.grpcPort,
    apiKey,
    collection: freshPrefix(),
    spaceId: 's',
    dimensions: 2,
    clock: systemClock,
    connectMs: 1_000,
    pauseMs: 0,
    ...changes,
  });

const source = findWeaviateProgram();

describeWithWeaviate(source, 'a Weaviate with keys that compresses vectors by default', () => {
  let server: WeaviateServer;
  beforeAll(async () => {
    server = await startWeaviate(source, {
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: KEY,
      AUTHENTICATION_APIKEY_USERS: 'reprise',
      DEFAULT_QUANTIZATION: 'rq-8',
    });
  }, 90_000);
  afterAll(() => server?.dispose());

  const schemaOf = async (name: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${KEY}` };
    return (await fetch(`${server.url}/v1/schema/${name}`, { headers })).json();
  };

  test('serves who has the key, and stores vectors as they are', async () => {
    const prefix = freshPrefix();
    const store = open(server, KEY, { collection: prefix });
    await store.upsert([
      { id: 'a', tenant: 't', partition: 'p', vector: VECTOR, expiresAt: Number.MAX_SAFE_INTEGER },
    ]);
    expect(await store.search(QUERY, AbortSignal.timeout(10_000))).toEqual([
      { id: 'a', similarity: expect.closeTo(1, 6) },
    ]);
    expect(await store.count('p')).toBe(1);
    await store.remove(['a'], 't');
    expect(await store.count()).toBe(0);
    const collection = await schemaOf(collectionName(prefix, 's', 2));
    expect(collection).toMatchObject({
      vectorConfig: { default: { vectorIndexConfig: { distance: 'cosine' } } },
    });
    expect(compressionsOf(collection)).toEqual([]);
    await store.close();
  });

  test('compresses the vectors of others: the setting has an effect here', async ({ skip }) => {
    await fetch(`${server.url}/v1/schema`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        class: 'OfOthers',
        vectorConfig: { default: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } },
      }),
    });
    const collection = await schemaOf('OfOthers');
    if (!JSON.stringify(collection).includes('"rq"'))
      skip('this server is older than rotational quantisation');
    expect(compressionsOf(collection)).toEqual(['rq']);
  });

  test.each([
    ['without a key', undefined],
    ['with a wrong one', 'another'],
  ])('refuses %s, and says so', async (_, key) => {
    const store = open(server, key);
    await expect(store.check()).rejects.toThrow(/refuses the key \(HTTP 401\); mend cache\.vectors\.apiKey/);
    await store.close();
  });
});

describe('an address where no usable Weaviate is', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** A server that gives every GET the same answer. */
  const serve = async (status: number, body: string): Promise<string> => {
    const server = createHttpServer((_, response) => response.writeHead(status).end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const meta = (version: unknown): string => JSON.stringify({ hostname: 'x', modules: {}, version });

  test.each([
    ['is too old', 200, meta('1.26.14'), /Weaviate 1\.26\.14 .* is too old; 1\.27 or newer is needed/],
    ['is of another age', 200, meta('0.23.2'), /Weaviate 0\.23\.2 .* is too old/],
    ['has no version', 200, meta(undefined), /answered HTTP 200, not as Weaviate does/],
    ['is a web page', 200, '<html>', /answered HTTP 200, not as Weaviate does; is cache\.vectors\.url right/],
    ['knows no such path', 404, '{}', /answered HTTP 404, not as Weaviate does/],
    ['is not ready', 503, '', /answered HTTP 503.*is it ready/],
    ['answers with null', 200, 'null', /not as Weaviate does/],
    [
      'has no gRPC port',
      200,
      meta('1.40.0-dev'),
      /gRPC port 127\.0\.0\.1:1 cannot be reached.*mend cache\.vectors\.grpcPort/,
    ],
  ])('%s: it is refused, with what to mend', async (_, status, body, expected) => {
    const store = open({ url: await serve(status, body), grpcPort: 1 }, undefined);
    const failure = {
      code: 'vector-store-unavailable',
      retryable: true,
      message: expect.stringMatching(expected),
    };
    await expect(store.check()).rejects.toMatchObject(failure);
    await expect(store.search(QUERY, AbortSignal.timeout(10_000))).rejects.toMatchObject(failure);
    await store.close();
  });

  test('has a gRPC port that speaks something else: it is refused within its deadline', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(); // the client tells of its attempts there
    const url = await serve(200, meta('1.40.0'));
    const store = open({ url, grpcPort: Number(new URL(url).port) }, undefined);
    await expect(store.check()).rejects.toThrow(/answers, but not over gRPC/);
    await store.close();
    vi.restoreAllMocks();
  });

  test('accepts connections and is mute after it was dead: one call tries it, the others are refused meanwhile', async () => {
    const url = await serve(200, '');
    const [server] = servers;
    await new Promise((resolve) => server?.close(resolve));
    const store = open({ url, grpcPort: 1 }, undefined, { connectMs: 60_000 });
    await expect(store.check()).rejects.toThrow(/ECONNREFUSED/);
    const mute = createTcpServer((socket) => socket.resume().on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    const trial = store.search(QUERY, AbortSignal.timeout(200));
    const others = Array.from({ length: 50 }, () => store.search(QUERY, AbortSignal.timeout(60_000)));
    const refused = {
      code: 'vector-store-unavailable',
      message: expect.stringMatching(/left alone.*ECONNREFUSED/),
    };
    const refusals = await Promise.allSettled(others);
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 'rejected', reason: refused });
    await expect(trial).rejects.toMatchObject({ name: 'TimeoutError' });
    await store.close();
    await new Promise((resolve) => mute.close(resolve));
  });

  test('a vector that cannot be compared is refused before anybody is asked', async () => {
    const store = open({ url: 'http://127.0.0.1:1', grpcPort: 1 }, undefined);
    const broken = Float32Array.of(Number.NaN, 1);
    const upserting = store.upsert([
      { id: 'a', tenant: 't', partition: 'p', vector: broken, expiresAt: Number.MAX_SAFE_INTEGER },
    ]);
    await expect(upserting).rejects.toMatchObject({ code: 'vector-invalid' });
    const searching = store.search({ ...QUERY, vector: broken }, AbortSignal.timeout(10_000));
    await expect(searching).rejects.toMatchObject({ code: 'vector-invalid' });
    await store.close();
  });
});
