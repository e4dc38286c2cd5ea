import { describe, expect, it } from 'vitest';
import {
  createProvider,
  type ProviderCall,
  type ProviderOptions,
  type Upstream,
  type UpstreamRequest,
} from '#providers';
import { headersToClient, headersToProvider } from '../../../providers/http/forwarded-headers.ts';

/** A provider over an upstream that keeps what it was given. */
function setup(options: Partial<ProviderOptions> = {}) {
  const sent: UpstreamRequest[] = [];
  const upstream: Upstream = {
    send: (request) => {
      sent.push(request);
      return Promise.resolve({
        status: 200,
        headers: { 'x-request-id': 'r', 'set-cookie': 'c' },
        body: (async function* () {})(),
      });
    },
    close: () => Promise.resolve(),
  };
  const provider = createProvider(
    {
      name: 'openai',
      dialect: 'openai-chat',
      auth: 'bearer',
      baseUrl: 'https://api.example.com/base/v1',
      defaultHeaders: {},
      keys: [],
      timeouts: { firstTokenMs: 100, idleMs: 200, totalMs: 300 },
      ...options,
    },
    upstream,
  );
  const send = async (call: Partial<ProviderCall> = {}) => {
    const whole = {
      endpoint: 'chat' as const,
      headers: {},
      key: undefined,
      body: Buffer.from('{"model":"m"}'),
      edits: {},
      stream: false,
      withinMs: 10_000,
      ...call,
    };
    const response = await provider.send(whole, new AbortController().signal);
    const request = sent.at(-1);
    if (!request) throw new Error('nothing was sent');
    return { request, response };
  };
  return { provider, send };
}

describe('what a provider is sent', () => {
  it('goes to its address for each endpoint', async () => {
    const { send } = setup();
    expect((await send()).request.url.href).toBe('https://api.example.com/base/v1/chat/completions');
    expect((await send({ endpoint: 'embeddings' })).request.url.href).toMatch(/\/base\/v1\/embeddings$/);
    const models = (await send({ endpoint: 'models', body: undefined })).request;
    expect(models).toMatchObject({ method: 'GET', body: undefined });
    const anthropic = setup({ dialect: 'anthropic-messages', baseUrl: 'https://api.example.com' });
    expect((await anthropic.send()).request.url.href).toBe('https://api.example.com/v1/messages');
    await expect(anthropic.send({ endpoint: 'embeddings' })).rejects.toThrow('no embeddings endpoint');
  });

  it('carries a key of ours in its own header and then nothing of the client’s', async () => {
    const headers = { authorization: 'Bearer client', 'x-api-key': 'client' };
    const key = { name: 'a', value: 'ours' };
    const bearer = (await setup().send({ headers, key })).request.headers;
    expect(bearer.authorization).toBe('Bearer ours');
    expect(bearer).not.toHaveProperty('x-api-key');
    const apiKey = (await setup({ auth: 'x-api-key' }).send({ headers, key })).request.headers;
    expect(apiKey['x-api-key']).toBe('ours');
    expect(apiKey).not.toHaveProperty('authorization');
  });

  it('carries the client’s credential as it came where there is no key of ours', async () => {
    const { request } = await setup({ auth: 'x-api-key' }).send({
      headers: { authorization: 'Bearer client' },
    });
    expect(request.headers).toMatchObject({ authorization: 'Bearer client' });
    expect(request.headers).not.toHaveProperty('x-api-key');
  });

  it('has defaults only where the client sent nothing', async () => {
    const { send } = setup({ defaultHeaders: { 'anthropic-version': '2023-06-01' } });
    expect((await send()).request.headers['anthropic-version']).toBe('2023-06-01');
    const own = await send({ headers: { 'anthropic-version': '2026-10-21' } });
    expect(own.request.headers['anthropic-version']).toBe('2026-10-21');
  });

  it('is the bytes that came, the very same where nothing is edited', async () => {
    const body = Buffer.from(' {"model":"m" }');
    expect((await setup().send({ body })).request.body).toBe(body);
    const edited = (await setup().send({ body, edits: { model: '"n"' } })).request.body ?? '';
    expect(Buffer.from(edited).toString()).toBe(' {"model":"n" }');
  });

  it('is waited for until its first token where it streams, and until its end where it does not', async () => {
    const { send } = setup();
    expect((await send()).request.timeouts).toEqual({ firstByteMs: 300, idleMs: 200, totalMs: 300 });
    const streamed = (await send({ stream: true })).request.timeouts;
    expect(streamed).toEqual({ firstByteMs: 100, idleMs: 200, totalMs: 300 });
  });
});

describe('headers that pass', () => {
  it('to the provider: what it reads, never credentials, cookies or our own', () => {
    const passed = headersToProvider({
      accept: 'a',
      'openai-organization': 'o',
      'anthropic-beta': 'b',
      'idempotency-key': 'i',
      authorization: 'secret',
      'x-api-key': 'secret',
      cookie: 'secret',
      'x-reprise-cache-tags': 't',
      'x-forwarded-for': '10.0.0.1',
      host: 'h',
      'content-length': '5',
      connection: 'close',
    });
    expect(Object.keys(passed).sort()).toEqual([
      'accept',
      'anthropic-beta',
      'idempotency-key',
      'openai-organization',
    ]);
  });

  it('to the client: what is about the answer, never cookies, lengths or the server’s name', () => {
    const passed = headersToClient({
      'content-type': 'application/json',
      'retry-after': '1',
      'x-request-id': 'r',
      'x-ratelimit-remaining-tokens': '5',
      'anthropic-ratelimit-requests-remaining': '5',
      'set-cookie': 'c',
      server: 's',
      'content-length': '5',
      'transfer-encoding': 'chunked',
      connection: 'close',
      'x-reprise-provider': 'forged',
      'cache-status': 'other; hit',
      'access-control-allow-origin': '*',
    });
    expect(Object.keys(passed).sort()).toEqual([
      'anthropic-ratelimit-requests-remaining',
      'content-type',
      'retry-after',
      'x-ratelimit-remaining-tokens',
      'x-request-id',
    ]);
  });

  it('from an answer are the ones a client may see', async () => {
    expect((await setup().send()).response.headers).toEqual({ 'x-request-id': 'r' });
  });
});
