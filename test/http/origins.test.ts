import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APIS, expectError } from '../kit/envelopes.ts';
import { type Exchanged, exchange } from '../kit/exchange.ts';
import { keyed } from '../kit/keys.ts';
import { type Stack, startStack } from '../kit/stack.ts';

type Headers = Readonly<Record<string, string>>;

const post = (stack: Stack, path: string, headers: Headers): Promise<Exchanged> =>
  exchange(stack.gateway.url + path, {
    headers: { 'content-type': 'text/plain', ...headers },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 9 }),
  });

const FOREIGN: readonly Headers[] = [
  { host: 'rebound.example' },
  { host: 'rebound.example:8080' },
  { host: 'localhost.rebound.example:8080' },
  { host: '127.0.0.1.rebound.example' },
  { host: '10.0.0.1:8080' },
  { origin: 'https://evil.example' },
  { origin: 'http://localhost.evil.example' },
  { origin: 'http://localhost@evil.example' },
  { origin: 'http://127.0.0.1.evil.example:8080' },
  { origin: 'null' },
  { origin: 'file://' },
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
];

describe('without keys, on a loopback address', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ settings: { 'cache.mode': 'off' } });
  });
  afterAll(() => stack.dispose());

  it.each(FOREIGN)(
    'what a foreign web page may have sent is refused before it costs anything: %j',
    async (headers) => {
      const before = stack.upstream.requests();
      for (const { name, path } of APIS) {
        expectError(name, await post(stack, path, headers), { status: 403, code: 'forbidden-origin' });
      }
      for (const path of ['/v1/models', '/metrics', '/readyz']) {
        expect((await exchange(stack.gateway.url + path, { headers })).status).toBe(403);
      }
      expect(stack.upstream.requests()).toBe(before);
    },
  );

  it.each<Headers>([
    {},
    { host: 'localhost' },
    { host: 'LOCALHOST:1' },
    { host: 'reprise.localhost:8080' },
    { host: '127.0.0.1:9' },
    { host: '[::1]:8080' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://[::1]:8080' },
    { 'sec-fetch-site': 'none' },
  ])('programs and pages of the machine itself are served: %j', async (headers) => {
    for (const { path } of APIS) expect((await post(stack, path, headers)).status).toBe(200);
  });
});

describe('without keys, open to everybody', () => {
  it('any host may be its name, and pages of that host are its own', async () => {
    const stack = await startStack({
      settings: { 'cache.mode': 'off', 'server.host': '0.0.0.0', 'auth.open': 'always' },
    });
    const status = async (headers: Headers) => (await post(stack, '/v1/chat/completions', headers)).status;
    expect(await status({ host: 'gateway:8080' })).toBe(200);
    expect(await status({ host: 'gateway:8080', origin: 'http://gateway:3000' })).toBe(200);
    expect(await status({ host: 'gateway:8080', origin: 'http://evil.example' })).toBe(403);
    await stack.dispose();
  });
});

describe('with keys', () => {
  it('a key is lock enough: host and origin are not looked at', async () => {
    const stack = await startStack({ settings: { 'cache.mode': 'off', 'auth.keys': [keyed('app')] } });
    for (const headers of FOREIGN) {
      const answer = await post(stack, '/v1/chat/completions', {
        authorization: 'Bearer key-app',
        ...headers,
      });
      expect(answer.status).toBe(200);
    }
    await stack.dispose();
  });
});
