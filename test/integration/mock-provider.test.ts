import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { createMockProvider, MOCK_FAULTS, type MockProvider, type MockProviderOptions } from '#bench';
import { closedLoop } from '../../bench/load/closed-loop.ts';
import { openLoop } from '../../bench/load/open-loop.ts';
import { endpointOf } from '../../bench/load/request.ts';

const open: MockProvider[] = [];

async function start(options: MockProviderOptions = {}) {
  const mock = await createMockProvider(options);
  open.push(mock);
  const openai = new OpenAI({ apiKey: 'test', baseURL: `${mock.url}/v1`, maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: 'test', baseURL: mock.url, maxRetries: 0 });
  return { mock, openai, anthropic };
}

function post(mock: MockProvider, model: string, stream = false, path = '/v1/chat/completions') {
  return fetch(mock.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model, stream, max_tokens: 9, messages: [{ role: 'user', content: 'hello' }] }),
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((mock) => mock.close()));
});

const ask = { model: 'm', messages: [{ role: 'user' as const, content: 'What is a cache?' }] };

describe('answers that the official clients read', () => {
  it('gives OpenAI the same text as JSON and as a stream, and usage when it is asked for', async () => {
    const { openai } = await start({ answerTokens: 12 });
    const whole = await openai.chat.completions.create(ask);
    const chunks = await collect(
      await openai.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }),
    );
    const streamed = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(streamed).toBe(whole.choices[0]?.message.content);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks).toHaveLength(1 + 12 + 1 + 1);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('sends no usage chunk to an OpenAI client that did not ask for it', async () => {
    const { openai } = await start();
    const chunks = await collect(await openai.chat.completions.create({ ...ask, stream: true }));
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('gives Anthropic the same text as JSON and as a stream, in the order of its events', async () => {
    const { mock, anthropic } = await start({ answerTokens: 5 });
    const whole = await anthropic.messages.create({ ...ask, max_tokens: 99 });
    const streamed = await anthropic.messages.stream({ ...ask, max_tokens: 99 }).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage).toMatchObject({ output_tokens: 5, input_tokens: whole.usage.input_tokens });
    expect(streamed.stop_reason).toBe('end_turn');

    const raw = await (await post(mock, 'm', true, '/v1/messages')).text();
    const events = [...raw.matchAll(/^event: (.+)\ndata: (.+)\n\n/gm)].map(([, name, data]) => ({
      name,
      data: JSON.parse(data ?? ''),
    }));
    expect(events.every(({ name, data }) => data.type === name)).toBe(true);
    expect(events.map(({ name }) => name)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      ...Array(5).fill('content_block_delta'),
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('embeds texts as unit vectors in input order, as floats and as the base64 that the client asks for', async () => {
    const { openai } = await start({ dimensions: 64 });
    const input = ['a red apple', 'a green apple'];
    const base64 = await openai.embeddings.create({ model: 'e', input });
    const floats = await openai.embeddings.create({ model: 'e', input, encoding_format: 'float' });
    expect(base64.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(base64.data).toEqual(floats.data);
    expect(Math.hypot(...(floats.data[0]?.embedding ?? []))).toBeCloseTo(1, 5);
  });

  it('lists its models in the shape of the API that asks', async () => {
    const { openai, anthropic } = await start({ models: ['a', 'b'] });
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await anthropic.models.list()).data.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('answers by the function it was given', async () => {
    const { openai } = await start({ answer: (question) => `“${question}”\n\nsaid ` });
    const whole = await openai.chat.completions.create(ask);
    expect(whole.choices[0]?.message.content).toBe('“What is a cache?”\n\nsaid ');
  });
});

describe('refusals', () => {
  it('refuses a missing or wrong key in the envelope of each provider', async () => {
    const { openai, anthropic } = await start({ keys: ['right'] });
    await expect(openai.chat.completions.create(ask)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    await expect(anthropic.messages.create({ ...ask, max_tokens: 9 })).rejects.toMatchObject({
      status: 401,
      error: { type: 'error', error: { type: 'authentication_error' } },
    });
  });

  it('refuses what the real APIs refuse: no messages, no max_tokens, an unknown path, broken JSON', async () => {
    const { mock } = await start();
    const status = async (path: string, body: string) =>
      (await fetch(mock.url + path, { method: 'POST', body, headers: { 'anthropic-version': '2023-06-01' } }))
        .status;
    expect(await status('/v1/chat/completions', '{"model":"m"}')).toBe(400);
    expect(await status('/v1/messages', JSON.stringify(ask))).toBe(400);
    expect(await status('/v1/unknown', JSON.stringify(ask))).toBe(404);
    expect(await status('/v1/chat/completions', '{')).toBe(400);
  });
});

describe('faults', () => {
  it.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529])(
    'answers %i to both clients',
    async (status) => {
      const { openai, anthropic } = await start();
      const model = `fault-${status}`;
      await expect(openai.chat.completions.create({ ...ask, model })).rejects.toMatchObject({ status });
      await expect(
        anthropic.messages.create({ ...ask, model, max_tokens: 9, stream: true }),
      ).rejects.toMatchObject({ status, error: { type: 'error' } });
    },
  );

  it('names a wait with 429 unless it is asked for a bare one', async () => {
    const { mock } = await start();
    expect((await post(mock, 'fault-429')).headers.get('retry-after')).toBe('1');
    const bare = await post(mock, 'fault-429-bare');
    expect([bare.status, bare.headers.get('retry-after')]).toEqual([429, null]);
    expect(await (await post(mock, 'fault-quota')).json()).toMatchObject({
      error: { code: 'insufficient_quota' },
    });
  });

  it('fails the first n requests of a counted fault, and again after a reset', async () => {
    const { mock } = await start();
    const statuses = async () => {
      const all = [];
      for (let index = 0; index < 3; index++) all.push((await post(mock, 'fault-500x2')).status);
      return all;
    };
    expect(await statuses()).toEqual([500, 500, 200]);
    mock.reset();
    expect(await statuses()).toEqual([500, 500, 200]);
    expect(mock.requests()).toBe(3);
  });

  it('never answers a mistyped fault well', async () => {
    const { mock } = await start();
    expect((await post(mock, 'fault-5oo')).status).toBe(404);
  });

  it('cuts a stream after k events by destroying the connection', async () => {
    const { mock } = await start();
    const { received, failed } = await drain(await post(mock, 'fault-cut-4', true));
    expect(failed).toBe(true);
    expect(received.match(/^data: /gm)).toHaveLength(4);
  });

  it('ends a stream cleanly without its terminal event', async () => {
    const { mock } = await start();
    const { received, failed } = await drain(await post(mock, 'fault-cut-clean', true));
    expect(failed).toBe(false);
    expect(received).not.toContain('[DONE]');
    expect(received.match(/^data: /gm)).toHaveLength(3);
  });

  it('reports an error inside a stream so that the official clients throw', async () => {
    const { openai, anthropic } = await start();
    const model = 'fault-error-event';
    await expect(async () =>
      collect(await openai.chat.completions.create({ ...ask, model, stream: true })),
    ).rejects.toThrow(/server had an error/);
    await expect(anthropic.messages.stream({ ...ask, model, max_tokens: 9 }).finalMessage()).rejects.toThrow(
      /Overloaded/,
    );
  });

  it('cuts a JSON answer in the middle of its body', async () => {
    const { mock } = await start();
    const { received, failed } = await drain(await post(mock, 'fault-cut'));
    expect(failed).toBe(true);
    expect(received.startsWith('{"id":"chatcmpl-')).toBe(true);
  });

  it.each(['fault-stall', 'fault-reset'])('gives no headers for %s', async (model) => {
    const { mock } = await start({ record: 1 });
    const sent = post(mock, model);
    const outcome = sent.then(
      () => 'headers',
      () => 'none',
    );
    const first = await Promise.race([outcome, new Promise((wake) => setTimeout(wake, 150, 'silence'))]);
    expect(first).toBe(model === 'fault-stall' ? 'silence' : 'none');
    await mock.close();
    expect(await outcome).toBe('none');
    await expect.poll(() => mock.seen()[0]?.outcome).toBe('aborted');
  });

  it('stalls a stream after its headers and k events', async () => {
    const { mock } = await start();
    const response = await post(mock, 'fault-stall-stream-2', true);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('"role":"assistant"');
    const draining = (async () => {
      for (let read = await reader?.read(); read?.done === false; read = await reader?.read());
    })();
    const outcome = draining.then(
      () => 'ended',
      () => 'failed',
    );
    expect(await Promise.race([outcome, new Promise((wake) => setTimeout(wake, 150, 'silence'))])).toBe(
      'silence',
    );
    await mock.close();
    expect(await outcome).toBe('failed');
  });

  it('sends pages, noise, nothing, blanks and other finish reasons with 200', async () => {
    const { mock } = await start();
    expect((await post(mock, 'fault-html')).headers.get('content-type')).toContain('text/html');
    const broken = async (model: string, stream: boolean) => (await post(mock, model, stream)).text();
    const garbage = await broken('fault-garbage', false);
    expect(() => JSON.parse(garbage)).toThrow();
    expect(await broken('fault-garbage', true)).not.toContain('[DONE]');
    expect(await broken('fault-empty', false)).toBe('');
    expect(await broken('fault-empty', true)).toBe('');
    expect(JSON.parse(await broken('fault-blank', false)).choices[0].message.content).toBe('');
    expect(JSON.parse(await broken('fault-length', false)).choices[0].finish_reason).toBe('length');
    expect(JSON.parse(await broken('fault-filter', false)).choices[0].finish_reason).toBe('content_filter');
  });

  it('applies every fault of the table to some request', async () => {
    const { mock } = await start();
    const normal = await (await post(mock, 'm')).text();
    for (const { name } of MOCK_FAULTS.filter(({ name }) => !/stall|slow|reset/.test(name))) {
      const response = await post(mock, name);
      const { received, failed } = await drain(response);
      const same = received.replace(/mock\w{8}/, '').replace(name, 'm') === normal.replace(/mock\w{8}/, '');
      expect(failed || response.status !== 200 || !same, name).toBe(true);
    }
  });
});

describe('pace and records', () => {
  it('waits for the first byte as long as it is told, and longer for fault-slow', async () => {
    const { mock } = await start({ latency: { kind: 'fixed', ms: 30 } });
    const timed = async (model: string) => {
      const begin = performance.now();
      await (await post(mock, model)).text();
      return performance.now() - begin;
    };
    expect(await timed('m')).toBeGreaterThanOrEqual(28);
    expect(await timed('fault-slow-60')).toBeGreaterThanOrEqual(85);
  });

  it('keeps the latest requests up to its bound and says which were answered', async () => {
    const { mock } = await start({ record: 2 });
    for (const model of ['a', 'b', 'c']) await (await post(mock, model)).text();
    expect(mock.seen().map(({ body }) => JSON.parse(body).model)).toEqual(['b', 'c']);
    expect(mock.requests()).toBe(3);
    expect(mock.seen()[0]?.outcome).toBe('answered');
  });

  it('keeps nothing unless it is told to', async () => {
    const { mock } = await start();
    await (await post(mock, 'a')).text();
    expect(mock.seen()).toEqual([]);
  });
});

describe('the load generator against the mock provider', () => {
  const body = (model: string, stream = false) =>
    JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hello' }] });
  const load = (mock: MockProvider) => ({
    endpoint: endpointOf(`${mock.url}/v1/chat/completions`),
    warmUpSeconds: 0.05,
    seconds: 0.3,
  });

  it('counts every answer of a closed loop, JSON and streams, and no failure', async () => {
    const { mock } = await start();
    const result = await closedLoop({
      ...load(mock),
      connections: 4,
      body: (index) => body('m', index % 2 === 0),
    });
    expect(result.failed).toBe(0);
    expect(result.ok).toBeGreaterThan(10);
    expect(result.outcomes).toEqual({ 200: result.ok });
    expect(result.total.n).toBe(result.ok);
  });

  it('counts errors by status and by reason, never as answers', async () => {
    const { mock } = await start();
    const models = ['fault-503', 'fault-cut', 'fault-reset'];
    const result = await closedLoop({
      ...load(mock),
      connections: 3,
      body: (index) => Promise.resolve(body(models[index % 3] ?? '', true)),
    });
    expect(result.ok).toBe(0);
    expect(result.outcomes[503]).toBeGreaterThan(0);
    expect(result.outcomes['closed before the end']).toBeGreaterThan(0);
    expect(result.outcomes.ECONNRESET).toBeGreaterThan(0);
  });

  it('sends an open loop at its rate and measures every request of the window', async () => {
    const { mock } = await start();
    const result = await openLoop({ ...load(mock), perSecond: 200, body: () => body('m') });
    expect(result.ok).toBe(60);
    expect(mock.requests()).toBe(70);
  });

  it('counts latency from the intended time when the server holds requests up', async () => {
    const { mock } = await start({ latency: { kind: 'fixed', ms: 50 } });
    // One connection, an arrival each 10 ms, 50 ms each: the queue grows, and so must the latencies.
    const result = await openLoop({
      ...load(mock),
      perSecond: 100,
      maxConnections: 1,
      body: () => body('m'),
    });
    expect(result.ok).toBe(30);
    expect(result.total.max).toBeGreaterThan(1_000_000);
    expect(result.total.p50).toBeGreaterThan(500_000);
  });

  it('takes the first byte of a stream long before its end', async () => {
    const { mock } = await start({ tokensPerSecond: 200, answerTokens: 20 });
    const result = await closedLoop({
      ...load(mock),
      seconds: 0.5,
      connections: 2,
      body: () => body('m', true),
    });
    expect(result.ok).toBeGreaterThan(0);
    expect(result.total.p50 - result.firstByte.p50).toBeGreaterThan(80_000);
  });
});

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function drain(response: Response): Promise<{ received: string; failed: boolean }> {
  const decoder = new TextDecoder();
  let received = '';
  try {
    for await (const chunk of response.body ?? []) received += decoder.decode(chunk, { stream: true });
    return { received, failed: false };
  } catch {
    return { received, failed: true };
  }
}
