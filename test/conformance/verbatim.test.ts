import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '#bench';
import { completion, completionFrames, message, messageFrames } from '../kit/answers.ts';
import { anthropicClient, openaiClient } from '../kit/asking.ts';
import { exchange } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  beginEvents,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, startStack, upstreamAt } from '../kit/stack.ts';

// Odd on purpose: spaces, escapes, numbers that JavaScript cannot hold, fields nobody knows.
const ODD_FIELDS =
  ' "x_big": 12345678901234567890.000, "x_esc":"\\u0041\\/\\ud83d\\ude00é",\n\t"x_deep" : {"b":[ 1,2 ], "a":{}} ';
const OPENAI_BODY = (model: string, more = '') =>
  `\n{ "model" : ${JSON.stringify(model)} ,${ODD_FIELDS},"messages":[{"role":"user","content":"What is kept as it came?"}]${more} }\n`;
const ANTHROPIC_BODY = (model: string, more = '') => OPENAI_BODY(model, `,"max_tokens":9${more}`);

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: {
      routes: [{ model: 'assistant', targets: [{ provider: 'openai', model: 'gpt-real "name"' }] }],
    },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

const post = (path: string, body: string | Uint8Array, headers = {}) =>
  exchange(gateway.url + path, { body, headers: { authorization: 'Bearer sk-client', ...headers } });

describe('the provider receives the bytes that the client sent', () => {
  beforeEach(() =>
    upstream.play((response, { path }) =>
      sendJson(response, path.endsWith('/messages') ? message('ok') : completion('ok')),
    ),
  );

  it.each([
    ['/v1/chat/completions', OPENAI_BODY('gpt-4o-mini')],
    ['/v1/messages', ANTHROPIC_BODY('claude-haiku-4-5')],
    ['/v1/chat/completions', OPENAI_BODY('gpt-4o-mini', ',"stream":false,"x":1')],
  ])('%s', async (path, body) => {
    expect((await post(path, body)).status).toBe(200);
    expect(upstream.received[0]?.body.toString()).toBe(body);
  });

  it('but for a model that the target knows by another name', async () => {
    await post('/v1/chat/completions', OPENAI_BODY('assistant'));
    expect(upstream.received[0]?.body.toString()).toBe(OPENAI_BODY('gpt-real "name"'));
    await post('/v1/chat/completions', OPENAI_BODY('openai/gpt-4o-mini'));
    expect(upstream.received[1]?.body.toString()).toBe(OPENAI_BODY('gpt-4o-mini'));
  });

  it('and for the usage of a stream, which is asked for in front', async () => {
    upstream.play((response) => {
      beginEvents(response);
      response.end(completionFrames(['ok']).join(''));
    });
    const body = OPENAI_BODY('streamed', ',"stream":true');
    await post('/v1/chat/completions', body);
    expect(upstream.received[0]?.body.toString()).toBe(
      body.replace('{', '{"stream_options":{"include_usage":true},'),
    );
    const asked = OPENAI_BODY('streamed', ',"stream":true,"stream_options" : {"include_usage":true, "x":1}');
    await post('/v1/chat/completions', asked, { 'cache-control': 'no-cache' });
    expect(upstream.received[1]?.body.toString()).toBe(asked);
  });

  it('and for an embedding', async () => {
    upstream.play((response) => sendJson(response, '{"object":"list","data":[], "usage":{} }'));
    const body = ' {"input":"x","model":"text-embedding-3-small", "x_unknown":1.0}';
    const answer = await post('/v1/embeddings', body);
    expect(upstream.received[0]?.body.toString()).toBe(body);
    expect(answer.body.toString()).toBe('{"object":"list","data":[], "usage":{} }');
  });
});

describe('the client receives the bytes that the provider sent', () => {
  const pieces = ['Ein', ' Stück', ' 😀'];
  it.each([
    ['/v1/chat/completions', OPENAI_BODY, completion('ok').replace('{', '{ "x_big":12345678901234567890, ')],
    ['/v1/messages', ANTHROPIC_BODY, message('ok').replace('{', '{ "x_big":12345678901234567890, ')],
  ])('%s as JSON', async (path, bodyOf, answer) => {
    upstream.play((response) => sendJson(response, answer));
    const received = await post(path, bodyOf('bytes-json'));
    expect(received.body.toString()).toBe(answer);
    expect(received.headers['content-type']).toBe('application/json');
  });

  it.each([
    { path: '/v1/messages', frames: messageFrames(pieces), more: ',"stream":true' },
    {
      path: '/v1/chat/completions',
      frames: completionFrames(pieces),
      more: ',"stream":true,"stream_options":{"include_usage":true}',
    },
  ])('$path as a stream, however it was cut into packets', async ({ path, frames, more }) => {
    const bytes = Buffer.from(`: keep-alive\n\n${frames.join('')}`);
    for (const size of [1, 7, 1000, bytes.length]) {
      upstream.play(async (response) => {
        beginEvents(response);
        for (let at = 0; at < bytes.length; at += size) {
          await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve));
        }
        response.end();
      });
      const bodyOf = path.endsWith('/messages') ? ANTHROPIC_BODY : OPENAI_BODY;
      const received = await post(path, bodyOf(`bytes-${size}`, more));
      expect(received.body.toString()).toBe(bytes.toString());
      expect(received.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    }
  });

  it('an answer that the provider compressed although it was asked not to, and it is not stored', async () => {
    const compressed = gzipSync(completion('ok'));
    upstream.play((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(compressed);
    });
    for (let i = 0; i < 2; i++) {
      const received = await post('/v1/chat/completions', OPENAI_BODY('compressed'));
      expect(received.body).toEqual(compressed);
      expect(received.headers['content-encoding']).toBe('gzip');
    }
    expect(upstream.received).toHaveLength(2);
  });

  it('a stream without its usage event when the client did not ask for it, at any cut', async () => {
    const bytes = Buffer.from(completionFrames(pieces).join(''));
    const wanted = completionFrames(pieces, false).join('');
    for (const size of [1, 7, 1000, bytes.length]) {
      upstream.play(async (response) => {
        beginEvents(response);
        for (let at = 0; at < bytes.length; at += size) {
          await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve));
        }
        response.end();
      });
      const received = await post('/v1/chat/completions', OPENAI_BODY(`hidden-${size}`, ',"stream":true'));
      expect(received.body.toString()).toBe(wanted);
    }
  });

  it('a stream whose last event has no blank line behind it', async () => {
    const bytes = completionFrames(pieces).join('').trimEnd();
    upstream.play((response) => {
      beginEvents(response);
      response.end(bytes);
    });
    const more = ',"stream":true,"stream_options":{"include_usage":true}';
    expect((await post('/v1/chat/completions', OPENAI_BODY('no-end', more))).body.toString()).toBe(bytes);
    const hidden = await post('/v1/chat/completions', OPENAI_BODY('no-end-hidden', ',"stream":true'));
    expect(hidden.body.toString()).toBe(completionFrames(pieces, false).join('').trimEnd());
  });
});

describe('headers', () => {
  it('of the client that mean something to a provider go along, and no others', async () => {
    upstream.play((response) => sendJson(response, completion('ok')));
    await post('/v1/chat/completions', OPENAI_BODY('headers'), {
      'openai-organization': 'org-1',
      'openai-beta': 'x=1',
      'idempotency-key': 'i-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      cookie: 'session=secret',
      'x-forwarded-for': '10.0.0.1',
      'x-reprise-cache-tags': 'a',
      'accept-encoding': 'gzip',
      'user-agent': 'an-app/1',
    });
    const headers = upstream.received[0]?.headers ?? {};
    expect(headers).toMatchObject({
      authorization: `Bearer ${PROVIDER_KEYS.OPENAI_API_KEY}`,
      'openai-beta': 'x=1',
      'idempotency-key': 'i-1',
      'accept-encoding': 'identity',
      'user-agent': 'an-app/1',
      traceparent: expect.any(String),
    });
    // The organization is the client's, and the key is not.
    const dropped = ['cookie', 'x-forwarded-for', 'x-reprise-cache-tags', 'x-api-key', 'openai-organization'];
    for (const name of dropped) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('of Anthropic: its version is set where the client sent none, and kept where it did', async () => {
    upstream.play((response) => sendJson(response, message('ok')));
    await post('/v1/messages', ANTHROPIC_BODY('version-1'));
    await post('/v1/messages', ANTHROPIC_BODY('version-2'), { 'anthropic-version': '2026-10-21' });
    expect(upstream.received.map(({ headers }) => headers['anthropic-version'])).toEqual([
      '2023-06-01',
      '2026-10-21',
    ]);
    expect(upstream.received[0]?.headers).toMatchObject({ 'x-api-key': PROVIDER_KEYS.ANTHROPIC_API_KEY });
    expect(upstream.received[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('what an SDK reads through the gateway is what it reads from the provider', () => {
  let mock: MockProvider;
  let through: TestGateway;
  let dispose: () => Promise<void>;
  beforeAll(async () => {
    ({ upstream: mock, gateway: through, dispose } = await startStack());
  });
  afterAll(() => dispose());

  const ask = { messages: [{ role: 'user' as const, content: 'What is a cache?' }] };
  const collect = async <T>(events: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const event of events) all.push(event);
    return all;
  };
  /** The mock numbers its answers and dates them; all else has to be equal. */
  const timeless = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (name, field: unknown) =>
        name === 'id' || name === 'created' || name === '_request_id' ? typeof field : field,
      ),
    );

  it('OpenAI: JSON, stream with usage, embeddings, models', async () => {
    const read = async (baseURL: string) => {
      const client = openaiClient(baseURL);
      const model = 'metamorphic';
      return timeless({
        json: await client.chat.completions.create({ ...ask, model }),
        stream: await collect(
          await client.chat.completions.create({
            ...ask,
            model: `${model}-stream`,
            stream: true,
            stream_options: { include_usage: true },
          }),
        ),
        embeddings: await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] }),
        models: (await client.models.list()).data,
      });
    };
    expect(await read(`${through.url}/v1`)).toEqual(await read(`${mock.url}/v1`));
  });

  it('OpenAI: a stream without usage, but that usage may be null in it', async () => {
    const read = async (baseURL: string) => {
      const client = openaiClient(baseURL);
      const stream = await client.chat.completions.create({ ...ask, model: 'no-usage', stream: true });
      const chunks = await collect(stream);
      expect(chunks.every((chunk) => chunk.usage === undefined || chunk.usage === null)).toBe(true);
      return timeless(chunks.map(({ usage: _, ...chunk }) => chunk));
    };
    expect(await read(`${through.url}/v1`)).toEqual(await read(`${mock.url}/v1`));
  });

  it('Anthropic: JSON, stream, models', async () => {
    const read = async (baseURL: string) => {
      const client = anthropicClient(baseURL);
      const common = { ...ask, max_tokens: 99 };
      return timeless({
        json: await client.messages.create({ ...common, model: 'metamorphic' }),
        stream: await collect(
          await client.messages.create({ ...common, model: 'metamorphic-stream', stream: true }),
        ),
        models: (await client.models.list()).data,
      });
    };
    expect(await read(`${through.url}/anthropic`)).toEqual(await read(mock.url));
  });

  it.each(['fault-400', 'fault-401', 'fault-404', 'fault-422'])('errors: %s', async (model) => {
    const errorsAt = async (openaiUrl: string, anthropicUrl: string) => {
      const openai = await openaiClient(openaiUrl)
        .chat.completions.create({ ...ask, model })
        .catch((error: unknown) => error);
      const anthropic = await anthropicClient(anthropicUrl)
        .messages.create({ ...ask, max_tokens: 9, model })
        .catch((error: unknown) => error);
      return [openai, anthropic].map((error) => {
        const { status, code, type, message: text, name } = error as Error & Record<string, unknown>;
        return { status, code, type, name, text: String(text).replace(/mock\w+/g, 'mock') };
      });
    };
    expect(await errorsAt(`${through.url}/v1`, `${through.url}/anthropic`)).toEqual(
      await errorsAt(`${mock.url}/v1`, mock.url),
    );
  });
});
