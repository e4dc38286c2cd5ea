import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { WAYS } from '../kit/asking.ts';
import { type ChildGateway, endChild, startChildGateway } from '../kit/child-gateway.ts';
import { postJson } from '../kit/exchange.ts';
import { startTestGateway, temporaryFolder } from '../kit/gateway.ts';
import { rawExchange } from '../kit/raw-socket.ts';
import { DECIDED_BY_BOUND, PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';

let dataDir: string;
let slow: MockProvider;
beforeAll(async () => {
  slow = await createMockProvider({
    latency: { kind: 'fixed', ms: 400 },
    answerTokens: 10,
    tokensPerSecond: 50,
  });
});
afterAll(() => slow.close());
beforeEach(() => {
  slow.reset();
  dataDir = temporaryFolder();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const ask = (url: string, question: string, fields: object = {}) =>
  postJson(`${url}/v1/chat/completions`, {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: question }],
    ...fields,
  });

describe('SIGTERM', () => {
  let child: ChildGateway | undefined;
  let slow: MockProvider;
  beforeAll(async () => {
    slow = await createMockProvider({
      latency: { kind: 'fixed', ms: 400 },
      answerTokens: 10,
      tokensPerSecond: 50,
    });
  });
  afterAll(() => slow.close());
  afterEach(() => endChild(child));

  it('finishes what is in flight, stores what was answered and exits 0', async () => {
    const providers = { ...DECIDED_BY_BOUND, ...upstreamAt(slow.url), ...PROVIDER_KEYS };
    child = await startChildGateway(dataDir, providers);
    const { url } = child;
    const inFlight = WAYS.map((way) => way.ask(url)({ model: way.name, question: QUESTION }));
    await until('the provider has all of them', () => slow.requests() >= WAYS.length);
    child.signal('SIGTERM');
    const started = performance.now();
    const answers = await Promise.all(inFlight);
    for (const { text } of answers) expect(text).toMatch(/^Mock answer /);
    expect(await child.exited).toEqual({ code: 0, signal: null });
    // The clients keep their connections open: an idle one is no reason to wait.
    expect(performance.now() - started).toBeLessThan(10_000);
    await expect(ask(url, QUESTION)).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    child = await startChildGateway(dataDir, providers);
    const calls = slow.requests();
    for (const [i, way] of WAYS.entries()) {
      const hit = await way.ask(child.url)({ model: way.name, question: QUESTION });
      expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
      expect(hit.text).toBe(answers[i]?.text);
      const paraphrase = await way.ask(child.url)({ model: way.name, question: PARAPHRASE });
      expect(paraphrase.status).toMatchObject({ hit: true });
    }
    expect(slow.requests()).toBe(calls);
  });

  it('a second signal does not wait', async () => {
    child = await startChildGateway(dataDir, { ...upstreamAt(slow.url), ...PROVIDER_KEYS });
    const stalled = ask(child.url, QUESTION, { model: 'fault-stall' }).catch((error: unknown) => error);
    await until('the provider has it', () => slow.requests() > 0);
    child.signal('SIGTERM');
    const { output } = child;
    await until(
      () => `the first signal was heard in:\n${output()}`,
      () => output().includes('SIGTERM'),
    );
    child.signal('SIGINT');
    expect((await child.exited).code).toBe(1);
    expect(await stalled).toBeInstanceOf(Error);
  });
});

describe('stopping', () => {
  it('answers every request of a connection that has several on their way, then closes it', async () => {
    const gateway = await startTestGateway({
      env: { ...upstreamAt(slow.url), ...PROVIDER_KEYS },
      settings: { 'cache.mode': 'off' },
    });
    const request = (model: string): string => {
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: QUESTION }] });
      return `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const answers = rawExchange(gateway.url, [request('one') + request('two')], /(?!)/);
    await until('the provider has both', () => slow.requests() === 2);
    await gateway.dispose();
    const { text } = await answers;
    expect([...text.matchAll(/"model":"(\w+)"/g)].map(([, model]) => model)).toEqual(['one', 'two']);
  });
});
