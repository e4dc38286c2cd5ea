import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAnthropic, askOpenai } from '../kit/asking.ts';
import { jsonOf, postJson } from '../kit/exchange.ts';
import { type Stack, startStack } from '../kit/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    mock: { record: 100, models: ['m-1', 'm-2'] },
    settings: {
      routes: [
        { model: 'assistant', targets: [{ provider: 'openai', model: 'gpt-4o-mini' }] },
        { model: 'claude', targets: [{ provider: 'anthropic', model: 'claude-haiku-4-5' }] },
      ],
    },
  });
});
afterAll(() => stack.dispose());

const question = 'How do I reset my account password?';

describe.each(['/v1', '/openai/v1', '/openai', ''])('OpenAI under «%s»', (prefix) => {
  const client = () =>
    new OpenAI({ baseURL: stack.gateway.url + prefix, apiKey: 'sk-client', maxRetries: 0 });

  it('chat, embeddings and models are there', async () => {
    const model = `prefix${prefix.replaceAll('/', '-')}`;
    const first = await askOpenai(client())({ model, question });
    expect(first.text).toMatch(/^Mock answer/);
    const { data } = await client().embeddings.create({ model: 'text-embedding-3-small', input: 'x' });
    expect(data[0]?.embedding).toHaveLength(1536);
    const models = (await client().models.list()).data.map(({ id }) => id);
    expect(models).toEqual(['assistant', 'claude', 'm-1', 'm-2']);
  });

  it('[C1] an entry stored under one prefix is found under every other', async () => {
    await askOpenai(client())({ model: 'every-prefix', question });
    const again = await askOpenai(client())({ model: 'every-prefix', question });
    expect(again.status).toMatchObject({ hit: true });
  });
});

describe.each(['', '/anthropic'])('Anthropic under «%s»', (prefix) => {
  const client = (options: object = { apiKey: 'sk-client' }) =>
    new Anthropic({ baseURL: stack.gateway.url + prefix, maxRetries: 0, authToken: null, ...options });

  it('messages and models are there', async () => {
    const answer = await askAnthropic(client())({ model: `prefix${prefix.replaceAll('/', '-')}`, question });
    expect(answer.text).toMatch(/^Mock answer/);
    const models = (await client().models.list()).data;
    expect(models.map(({ id, type }) => [id, type])).toEqual(
      ['assistant', 'claude', 'm-1', 'm-2'].map((id) => [id, 'model']),
    );
  });

  it.each([
    ['Authorization: Bearer', { apiKey: 'sk-client' }],
    ['an auth token', { apiKey: null, authToken: 'sk-client' }],
    ['x-api-key', { apiKey: null, defaultHeaders: { 'x-api-key': 'sk-client' } }],
  ])('[C2] the SDK with %s is one and the same client', async (_, options) => {
    await askAnthropic(client())({ model: 'credentials', question });
    const again = await askAnthropic(client(options))({ model: 'credentials', question });
    expect(again.status).toMatchObject({ hit: true, detail: 'exact' });
  });
});

describe('model names', () => {
  const ask = (model: string) =>
    postJson(`${stack.gateway.url}/v1/chat/completions`, {
      model,
      messages: [{ role: 'user', content: question }],
    });

  it('a route, provider/model and a bare name lead to the model that the provider knows', async () => {
    stack.upstream.reset();
    for (const [model, known] of [
      ['assistant', 'gpt-4o-mini'],
      ['openai/gpt-4.1', 'gpt-4.1'],
      ['openai/org/fine-tuned', 'org/fine-tuned'],
      ['something-new', 'something-new'],
    ] as const) {
      const answer = await ask(model);
      expect(answer.headers).toMatchObject({
        'x-reprise-provider': 'openai',
        'x-reprise-model': known,
        'x-reprise-attempts': '1',
      });
      expect(JSON.parse(stack.upstream.seen().at(-1)?.body ?? '').model).toBe(known);
    }
  });

  it('a model that the provider does not know comes back as the provider’s own 404', async () => {
    const answer = await ask('fault-404');
    expect(answer.status).toBe(404);
    expect(jsonOf(answer)).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('an unknown provider prefix is an error of the gateway', async () => {
    const unknown = await ask('acme/gpt');
    expect(unknown.status).toBe(404);
    expect(jsonOf(unknown)).toMatchObject({ error: { code: 'unknown-provider', param: 'model' } });
  });

  it('a provider of another API answers chats, and nothing else', async () => {
    for (const model of ['anthropic/claude-haiku-4-5', 'claude']) {
      const answer = await ask(model);
      expect(answer.status).toBe(200);
      expect(answer.headers['x-reprise-provider']).toBe('anthropic');
      expect(jsonOf(answer)).toMatchObject({ object: 'chat.completion' });
    }
    const embeddings = await postJson(`${stack.gateway.url}/v1/embeddings`, {
      model: 'anthropic/claude-haiku-4-5',
      input: 'hi',
    });
    expect(embeddings.status).toBe(400);
    expect(jsonOf(embeddings)).toMatchObject({ error: { code: 'dialect-mismatch', param: 'model' } });
  });

  it('any characters may stand in a model name', async () => {
    for (const model of [
      '模型-😀',
      'naïve',
      'with space',
      'tab\tand\nline',
      'nul\u0000',
      '%41',
      'a"b\\c',
      '\ud800',
    ]) {
      const miss = await ask(model);
      expect(miss.status).toBe(200);
      expect(miss.headers['x-reprise-model']).toMatch(/^[\x20-\x7e]+$/);
      const hit = await ask(model);
      expect(hit.headers['cache-status']).toMatch(/; hit;/);
    }
  });
});
