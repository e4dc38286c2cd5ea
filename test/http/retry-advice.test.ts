import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openaiError } from '../kit/answers.ts';
import { postJson } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  type Script,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS, REPRISE_LOG_LEVEL: 'silent' },
    settings: {
      'cache.mode': 'off',
      routes: [
        { model: 'patient', retries: 1, targets: [{ provider: 'openai', model: 'm' }] },
        { model: 'patient-too', retries: 1, targets: [{ provider: 'anthropic', model: 'm' }] },
        { model: 'once', retries: 0, targets: [{ provider: 'openai', model: 'm' }] },
      ],
    },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

const fails =
  (status: number, headers: object = {}): Script =>
  (response) =>
    sendJson(response, openaiError('not now'), status, headers);
const resets: Script = (response) => void response.destroy();
const messages = [{ role: 'user' as const, content: 'hi' }];

describe('the attempts of the gateway and of an SDK are not multiplied', () => {
  it.each<[string, Script]>([
    ['529', fails(529)],
    ['500', fails(500)],
    ['429 without a time', fails(429)],
    ['a provider that asks to come again', fails(503, { 'x-should-retry': 'true' })],
    ['a connection that is reset', resets],
  ])('%s', async (_, script) => {
    const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'k', maxRetries: 2 });
    upstream.play(script);
    await expect(openai.chat.completions.create({ model: 'patient', messages })).rejects.toThrow();
    expect(upstream.received).toHaveLength(2);

    const anthropic = new Anthropic({ baseURL: `${gateway.url}/anthropic`, apiKey: 'k', maxRetries: 2 });
    upstream.play(script);
    await expect(
      anthropic.messages.create({ model: 'patient-too', messages, max_tokens: 9 }),
    ).rejects.toThrow();
    expect(upstream.received).toHaveLength(2);
  });
});

describe('what the provider says of a retry stands', () => {
  it.each<[string, string, Script, string | undefined]>([
    [
      'where it names a time',
      'patient',
      fails(429, { 'retry-after': '30', 'x-should-retry': 'true' }),
      'true',
    ],
    ['where the gateway tried only once', 'once', fails(500), undefined],
    ['on what nobody tries again', 'patient', fails(400, { 'x-should-retry': 'true' }), 'true'],
  ])('%s', async (_, model, script, expected) => {
    upstream.play(script);
    const answer = await postJson(`${gateway.url}/v1/chat/completions`, { model, messages });
    expect(answer.headers['x-should-retry']).toBe(expected);
    expect(upstream.received).toHaveLength(1);
  });
});
