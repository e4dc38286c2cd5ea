import { afterEach, describe, expect, it } from 'vitest';
import { parseCacheStatus } from '../kit/cache-status.ts';
import { createGate } from '../kit/gate.ts';
import {
  ANTHROPIC_STREAM,
  type AskedBy,
  answering,
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
  saying,
  startGreyGateway,
  YES,
} from '../kit/grey-gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import type { Script } from '../kit/scripted-upstream.ts';
import type { StreamingClient } from '../kit/streaming-client.ts';
import { until } from '../kit/until.ts';

const QUESTION = 'What is the way to open an account?';

let gateway: GreyGateway;
afterEach(() => gateway.dispose());

const start = async (by: AskedBy = OPENAI, options: GreyGatewayOptions = {}): Promise<void> => {
  gateway = await startGreyGateway({ mode: 'race', ...options });
  await gateway.remember('How do I open an account?', 'the cached answer', by);
};
const askedBoth = (): Promise<unknown> =>
  until(
    'both are asked',
    () => gateway.checker.received.length === 1 && gateway.upstream.received.length === 1,
  );
const statusOf = (client: StreamingClient) =>
  parseCacheStatus(String(client.headers()['cache-status'])).parameters;
const metric = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> =>
  (await readMetrics(gateway.url)).sum(name, labels);
const verdicts = (result: string): Promise<number> => metric('reprise_cache_verifications_total', { result });
const counted = (result: string): Promise<unknown> =>
  until(`a verdict is counted as ${result}`, async () => (await verdicts(result)) === 1);
const upstreamAborted = (): Promise<unknown> =>
  until('the provider’s call was ended', () => gateway.upstream.received[0]?.aborted());
const checkAborted = (): Promise<unknown> =>
  until('the check was ended', () => gateway.checker.received[0]?.aborted());

const expectHit = async (client: StreamingClient): Promise<void> => {
  expect(await client.ended).toEqual({ complete: true });
  expect(client.status()).toBe(200);
  expect(client.text()).toContain('the cached answer');
  expect(client.text()).not.toContain('fresh');
  expect(statusOf(client)).toMatchObject({ hit: true, detail: 'semantic' });
  expect(client.headers()['x-reprise-cache-verified']).toBe('small');
};
const expectFresh = async (client: StreamingClient): Promise<void> => {
  expect(await client.ended).toEqual({ complete: true });
  expect(client.status()).toBe(200);
  expect(client.text()).toContain('fresh');
  expect(client.text()).not.toContain('cached');
  expect(statusOf(client)).toMatchObject({ fwd: 'miss', detail: 'below-bar' });
};

const NO_VERDICT: readonly [string, Script, string][] = [
  ['says no', saying(NO), 'no'],
  ['chatters', saying((yes) => `Surely ${yes}, I would say.`), 'unreadable'],
  ['answers 500', failing(500), 'failed'],
  ['drops the connection', dropping, 'failed'],
  ['is silent past the deadline', hanging, 'timeout'],
];
const deadlineFor = (result: string): number => (result === 'timeout' ? 20 : 60_000);

describe.each(CLIENTS)('[C12b] race, $name', (by) => {
  it('a yes before the provider’s first token serves the hit and ends the call, which leaves no trace', async () => {
    await start(by);
    gateway.upstream.play(hanging);
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const client = ask(gateway.url, by, QUESTION);
    await askedBoth();
    gate.open();
    await expectHit(client);
    await upstreamAborted();
    await gateway.cache.written();
    const provider = by.name.startsWith('openai') ? 'openai' : 'anthropic';
    expect(await metric('reprise_upstream_requests_total', { provider }), 'no failure of its').toBe(1);
    expect(await metric('reprise_cache_writes_total', {}), 'nothing offered to the cache').toBe(1);
  });

  it('a provider that is first is passed on, and the check is ended: a late yes changes nothing', async () => {
    await start(by);
    const [before, rest, late] = [createGate(), createGate(), createGate()];
    gateway.upstream.play(answering('fresh', before, rest));
    gateway.checker.play(saying(YES, late));
    const client = ask(gateway.url, by, QUESTION);
    await askedBoth();
    before.open();
    if (by.stream) await until('the first event has come', () => client.text() !== '');
    await checkAborted();
    late.open();
    rest.open();
    await expectFresh(client);
    await counted('cancelled');
    expect(gateway.labels).toEqual([]);
  });

  it.each(NO_VERDICT)(
    'a verifier that %s before the provider answers: the provider’s answer',
    async (_, script, result) => {
      await start(by, { deadlineMs: deadlineFor(result) });
      const gate = createGate();
      gateway.upstream.play(answering('fresh', gate));
      gateway.checker.play(script);
      const client = ask(gateway.url, by, QUESTION);
      await counted(result);
      gate.open();
      await expectFresh(client);
    },
  );

  it.each([
    ['answers 500', failing],
    ['drops the connection', () => dropping],
  ] as const)('a provider that %s before a yes: the hit', async (_, broken) => {
    await start(by);
    gateway.upstream.play(broken(500));
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const client = ask(gateway.url, by, QUESTION);
    await until('the provider has failed', async () => {
      const metrics = await readMetrics(gateway.url);
      const all = metrics.sum('reprise_upstream_requests_total');
      return all - metrics.sum('reprise_upstream_requests_total', { status: '200' }) === 1;
    });
    gate.open();
    await expectHit(client);
  });

  it.each(NO_VERDICT)(
    'a provider that fails before a verifier that %s: the provider’s own failure',
    async (_, script, result) => {
      await start(by, { deadlineMs: deadlineFor(result) });
      gateway.upstream.play(failing(500));
      gateway.checker.play(script);
      const client = ask(gateway.url, by, QUESTION);
      await client.ended;
      expect([client.status(), client.text()]).toEqual([500, expect.stringContaining('scripted 500')]);
      expect(await verdicts(result)).toBe(1);
    },
  );

  it('a provider that fails after a no: its own failure', async () => {
    await start(by);
    const gate = createGate();
    gateway.upstream.play(failing(503, gate));
    gateway.checker.play(saying(NO));
    const client = ask(gateway.url, by, QUESTION);
    await counted('no');
    gate.open();
    await client.ended;
    expect([client.status(), client.text()]).toEqual([503, expect.stringContaining('scripted 503')]);
  });

  it('a provider that refuses the request itself is passed on at once', async () => {
    await start(by);
    gateway.upstream.play(failing(400));
    gateway.checker.play(hanging);
    const client = ask(gateway.url, by, QUESTION);
    await client.ended;
    expect([client.status(), client.text()]).toEqual([400, expect.stringContaining('scripted 400')]);
    await checkAborted();
  });
});

describe.each(CLIENTS)('[C12b] a client that leaves a race, $name', (by) => {
  it('while both are asked: both calls end, and nothing is stored', async () => {
    await start(by);
    gateway.upstream.play(hanging);
    gateway.checker.play(hanging);
    const client = ask(gateway.url, by, QUESTION);
    await askedBoth();
    client.leave();
    await upstreamAborted();
    await checkAborted();
    await counted('cancelled');
    expect(await metric('reprise_cache_writes_total', {})).toBe(1);
  });

  it('after a no: the provider’s call ends', async () => {
    await start(by);
    gateway.upstream.play(hanging);
    const client = ask(gateway.url, by, QUESTION);
    await counted('no');
    await askedBoth();
    client.leave();
    await upstreamAborted();
  });

  it('after the provider failed: the check ends', async () => {
    await start(by);
    gateway.upstream.play(failing(500));
    gateway.checker.play(hanging);
    const client = ask(gateway.url, by, QUESTION);
    await until('the provider has failed', () =>
      metric('reprise_upstream_requests_total', { status: '500' }).then((sum) => sum === 1),
    );
    client.leave();
    await checkAborted();
    await counted('cancelled');
  });
});

describe('[C12b] race', () => {
  it.each([OPENAI_STREAM, ANTHROPIC_STREAM])(
    '$name: a client that leaves after the first token ends the stream, and it is no failure of the provider',
    async (by) => {
      await start(by);
      const never = createGate();
      gateway.upstream.play(answering('fresh', undefined, never));
      gateway.checker.play(hanging);
      const client = ask(gateway.url, by, QUESTION);
      await until('the first event has come', () => client.text() !== '');
      client.leave();
      await upstreamAborted();
      await checkAborted();
      expect(await metric('reprise_upstream_requests_total', { status: 'stream-cut' })).toBe(0);
      never.open();
    },
  );

  it('a stream that begins with an error is a failed provider: a yes serves', async () => {
    await start(OPENAI_STREAM);
    gateway.upstream.play((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"error":{"message":"overloaded","type":"server_error"}}\n\n');
    });
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const client = ask(gateway.url, OPENAI_STREAM, QUESTION);
    await askedBoth();
    await until('the provider has failed', () =>
      metric('reprise_upstream_requests_total', { status: '502' }).then((sum) => sum === 1),
    );
    gate.open();
    await expectHit(client);
  });

  it('an answer that lost is not stored, even where it was on its way', async () => {
    await start();
    const gate = createGate();
    gateway.upstream.play(answering('fresh', gate));
    gateway.checker.play(saying(YES));
    await expectHit(ask(gateway.url, OPENAI, QUESTION));
    gate.open();
    await gateway.cache.written();
    await expectHit(ask(gateway.url, OPENAI, QUESTION)); // no exact one: nothing was stored
    expect(gateway.checker.received).toHaveLength(1);
  });

  it('an answer that won is stored as any other: an equal request hits exactly, and nobody is asked', async () => {
    await start();
    gateway.checker.play(saying(NO));
    await expectFresh(ask(gateway.url, OPENAI, QUESTION));
    await gateway.cache.written();
    const again = ask(gateway.url, OPENAI, QUESTION);
    await again.ended;
    expect(statusOf(again)).toMatchObject({ hit: true, detail: 'exact' });
    expect(gateway.checker.received).toHaveLength(1);
  });

  it.each([
    ['yes', YES, 200],
    ['no', NO, 504],
  ] as const)('only-if-cached asks no provider: a %s is %s', async (_, reply, status) => {
    await start();
    gateway.checker.play(saying(reply));
    const headers = { 'cache-control': 'only-if-cached' };
    const client = ask(gateway.url, OPENAI, QUESTION, { headers });
    await client.ended;
    expect(client.status()).toBe(status);
    expect(gateway.upstream.received).toEqual([]);
  });

  it('[C28] a follower shares the race of the first, which may leave: the hit', async () => {
    await start();
    gateway.upstream.play(hanging);
    const gate = createGate();
    gateway.checker.play(saying(YES, gate));
    const leader = ask(gateway.url, OPENAI, QUESTION);
    await askedBoth();
    const follower = ask(gateway.url, OPENAI_STREAM, QUESTION);
    await until('the follower has joined', () => gateway.lookups() === 3);
    leader.leave();
    gate.open();
    await expectHit(follower);
  });

  it('[C28] followers share the provider’s answer where that is first', async () => {
    await start();
    const gate = createGate();
    gateway.upstream.play(answering('fresh', gate));
    gateway.checker.play(hanging);
    const both = [ask(gateway.url, OPENAI, QUESTION), ask(gateway.url, OPENAI, QUESTION)];
    await askedBoth();
    await until('the follower has joined', () => gateway.lookups() === 3);
    gate.open();
    for (const client of both) await expectFresh(client);
    expect(gateway.upstream.received).toHaveLength(1);
    expect(gateway.checker.received).toHaveLength(1);
  });
});
