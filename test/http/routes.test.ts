import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APIS, expectError } from '../kit/envelopes.ts';
import { type Exchanged, exchange } from '../kit/exchange.ts';
import { keyed } from '../kit/keys.ts';
import { type Stack, startStack } from '../kit/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    settings: {
      'cache.match': 'exact',
      'auth.keys': [keyed('app', { models: ['*'] }), keyed('narrow', { models: ['allowed', 'openai/also'] })],
    },
  });
});
afterAll(() => stack.dispose());

const bodyOf = (fields: object = {}) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 9, ...fields });
const send = (path: string, options: { method?: string; key?: string | undefined; body?: string } = {}) =>
  exchange(stack.gateway.url + path, {
    method: options.method ?? 'POST',
    headers: options.key === undefined ? {} : { authorization: `Bearer ${options.key}` },
    ...(options.body === undefined ? {} : { body: options.body }),
  });

describe('an unknown path is 404 unknown-route in the envelope of the API that it resembles', () => {
  it.each([
    ['POST', '/v1/unknown'],
    ['POST', '/nothing'],
    ['GET', '/v1/chat/completions'],
    ['PUT', '/v1/chat/completions'],
    ['DELETE', '/v1/models'],
    ['POST', '/v1/chat/completions/'],
    ['POST', '/v1//chat/completions'],
    ['POST', '/V1/chat/completions'],
    ['GET', '/v1/chat/completions?x=1'],
  ])('%s %s', async (method, path) => {
    const answer = await send(path, {
      method,
      key: 'key-app',
      ...(method === 'GET' ? {} : { body: bodyOf() }),
    });
    expectError('openai', answer, { status: 404, code: 'unknown-route' });
  });

  it.each([
    ['POST', '/anthropic/v1/unknown'],
    ['GET', '/v1/messages'],
    ['POST', '/v1/messages/count_tokens'],
  ])('%s %s', async (method, path) => {
    const answer = await send(path, {
      method,
      key: 'key-app',
      ...(method === 'GET' ? {} : { body: bodyOf() }),
    });
    expectError('anthropic', answer, { status: 404, code: 'unknown-route' });
  });

  it('a path that cannot be decoded is an error of its own, not an end of the connection', async () => {
    for (const path of ['/v1/%zz', '/%ff%fe', '/v1/chat/completions%00']) {
      const answer = await send(path, { key: 'key-app', body: bodyOf() });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.parse(answer.body.toString())).toHaveProperty('error.code');
    }
  });
});

describe.each(APIS)('keys of the gateway on $path', ({ name, path }) => {
  const ask = (headers: Record<string, string>, fields: object = {}): Promise<Exchanged> =>
    exchange(stack.gateway.url + path, { headers, body: bodyOf(fields) });

  it('none is 401 missing-key', async () => {
    for (const headers of [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer ' },
      { authorization: 'Basic a2V5LWFwcDo=' },
      { 'x-api-key': '' },
      { 'api-key': 'key-app' },
      { cookie: 'authorization=key-app' },
    ]) {
      expectError(name, await ask(headers as Record<string, string>), { status: 401, code: 'missing-key' });
    }
  });

  it('one that is not known is 401 invalid-key', async () => {
    for (const headers of [
      { authorization: 'Bearer nonsense' },
      { 'x-api-key': 'KEY-APP' },
      { authorization: 'Bearer key-ap' },
      { authorization: 'Bearer key-app2', 'x-api-key': 'key-app' },
      { 'x-api-key': 'sk-provider' },
    ]) {
      expectError(name, await ask(headers as Record<string, string>), { status: 401, code: 'invalid-key' });
    }
  });

  it('a known one is taken in either header, however the scheme is written', async () => {
    for (const headers of [
      { authorization: 'Bearer key-app' },
      { authorization: 'bearer  key-app ' },
      { 'x-api-key': 'key-app' },
    ]) {
      expect((await ask(headers as Record<string, string>)).status).toBe(200);
    }
  });

  it('[C27] a model that the key may not use is 403 model-not-allowed, and the provider is not asked', async () => {
    const before = stack.upstream.requests();
    const headers = { authorization: 'Bearer key-narrow' };
    for (const model of ['other', 'openai/allowed', 'allowed ', 'ALLOWED', 'also']) {
      const answer = await ask(headers, { model });
      const param = name === 'openai' ? { param: 'model' } : {};
      expectError(name, answer, { status: 403, code: 'model-not-allowed', ...param });
    }
    expect(stack.upstream.requests()).toBe(before);
    expect((await ask(headers, { model: 'allowed' })).status).toBe(200);
  });

  it('the message of a refusal tells no key', async () => {
    const answer = await ask({ authorization: 'Bearer a-secret-that-came' });
    expect(answer.body.toString()).not.toContain('a-secret-that-came');
    expect(answer.body.toString()).not.toContain('sha256');
  });
});

describe('keys of the gateway on what is no chat', () => {
  it('no way of writing a path gets past them', async () => {
    const before = stack.upstream.requests();
    for (const path of [
      '/v1/embeddings',
      '/v1/models',
      '/anthropic/v1/models',
      '/openai/v1/../v1/embeddings',
      '/v1/./embeddings',
      '/v1/%65mbeddings',
      '/v1/embeddings?x=/livez',
      '/livez/../v1/embeddings',
    ]) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const answer = await send(path, {
          method,
          body: method === 'POST' ? '{"model":"m","input":"x"}' : '',
        });
        expect([401, 404]).toContain(answer.status);
      }
    }
    expect(stack.upstream.requests()).toBe(before);
  });

  it('an embedding needs a model that the key may use', async () => {
    const embed = (model: string) =>
      send('/v1/embeddings', { key: 'key-narrow', body: JSON.stringify({ model, input: 'x' }) });
    expectError('openai', await embed('text-embedding-3-small'), {
      status: 403,
      code: 'model-not-allowed',
      param: 'model',
    });
    expect((await embed('allowed')).status).toBe(200);
  });

  it('an embedding without a model, or with a wrong one, is 400', async () => {
    for (const fields of [{}, { model: 5 }, { model: ['text-embedding-3-small'] }]) {
      const body = JSON.stringify({ input: 'x', ...fields });
      const answer = await send('/v1/embeddings', { key: 'key-app', body });
      expectError('openai', answer, { status: 400, code: 'invalid-request', param: 'model' });
    }
  });
});

describe('operations need no key', () => {
  it('livez, readyz and metrics', async () => {
    const livez = await send('/livez', { method: 'GET' });
    expect(livez.status).toBe(200);
    expect(JSON.parse(livez.body.toString())).toEqual({ status: 'ok' });
    const readyz = await send('/readyz', { method: 'GET' });
    expect(JSON.parse(readyz.body.toString())).toMatchObject({ status: 'ok', parts: expect.any(Object) });
    expect((await send('/metrics', { method: 'GET' })).headers['content-type']).toMatch(/^text\/plain/);
  });
});
