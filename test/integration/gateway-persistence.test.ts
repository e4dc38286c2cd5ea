import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { WAYS } from '../kit/asking.ts';
import { type ChildGateway, endChild, startChildGateway } from '../kit/child-gateway.ts';
import { jsonOf, postJson } from '../kit/exchange.ts';
import { startTestGateway, temporaryFolder } from '../kit/gateway.ts';
import { readMetrics, written } from '../kit/metrics.ts';
import { DECIDED_BY_BOUND, PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

let mock: MockProvider;
let dataDir: string;
beforeAll(async () => {
  mock = await createMockProvider({ answerTokens: 30, answer: (question) => `The answer to: ${question}` });
});
afterAll(() => mock.close());
beforeEach(() => {
  dataDir = temporaryFolder();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const env = () => ({ ...DECIDED_BY_BOUND, ...upstreamAt(mock.url), ...PROVIDER_KEYS });
const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';
const FOLDED = 'how do i reset my account password';

const ask = (url: string, question: string, fields: object = {}) =>
  postJson(`${url}/v1/chat/completions`, {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: question }],
    ...fields,
  });

describe('a restart', () => {
  it('keeps the cache, exact and by meaning, for every client', async () => {
    const before = await startTestGateway({ env: env(), dataDir });
    const stored = new Map<string, string>();
    for (const way of WAYS) {
      stored.set(way.name, (await way.ask(before.url)({ model: way.name, question: QUESTION })).text);
    }
    // At once: what was answered is stored before the process ends.
    await before.dispose();

    const after = await startTestGateway({ env: env(), dataDir });
    const calls = mock.requests();
    for (const way of WAYS) {
      const put = (question: string) => way.ask(after.url)({ model: way.name, question });
      for (const [question, tier] of [
        [QUESTION, 'exact'],
        [FOLDED, 'normalised'],
        [PARAPHRASE, 'semantic'],
      ] as const) {
        const hit = await put(question);
        expect(hit.status).toMatchObject({ hit: true, detail: tier });
        expect(hit.text).toBe(stored.get(way.name));
      }
    }
    expect(mock.requests()).toBe(calls);
    expect((await readMetrics(after.url)).sum('reprise_cache_entries')).toBe(WAYS.length);
    await after.dispose();
  });

  it('[C2] keeps tenants apart that have no key of the gateway, and finds each its own', async () => {
    const own = (url: string, key: string) =>
      postJson(
        `${url}/v1/chat/completions`,
        { model: 'm', messages: [{ role: 'user', content: QUESTION }] },
        { authorization: `Bearer ${key}` },
      );
    const before = await startTestGateway({ env: env(), dataDir });
    await own(before.url, 'sk-one');
    await before.dispose();
    const after = await startTestGateway({ env: env(), dataDir });
    expect((await own(after.url, 'sk-two')).headers['cache-status']).toMatch(/fwd=miss/);
    expect((await own(after.url, 'sk-one')).headers['cache-status']).toMatch(/; hit/);
    await after.dispose();
  });

  it('[C23] does not bring back what has expired', async () => {
    const short = { 'cache.ttlSeconds.default': 1 };
    const before = await startTestGateway({ env: env(), dataDir, settings: short });
    await ask(before.url, QUESTION);
    await written(before.url);
    await before.dispose();
    const after = await startTestGateway({ env: env(), dataDir, settings: short });
    await until('the entry has expired', async () => {
      const { headers } = await ask(after.url, QUESTION);
      return String(headers['cache-status']).includes('fwd=miss');
    });
    await after.dispose();
  });
});

describe('kill -9', () => {
  let child: ChildGateway | undefined;
  afterEach(() => endChild(child));

  it('amid writes loses at most the queued ones and corrupts nothing', async () => {
    const settled = Array.from({ length: 30 }, (_, i) => `What is settled about topic ${i}?`);
    const amid = Array.from({ length: 200 }, (_, i) => `What was being written about topic ${i}?`);
    child = await startChildGateway(dataDir, { ...env(), REPRISE_CACHE__MATCH: 'exact' });
    for (const question of settled) expect((await ask(child.url, question)).status).toBe(200);
    await written(child.url);

    let answered = 0;
    const { url } = child;
    const storm = amid.map((question) =>
      ask(url, question).then(
        ({ status }) => {
          if (status === 200) answered++;
        },
        () => {}, // its process died
      ),
    );
    await until('writes are under way', () => answered > 50);
    child.signal('SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await Promise.all(storm);

    child = await startChildGateway(dataDir, { ...env(), REPRISE_CACHE__MATCH: 'exact' });
    const calls = mock.requests();
    for (const question of settled) {
      const hit = await ask(child.url, question);
      expect(hit.headers['cache-status']).toMatch(/; hit; .*detail=exact/);
      expect(jsonOf(hit)).toMatchObject({
        choices: [{ message: { content: `The answer to: ${question}` } }],
      });
    }
    expect(mock.requests()).toBe(calls);
    for (const question of amid) {
      const answer = await ask(child.url, question);
      expect(jsonOf(answer)).toMatchObject({
        choices: [{ message: { content: `The answer to: ${question}` } }],
      });
    }
    const ready = await (await fetch(`${child.url}/readyz`)).json();
    expect(ready).toMatchObject({ status: 'ok', parts: { entries: { status: 'ok' } } });
    expect(child.output()).not.toContain('damaged');
  });
});
