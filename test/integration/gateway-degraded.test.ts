import { cpSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import type { Readiness } from '#http';
import { OPENAI_JSON, WAYS } from '../kit/asking.ts';
import { startTestGateway, type TestGateway, temporaryFolder } from '../kit/gateway.ts';
import { readMetrics, written } from '../kit/metrics.ts';
import { DECIDED_BY_BOUND, PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

const MODEL = fileURLToPath(new URL('../../embeddings/models/all-MiniLM-L6-v2', import.meta.url));
const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';

let mock: MockProvider;
let dataDir: string;
beforeAll(async () => {
  mock = await createMockProvider();
});
afterAll(() => mock.close());
beforeEach(() => {
  dataDir = temporaryFolder();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (settings: object = {}): Promise<TestGateway> =>
  startTestGateway({
    env: { ...DECIDED_BY_BOUND, ...upstreamAt(mock.url), ...PROVIDER_KEYS },
    dataDir,
    settings: { 'logs.level': 'silent', ...settings },
  });
const readiness = async (url: string): Promise<Readiness> => {
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  return (await response.json()) as Readiness;
};
async function degraded(url: string): Promise<Readiness> {
  await until('readyz says so', async () => (await readiness(url)).status === 'degraded');
  return readiness(url);
}
const ask = (gateway: TestGateway, model: string, question = QUESTION) =>
  OPENAI_JSON.ask(gateway.url)({ model, question });

describe('[C30] a model that cannot be loaded', () => {
  const damaged = (): string => {
    const folder = join(dataDir, 'model');
    mkdirSync(folder);
    cpSync(MODEL, folder, { recursive: true });
    truncateSync(join(folder, 'onnx', 'model_quantized.onnx'), 1_000_000);
    return folder;
  };

  it('leaves the gateway serving, with exact hits; what is near is unavailable, not a miss', async () => {
    const gateway = await start({ 'cache.embedder.model': damaged() });
    for (const way of WAYS) {
      const put = (question: string) => way.ask(gateway.url)({ model: way.name, question });
      expect((await put(QUESTION)).status).toEqual({ fwd: 'miss', detail: 'unavailable' });
      expect((await put(QUESTION)).status).toMatchObject({ hit: true, detail: 'exact' });
    }
    expect((await degraded(gateway.url)).parts.embedder).toMatchObject({
      status: 'failed',
      detail: expect.any(String),
    });
    const metrics = await readMetrics(gateway.url);
    const near = (result: string) => metrics.sum('reprise_cache_lookups_total', { tier: 'semantic', result });
    expect(near('unavailable')).toBe(WAYS.length);
    expect(near('miss')).toBe(0);
    await gateway.dispose();
  });

  it('what was stored without it is stored for exact hits, and outlives it', async () => {
    const without = await start({ 'cache.embedder.model': damaged() });
    await ask(without, 'stored-without');
    await without.dispose();
    const again = await start();
    expect((await ask(again, 'stored-without')).status).toMatchObject({ hit: true, detail: 'exact' });
    await again.dispose();
  });
});

describe('[C30] the cache file', () => {
  it('of another running gateway leaves this one serving without a cache', async () => {
    const owner = await start();
    await ask(owner, 'owned');
    await written(owner.url);
    const second = await start();
    expect((await degraded(second.url)).parts.entries).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('in use by this process already'),
    });
    for (let i = 0; i < 2; i++) {
      const answer = await ask(second, 'owned');
      expect(answer.text).toMatch(/^Mock answer/);
      expect(answer.status).toEqual({ fwd: 'miss', detail: 'unavailable' });
      await written(second.url); // until then an equal request would hit what waits to be written
    }
    expect((await readMetrics(second.url)).sum('reprise_cache_writes_total', { result: 'failed' })).toBe(2);
    await second.dispose();
    expect((await ask(owner, 'owned')).status).toMatchObject({ hit: true });
    await owner.dispose();
  });

  it('that is no database is moved aside at the start', async () => {
    writeFileSync(join(dataDir, 'cache.db'), 'this is no database, and never was one\n'.repeat(500));
    const gateway = await start();
    await ask(gateway, 'fresh');
    expect((await ask(gateway, 'fresh')).status).toMatchObject({ hit: true });
    expect((await readiness(gateway.url)).status).toBe('ok');
    expect(readdirSync(dataDir).some((name) => name.startsWith('cache.db.corrupt-'))).toBe(true);
    await gateway.dispose();
  });

  it('that is damaged while the gateway runs costs no answer', async () => {
    const gateway = await start({ 'cache.match': 'exact' });
    await ask(gateway, 'before');
    await written(gateway.url);
    for (const name of ['cache.db', 'cache.db-wal']) {
      const path = join(dataDir, name);
      writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a), { flag: 'r+' });
    }
    for (let i = 0; i < 20; i++) {
      const answer = await ask(gateway, `after-${i}`);
      expect(answer.text).toMatch(/^Mock answer/);
    }
    expect((await ask(gateway, 'before')).text).toMatch(/^Mock answer/);
    await gateway.dispose();
    const again = await start({ 'cache.match': 'exact' });
    expect((await ask(again, 'before')).text).toMatch(/^Mock answer/);
    expect((await readiness(again.url)).status).toBe('ok');
    await again.dispose();
  });

  it('that vanishes while the gateway runs costs no answer', async () => {
    const gateway = await start({ 'cache.match': 'exact' });
    await ask(gateway, 'before');
    await written(gateway.url);
    for (const name of readdirSync(dataDir)) if (name.startsWith('cache.db')) rmSync(join(dataDir, name));
    for (let i = 0; i < 20; i++) expect((await ask(gateway, `after-${i}`)).text).toMatch(/^Mock answer/);
    expect((await ask(gateway, 'before')).status).toMatchObject({ hit: true });
    await gateway.dispose();
  });
});

describe('[C30] a lookup that is too slow', () => {
  it('is given up at its deadline: the provider answers and the reason is unavailable', async () => {
    // Long enough a text keeps the model busy for more than a millisecond.
    const gateway = await start({ 'cache.lookupTimeoutMs': 1 });
    const long = `${'How do I reset the password of my account in the app? '.repeat(40)}`;
    const answer = await ask(gateway, 'slow', long);
    expect(answer.status).toEqual({ fwd: 'miss', detail: 'unavailable' });
    await gateway.dispose();
  });
});

describe('[C21] a full write queue', () => {
  it('drops, counts and never blocks', async () => {
    const gateway = await start({ 'cache.queue.max': 1, 'cache.match': 'exact' });
    const asked = await Promise.all(
      Array.from({ length: 60 }, (_, i) => ask(gateway, 'full', `Question ${i}?`)),
    );
    expect(asked.every(({ text }) => text.startsWith('Mock answer'))).toBe(true);
    const metrics = await readMetrics(gateway.url);
    const [queued, dropped] = ['queued', 'dropped'].map((result) =>
      metrics.sum('reprise_cache_writes_total', { result }),
    );
    expect((queued ?? 0) + (dropped ?? 0)).toBe(60);
    await gateway.dispose();
  });
});

describe('[C17] shadow mode', () => {
  it('serves nothing from the cache and counts what it would have served', async () => {
    const gateway = await start({ 'cache.mode': 'shadow' });
    const before = mock.requests();
    await ask(gateway, 'shadow');
    await written(gateway.url);
    expect((await ask(gateway, 'shadow')).status).toEqual({ fwd: 'miss', detail: 'shadow' });
    expect((await ask(gateway, 'shadow', PARAPHRASE)).status).toEqual({ fwd: 'miss', detail: 'shadow' });
    expect(mock.requests() - before).toBe(3);
    const metrics = await readMetrics(gateway.url);
    for (const tier of ['exact', 'semantic']) {
      expect(metrics.sum('reprise_cache_lookups_total', { tier, result: 'shadow' })).toBe(1);
    }
    await gateway.dispose();
  });

  it('cache mode off looks nothing up', async () => {
    const gateway = await start({ 'cache.mode': 'off' });
    for (let i = 0; i < 2; i++) {
      expect((await ask(gateway, 'off')).status).toEqual({ fwd: 'bypass', detail: 'policy:off' });
    }
    expect((await readMetrics(gateway.url)).sum('reprise_cache_lookups_total')).toBe(0);
    await gateway.dispose();
  });
});
