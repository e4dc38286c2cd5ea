import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockProvider, MOCK_FAULTS, type MockProvider } from '#bench';
import { APIS, type Api, expectError } from '../kit/envelopes.ts';
import { type Exchanged, exchange, postJson } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

/** Short, so that a silent provider does not hold the test. */
const TIMEOUTS = { connectMs: 500, firstTokenMs: 150, idleMs: 150, totalMs: 600 };

let mock: MockProvider;
let gateway: TestGateway;
beforeAll(async () => {
  mock = await createMockProvider({ answerTokens: 20 });
  const faults = [...MOCK_FAULTS.map(({ name }) => name), ...AT_THE_START];
  const routesTo = (provider: string) =>
    faults.map((fault) => ({
      model: `${provider}-${fault}`,
      retries: 0,
      targets: [{ provider, model: fault }],
    }));
  gateway = await startTestGateway({
    env: { ...upstreamAt(mock.url), ...PROVIDER_KEYS },
    settings: {
      'cache.match': 'exact',
      'logs.level': 'silent',
      'providers.openai.timeouts': TIMEOUTS,
      'providers.anthropic.timeouts': TIMEOUTS,
      routes: [...routesTo('openai'), ...routesTo('anthropic')],
    },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await mock.close();
});

const AT_THE_START = ['fault-cut-0', 'fault-error-event-0', 'fault-garbage-0', 'fault-stall-stream-4'];

/** Asks twice, since what fails must not be stored; the second answer is of the same kind. */
async function askTwice(api: Api, fault: string, stream: boolean): Promise<Exchanged> {
  const body = {
    model: `${api.name}-${fault}`,
    messages: [{ role: 'user', content: `What does ${fault} do?` }],
    stream,
    ...api.required,
  };
  const before = mock.requests();
  const first = await postJson(gateway.url + api.path, body);
  const second = await postJson(gateway.url + api.path, body);
  expect(second.status).toBe(first.status);
  expect(second.headers['cache-status'] ?? '').not.toMatch(/; hit/);
  expect(mock.requests() - before, 'nothing of a failure is stored').toBe(2);
  return first;
}

const EACH = APIS.flatMap((api) =>
  [false, true].map((stream) => ({ api, stream, as: `${api.name}, stream ${stream}` })),
);

describe.each(EACH)('$as', ({ api, stream }) => {
  it.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529])(
    'a provider’s %d comes back as the provider sent it',
    async (status) => {
      const answer = await askTwice(api, `fault-${status}`, stream);
      expect(answer.status).toBe(status);
      const { error } = JSON.parse(answer.body.toString());
      expect(error.message).toContain(`asked for ${status}`);
      expect(answer.headers['x-reprise-provider']).toBe(api.name);
      expect(answer.headers['cache-status']).toMatch(/^reprise; fwd=miss; detail=/);
      if (status === 429) expect(answer.headers['retry-after']).toBe('1');
    },
  );

  it('a page of HTML with 200 is 502 upstream-invalid-answer', async () => {
    const answer = await askTwice(api, 'fault-html', stream);
    expectError(api.name, answer, { status: 502, code: 'upstream-invalid-answer' });
    expect(answer.headers['x-should-retry']).toBe('false');
  });

  it('an empty answer is 502 upstream-invalid-answer', async () => {
    const answer = await askTwice(api, 'fault-empty', stream);
    expectError(api.name, answer, { status: 502, code: 'upstream-invalid-answer' });
  });

  it('a connection that is reset before the answer is 502 upstream-unreachable', async () => {
    const answer = await askTwice(api, 'fault-reset', stream);
    expectError(api.name, answer, { status: 502, code: 'upstream-unreachable' });
  });

  it('a provider that sends nothing is 504 upstream-timeout, within its time', async () => {
    const started = performance.now();
    const answer = await askTwice(api, 'fault-stall', stream);
    expectError(api.name, answer, { status: 504, code: 'upstream-timeout' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe.each(APIS)('$name, JSON', (api) => {
  it.each(['fault-garbage', 'fault-cut-clean'])('%s: JSON that cannot be read is 502', async (fault) => {
    const answer = await askTwice(api, fault, false);
    expectError(api.name, answer, { status: 502, code: 'upstream-invalid-answer' });
  });

  it('a body that is cut off is 502 upstream-unreachable', async () => {
    const answer = await askTwice(api, 'fault-cut', false);
    expectError(api.name, answer, { status: 502, code: 'upstream-unreachable' });
  });

  it('a body that stops in the middle is 504 upstream-timeout', async () => {
    const answer = await askTwice(api, 'fault-stall-stream', false);
    expectError(api.name, answer, { status: 504, code: 'upstream-timeout' });
  });
});

describe.each(APIS)('$name, streamed', (api) => {
  const terminal = api.name === 'openai' ? 'data: [DONE]' : 'event: message_stop';

  it.each([
    ['fault-cut-0', 'upstream-unreachable', 502],
    ['fault-stall-stream', 'upstream-timeout', 504],
  ])('%s: nothing had been sent, so it is an error like any other', async (fault, code, status) => {
    const answer = await askTwice(api, fault, true);
    expectError(api.name, answer, { status, code });
  });

  it('a stream that begins with an error is that error: nothing had been sent, and the words are the provider’s', async () => {
    const answer = await askTwice(api, 'fault-error-event-0', true);
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toBe('application/json');
    const { error } = JSON.parse(answer.body.toString());
    expect(error.message).toMatch(/overloaded|had an error/i);
  });

  it.each(['fault-cut', 'fault-cut-clean', 'fault-garbage', 'fault-garbage-0', 'fault-stall-stream-4'])(
    '%s: what came is passed on, then an error event, and no end mark',
    async (fault) => {
      const answer = await askTwice(api, fault, true);
      const text = answer.body.toString();
      expect(answer.status).toBe(200);
      expect(answer.complete).toBe(true);
      expect(text).not.toContain(terminal);
      const last = text.trimEnd().split('\n\n').at(-1) ?? '';
      const event = JSON.parse(last.slice(last.indexOf('{')));
      const code = api.name === 'openai' ? event.error.code : event.error.details.error_code;
      expect(code).toBe('upstream-stream-cut');
      if (api.name === 'anthropic') expect(last).toMatch(/^event: error\n/);
    },
  );

  it('fault-error-event: the provider’s own error event is passed on as it came, without an end mark', async () => {
    const text = (await askTwice(api, 'fault-error-event', true)).body.toString();
    expect(text).toMatch(/"error":\{/);
    expect(text).not.toContain(terminal);
    expect(text).not.toContain('upstream-stream-cut');
  });
});

describe('a provider that is not there', () => {
  it('is 502 upstream-unreachable, and the message names no address', async () => {
    const gone = await createMockProvider();
    await gone.close();
    const lonely = await startTestGateway({
      env: { ...upstreamAt(gone.url), ...PROVIDER_KEYS },
      settings: {
        'cache.mode': 'off',
        'logs.level': 'silent',
        routes: [
          { model: 'openai-gone', retries: 0, targets: [{ provider: 'openai', model: 'm' }] },
          { model: 'anthropic-gone', retries: 0, targets: [{ provider: 'anthropic', model: 'm' }] },
        ],
      },
    });
    for (const { name, path, required } of APIS) {
      const body = { model: `${name}-gone`, messages: [{ role: 'user', content: 'hi' }], ...required };
      const answer = await postJson(lonely.url + path, body);
      expectError(name, answer, { status: 502, code: 'upstream-unreachable' });
      expect(answer.body.toString()).not.toContain('127.0.0.1');
    }
    await lonely.dispose();
  });
});

describe('no key at the provider', () => {
  it('is 401 missing-upstream-key that says what to set', async () => {
    const keyless = await startTestGateway({
      env: upstreamAt(mock.url),
      settings: { 'cache.mode': 'off' },
    });
    for (const { name, path, required } of APIS) {
      const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...required };
      const answer = await postJson(keyless.url + path, body, { authorization: undefined });
      expectError(name, answer, { status: 401, code: 'missing-upstream-key' });
      expect(answer.body.toString()).toContain(`providers.${name}.keys`);
    }
    await keyless.dispose();
  });
});

it('after all of this the gateway answers, nothing is in the cache and every failure was counted', async () => {
  const live = await exchange(`${gateway.url}/livez`);
  expect(live.status).toBe(200);
  const metrics = await readMetrics(gateway.url);
  expect(metrics.sum('reprise_cache_entries')).toBe(0);
  for (const status of [
    '429',
    '500',
    'upstream-timeout',
    'upstream-unreachable',
    'upstream-invalid-answer',
    'stream-cut',
  ]) {
    expect(metrics.sum('reprise_upstream_requests_total', { status }), status).toBeGreaterThan(0);
  }
});
