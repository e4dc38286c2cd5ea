import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, message } from '../kit/answers.ts';
import { APIS, expectError } from '../kit/envelopes.ts';
import { exchange } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { type ScriptedUpstream, sendJson, startScriptedUpstream } from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

const LIMIT = 1024 * 1024;

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: {
      'cache.match': 'exact',
      'server.bodyLimitBytes': LIMIT,
      routes: [
        { model: 'openai-route', targets: [{ provider: 'openai', model: 'known' }] },
        { model: 'anthropic-route', targets: [{ provider: 'anthropic', model: 'known' }] },
      ],
    },
  });
});
beforeEach(() =>
  upstream.play((response, { path }) =>
    sendJson(response, path.endsWith('/messages') ? message('ok') : completion('ok')),
  ),
);
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

describe.each(APIS)('$path', ({ name, path, required }) => {
  const post = (body: string | Uint8Array | undefined, headers = {}) =>
    exchange(gateway.url + path, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-client', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const whole = (fields: object = {}) => ({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    ...required,
    ...fields,
  });
  const refused = async (body: string | Uint8Array | undefined, param?: string, headers = {}) => {
    const answer = await post(body, headers);
    expectError(name, answer, {
      status: 400,
      code: 'invalid-request',
      ...(param === undefined ? {} : { param }),
    });
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(upstream.received).toHaveLength(0);
  };

  it.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['white space', ' \n '],
    ['words', 'hello'],
    ['half an object', '{"model":"m","messages":['],
    ['two objects', '{}{}'],
    ['a trailing comma', '{"model":"m",}'],
    ['a byte order mark', '\ufeff{}'],
    ['an array', '[]'],
    ['a string', '"text"'],
    ['a number', '42'],
    ['null', 'null'],
    ['a raw line break in a string', '{"model":"a\nb"}'],
  ])('%s is 400 invalid-request', async (_, body) => {
    await refused(body);
  });

  it('bytes that are no UTF-8 are 400: replaced characters would make different questions equal', async () => {
    const [head = '', tail = ''] = JSON.stringify(whole({ x: '#' })).split('#');
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      await refused(Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]));
    }
  });

  it.each([
    ['model', { model: undefined }],
    ['model', { model: 5 }],
    ['model', { model: '' }],
    ['model', { model: null }],
    ['model', { model: ['m'] }],
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'hi' }],
    ['messages', { messages: { role: 'user' } }],
    ['messages[0]', { messages: ['hi'] }],
    ['messages[0].role', { messages: [{ content: 'hi' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['stream', { stream: 'yes' }],
    ['temperature', { temperature: 'hot' }],
    ['tools', { tools: {} }],
    ['max_tokens', { max_tokens: '5' }],
  ])('a wrong %s is 400 and names the field: %j', async (param, fields) => {
    await refused(JSON.stringify(whole(fields)), param);
  });

  it('numbers out of range are the provider’s to judge, and its answer comes back', async () => {
    const judged = JSON.stringify({
      error: { message: 'too few', type: 'theirs', param: 'max_tokens', code: null },
    });
    for (const fields of [{ max_tokens: -1 }, { max_tokens: 1.5 }, { n: 0 }, { temperature: 99 }]) {
      upstream.play((response) => sendJson(response, judged, 400));
      const answer = await post(JSON.stringify(whole(fields)));
      expect(answer.status).toBe(400);
      expect(answer.body.toString()).toBe(judged);
      expect(upstream.received[0]?.body.toString()).toBe(JSON.stringify(whole(fields)));
    }
  });

  it('nesting as deep as the body may be long is 400, not the end of the process', async () => {
    const depth = LIMIT / 2 - 200;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    await refused(JSON.stringify(whole({ x: '#' })).replace('"#"', deep));
    const objects = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    await refused(JSON.stringify(whole({ x: '#' })).replace('"#"', objects));
  });

  it('nesting that a schema may have is fine', async () => {
    const depth = 200;
    const deep = `${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`;
    expect((await post(JSON.stringify(whole({ x: '#' })).replace('"#"', deep))).status).toBe(200);
  });

  it('a field that stands twice is 400: the cache and the provider might read different ones', async () => {
    const [head = '', tail = ''] = JSON.stringify(whole({ messages: '#' })).split('"#"');
    const evil = '[{"role":"user","content":"evil"}]';
    const good = '[{"role":"user","content":"good"}]';
    await refused(`${head}${evil},"messages":${good}${tail}`, 'messages');
    await refused(`${head}[{"role":"user","content":"evil","content":"good"}]${tail}`, 'content');
  });

  it('nesting below a field that the gateway takes apart is 400 too', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    for (const field of ['stream_options', 'response_format', 'tools', 'messages', 'metadata']) {
      await refused(JSON.stringify(whole({ stream: true, [field]: '#' })).replace('"#"', deep));
    }
  });

  it('a model that stands twice is 400', async () => {
    const twice = JSON.stringify(whole({ model: `${name}-route` })).replace('{', '{"model":"other",');
    await refused(twice, 'model');
    const escaped = JSON.stringify(whole({ model: `${name}-route` })).replace('{', '{"mod\\u0065l":"other",');
    await refused(escaped, 'model');
  });

  it('fields called __proto__ or constructor are data like any other', async () => {
    const hostile = JSON.stringify(whole({ model: `${name}-route` })).replace(
      '{',
      '{"__proto__":{"stream":true,"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const answer = await post(hostile);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(upstream.received[0]?.body.toString()).toBe(hostile.replace(`${name}-route`, 'known'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const other = hostile.replace('"polluted":1', '"polluted":2');
    expect((await post(other)).headers['cache-status']).toMatch(/fwd=miss/);
    expect((await post(hostile)).headers['cache-status']).toMatch(/; hit;/);
  });

  it('a model that only a prototype has is no model', async () => {
    await refused(
      JSON.stringify({ ...whole({ model: undefined }) }).replace('{', '{"__proto__":{"model":"m"},'),
      'model',
    );
  });

  it.each(['gzip', 'br', 'deflate', 'zstd'])('a body encoded as %s is 415', async (encoding) => {
    const answer = await post(gzipSync(JSON.stringify(whole())), { 'content-encoding': encoding });
    expectError(name, answer, { status: 415, code: 'unsupported-encoding' });
    expect(upstream.received).toHaveLength(0);
  });

  it.each(['text/plain', 'application/octet-stream', 'application/json; charset=utf-8', undefined])(
    'a content type of %s is read as JSON all the same',
    async (type) => {
      const body = JSON.stringify(whole({ model: `types-${type?.length}` }));
      expect((await post(body, { 'content-type': type })).status).toBe(200);
    },
  );

  it('a body over the limit is 413, whether its length is said or not', async () => {
    const over = JSON.stringify(whole({ x: 'x'.repeat(LIMIT) }));
    for (const headers of [
      { 'content-length': Buffer.byteLength(over) },
      { 'transfer-encoding': 'chunked' },
    ]) {
      expectError(name, await post(over, headers), { status: 413, code: 'body-too-large' });
    }
    expect(upstream.received).toHaveLength(0);
  });

  it('a body of exactly the limit is taken', async () => {
    const short = JSON.stringify(whole({ x: '' }));
    const full = short.replace('"x":""', `"x":"${'x'.repeat(LIMIT - short.length)}"`);
    expect(Buffer.byteLength(full)).toBe(LIMIT);
    expect((await post(full)).status).toBe(200);
  });
});

it('the process is alive and well after all of this', async () => {
  const live = await exchange(`${gateway.url}/livez`);
  expect(JSON.parse(live.body.toString())).toEqual({ status: 'ok' });
  const ready = await exchange(`${gateway.url}/readyz`);
  expect(JSON.parse(ready.body.toString())).toMatchObject({ status: 'ok' });
});
