import { afterEach, describe, expect, it } from 'vitest';
import { parseCacheStatus } from '../kit/cache-status.ts';
import { createGate } from '../kit/gate.ts';
import {
  type AskedBy,
  ask,
  CLIENTS,
  dropping,
  failing,
  type GreyGateway,
  type GreyGatewayOptions,
  hanging,
  NO,
  OPENAI,
  OPENAI_STREAM,
  PROBABILITY,
  saying,
  startGreyGateway,
  YES,
} from '../kit/grey-gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import type { Script } from '../kit/scripted-upstream.ts';
import type { StreamingClient } from '../kit/streaming-client.ts';
import { until } from '../kit/until.ts';

let gateway: GreyGateway;
afterEach(() => gateway.dispose());

const start = async (by: AskedBy = OPENAI, options: GreyGatewayOptions = {}): Promise<void> => {
  gateway = await startGreyGateway({ mode: 'serial', ...options });
  await gateway.remember('How do I open an account?', 'the cached answer', by);
};
const statusOf = (client: StreamingClient) =>
  parseCacheStatus(String(client.headers()['cache-status'])).parameters;
const verdicts = async (result: string): Promise<number> =>
  (await readMetrics(gateway.url)).sum('reprise_cache_verifications_total', { result });

const NO_VERDICT: readonly [string, Script, string][] = [
  ['says no', saying(NO), 'no'],
  ['says yes and does not know the word', saying(() => 'Yes.'), 'unreadable'],
  ['chatters', saying((yes) => `I think that ${yes} fits.`), 'unreadable'],
  ['answers 500', failing(500), 'failed'],
  ['answers 401', failing(401), 'failed'],
  ['drops the connection', dropping, 'failed'],
  [
    'sends no JSON',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<p>yes</p>');
    },
    'failed',
  ],
  ['is silent past the deadline', hanging, 'timeout'],
];

describe.each(CLIENTS)('[C12b] serial, $name', (by) => {
  it.each(['checker/small', 'checker-anthropic/small'])('a yes of %s serves the hit', async (model) => {
    await start(by, { model });
    gateway.checker.play(saying(YES));
    const client = ask(gateway.url, by, 'What is the way to open an account?');
    expect(await client.ended).toEqual({ complete: true });
    expect(client.status()).toBe(200);
    expect(client.text()).toContain('the cached answer');
    expect(statusOf(client)).toMatchObject({ hit: true, detail: 'semantic' });
    expect(client.headers()).toMatchObject({
      'x-reprise-cache-verified': 'small',
      'x-reprise-cache-probability': PROBABILITY.toFixed(4),
    });
    expect(gateway.upstream.received).toEqual([]);
    expect(await verdicts('yes')).toBe(1);
  });

  it.each(NO_VERDICT)(
    'a verifier that %s serves nothing: the provider answers',
    async (_, script, result) => {
      await start(by, { deadlineMs: result === 'timeout' ? 20 : 60_000 });
      gateway.checker.play(script);
      const client = ask(gateway.url, by, 'What is the way to open an account?');
      await client.ended;
      expect(client.text()).toContain('fresh');
      expect(statusOf(client)).toMatchObject({ fwd: 'miss', detail: 'below-bar' });
      expect(client.headers()).not.toHaveProperty('x-reprise-cache-verified');
      expect(gateway.upstream.received).toHaveLength(1);
      expect(await verdicts(result)).toBe(1);
    },
  );

  it('a client that leaves while the verdict is awaited ends the check, and the provider is never asked', async () => {
    await start(by);
    gateway.checker.play(hanging);
    const client = ask(gateway.url, by, 'What is the way to open an account?');
    await until('the check is under way', () => gateway.checker.received.length === 1);
    client.leave();
    await until('the check was ended', () => gateway.checker.received[0]?.aborted());
    await until('it is counted', async () => (await verdicts('cancelled')) === 1);
    expect(gateway.upstream.received).toEqual([]);
  });
});

describe('[C12b] serial', () => {
  it('the provider is not asked before the verdict', async () => {
    await start();
    const gate = createGate();
    gateway.checker.play(saying(NO, gate));
    const client = ask(gateway.url, OPENAI, 'What is the way to open an account?');
    await until('the check is under way', () => gateway.checker.received.length === 1);
    expect(gateway.upstream.received).toEqual([]);
    gate.open();
    await client.ended;
    expect(gateway.upstream.received).toHaveLength(1);
  });

  it('a provider that fails after a no answers in its own words', async () => {
    await start();
    gateway.upstream.play(failing(503));
    const client = ask(gateway.url, OPENAI, 'What is the way to open an account?');
    await client.ended;
    expect([client.status(), client.text()]).toEqual([503, expect.stringContaining('scripted 503')]);
  });

  it.each([
    ['yes', YES, 200],
    ['no', NO, 504],
  ] as const)('only-if-cached: a %s is %s', async (_, reply, status) => {
    await start();
    gateway.checker.play(saying(reply));
    const headers = { 'cache-control': 'only-if-cached' };
    const client = ask(gateway.url, OPENAI, 'What is the way to open an account?', { headers });
    await client.ended;
    expect(client.status()).toBe(status);
    expect(gateway.upstream.received).toEqual([]);
  });

  it('[C28] equal requests at once share one check and its verdict, also when the first leaves', async () => {
    await start();
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const asking = [1, 2, 3].map(() => ask(gateway.url, OPENAI, 'What is the way to open an account?'));
    await until('the check is under way', () => gateway.checker.received.length === 1);
    await until('all have joined', () => gateway.lookups() === 4);
    const [first, ...others] = asking;
    first?.leave();
    gate.open();
    for (const client of others) {
      await client.ended;
      expect(client.text()).toContain('the cached answer');
    }
    expect(gateway.checker.received).toHaveLength(1);
    expect(gateway.upstream.received).toEqual([]);
  });

  it.each([
    ['yes', YES, 'cached'],
    ['no', NO, 'fresh'],
  ] as const)('a %s is remembered: an equal request does not pay for it again', async (_, reply, answer) => {
    await start();
    gateway.checker.play(saying(reply));
    const headers = { 'cache-control': 'no-store' };
    for (const by of [OPENAI, OPENAI_STREAM]) {
      const client = ask(gateway.url, by, 'What is the way to open an account?', { headers });
      await client.ended;
      expect(client.text()).toContain(answer);
    }
    expect(gateway.checker.received).toHaveLength(1);
    expect(gateway.labels).toHaveLength(1);
    await ask(gateway.url, OPENAI, 'Which steps open an account?').ended;
    expect(gateway.checker.received).toHaveLength(2);
  });

  it('what is no verdict is not remembered', async () => {
    await start();
    gateway.checker.play(failing(500));
    const headers = { 'cache-control': 'no-store' };
    await ask(gateway.url, OPENAI, 'What is the way to open an account?', { headers }).ended;
    gateway.checker.play(saying(YES));
    const client = ask(gateway.url, OPENAI, 'What is the way to open an account?', { headers });
    await client.ended;
    expect(client.text()).toContain('the cached answer');
  });

  it('an answer that expires while the verdict is awaited is not served', async () => {
    await start();
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const client = ask(gateway.url, OPENAI, 'What is the way to open an account?');
    await until('the check is under way', () => gateway.checker.received.length === 1);
    gateway.cache.clock.advance(3_600_000);
    gate.open();
    await client.ended;
    expect(client.text()).toContain('fresh');
  });
});
