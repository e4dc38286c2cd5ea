import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, message } from '../kit/answers.ts';
import { APIS } from '../kit/envelopes.ts';
import { postJson } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { keyed } from '../kit/keys.ts';
import { type ScriptedUpstream, sendJson, startScriptedUpstream } from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

const ACCOUNT = { 'openai-organization': 'org', 'openai-project': 'proj' };

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
beforeEach(() =>
  upstream.play((response, { path }) =>
    sendJson(response, path.endsWith('/messages') ? message('ok') : completion('ok')),
  ),
);
afterAll(() => upstream.close());

const start = (ours: boolean, settings: object = {}): Promise<TestGateway> =>
  startTestGateway({
    env: { ...upstreamAt(upstream.url), ...(ours ? PROVIDER_KEYS : {}) },
    settings: { 'cache.match': 'exact', ...settings },
  });

describe.each(APIS)('$name', ({ name, path, required }) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await start(false);
  });
  afterAll(() => gateway.dispose());
  const ask = async (model: string, headers: Record<string, string>): Promise<string> => {
    const body = { model, messages: [{ role: 'user', content: 'hi' }], ...required };
    return (await postJson(gateway.url + path, body, headers)).headers['cache-status']?.toString() ?? '';
  };

  it.each([
    'anthropic-version',
    'anthropic-beta',
    'anthropic-not-yet-invented',
    'openai-beta',
    'openai-organization',
    'openai-project',
    'openai-not-yet-invented',
  ])('requests that differ in %s never share an answer', async (header) => {
    const model = `${name} ${header}`;
    await ask(model, { [header]: 'one' });
    expect(await ask(model, { [header]: 'one' })).toMatch(/; hit;/);
    expect(await ask(model, { [header]: 'two' })).toMatch(/fwd=miss/);
    expect(await ask(model, {})).toMatch(/fwd=miss/);
  });

  it('their order is none of a request, and what no provider reads is not in the key', async () => {
    await ask(`${name} order`, { 'openai-a': '1', 'openai-b': '2' });
    expect(await ask(`${name} order`, { 'openai-b': '2', 'openai-a': '1', cookie: 'c' })).toMatch(/; hit;/);
    expect(await ask(`${name} order`, { 'openai-a': '2', 'openai-b': '1' })).toMatch(/fwd=miss/);
  });
});

describe('the organization and project of a client', () => {
  it.each([
    ['go with its own credential', false, {}, ACCOUNT],
    ['never go with a key of ours', true, {}, {}],
    ['never go for a key of the gateway', true, { 'auth.keys': [keyed('app')] }, {}],
  ])('%s', async (_, ours, settings, expected) => {
    const gateway = await start(ours, settings);
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    await postJson(`${gateway.url}/v1/chat/completions`, body, {
      ...ACCOUNT,
      authorization: 'Bearer key-app',
    });
    const { headers = {} } = upstream.received[0] ?? {};
    const sent = Object.entries(headers).filter(([header]) => header in ACCOUNT);
    expect(Object.fromEntries(sent)).toEqual(expected);
    await gateway.dispose();
  });
});
