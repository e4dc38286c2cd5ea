import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, completionFrames, message, messageFrames } from '../kit/answers.ts';
import {
  ANTHROPIC_JSON,
  ANTHROPIC_STREAM,
  anthropicClient,
  OPENAI_JSON,
  OPENAI_STREAM,
  openaiClient,
} from '../kit/asking.ts';
import { postJson } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { growth } from '../kit/metrics.ts';
import {
  beginEvents,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

const PIECES = ['Open the settings', ' – „Sicherheit“', ' and choose', ' 😀', ' dark mode.'];
const TEXT = PIECES.join('');

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({ env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS } });
});
beforeEach(() => {
  upstream.play((response, { path, body }) => {
    const { stream, stream_options: options } = JSON.parse(body.toString());
    const openai = path.endsWith('/chat/completions');
    if (!stream) return sendJson(response, openai ? completion(TEXT) : message(TEXT));
    beginEvents(response);
    const frames = openai ? completionFrames(PIECES, options?.include_usage === true) : messageFrames(PIECES);
    response.end(frames.join(''));
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

describe.each([
  { dialect: 'openai', json: OPENAI_JSON, stream: OPENAI_STREAM },
  { dialect: 'anthropic', json: ANTHROPIC_JSON, stream: ANTHROPIC_STREAM },
])('[C25] $dialect', ({ dialect, json, stream }) => {
  it('a stored stream serves a JSON client', async () => {
    const asking = { model: `${dialect}-stream-first`, question: 'How do I turn on dark mode?' };
    const miss = await stream.ask(gateway.url)(asking);
    const hit = await json.ask(gateway.url)(asking);
    expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
    expect(hit).toMatchObject({ text: TEXT, finish: miss.finish, usage: miss.usage });
    expect(hit.usage.output).toBe(PIECES.length);
    expect(upstream.received).toHaveLength(1);
  });

  it('a stored JSON answer serves a stream', async () => {
    const asking = { model: `${dialect}-json-first`, question: 'How do I turn on dark mode?' };
    const miss = await json.ask(gateway.url)(asking);
    const hit = await stream.ask(gateway.url)(asking);
    expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
    expect(hit).toMatchObject({ text: TEXT, finish: miss.finish, usage: miss.usage });
    expect(upstream.received).toHaveLength(1);
  });
});

describe('[C25] what nobody knows is kept', () => {
  it('a JSON hit of OpenAI is the stored body but for id and created', async () => {
    const body = { model: 'unknown-fields', messages: [{ role: 'user', content: 'What is kept?' }] };
    const miss = JSON.parse((await postJson(`${gateway.url}/v1/chat/completions`, body)).body.toString());
    const hit = await postJson(`${gateway.url}/v1/chat/completions`, body);
    const { id, created, ...kept } = JSON.parse(hit.body.toString());
    const { id: stored, created: then, ...sent } = miss;
    expect(kept).toEqual(sent);
    expect(kept.x_unknown).toEqual({ kept: [1, 'two', null] });
    expect(id).not.toBe(stored);
    expect(created).toBeGreaterThan(then);
    expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(60);
  });

  it('a JSON hit of Anthropic is the stored body but for its id', async () => {
    const body = {
      model: 'unknown-fields',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'What is kept?' }],
    };
    const miss = JSON.parse((await postJson(`${gateway.url}/v1/messages`, body)).body.toString());
    const hit = JSON.parse((await postJson(`${gateway.url}/v1/messages`, body)).body.toString());
    expect(hit.id).not.toBe(miss.id);
    expect({ ...hit, id: '' }).toEqual({ ...miss, id: '' });
  });

  it('a hit carries no header of the provider that answered once', async () => {
    upstream.play((response) =>
      sendJson(response, completion(TEXT), 200, {
        'x-request-id': 'req_upstream',
        'openai-organization': 'org-secret',
        'x-ratelimit-remaining-requests': '7',
      }),
    );
    const body = { model: 'headers', messages: [{ role: 'user', content: 'Whose headers?' }] };
    const miss = await postJson(`${gateway.url}/v1/chat/completions`, body);
    const hit = await postJson(`${gateway.url}/v1/chat/completions`, body);
    expect(miss.headers).toMatchObject({
      'x-request-id': 'req_upstream',
      'openai-organization': 'org-secret',
    });
    for (const name of ['x-request-id', 'openai-organization', 'x-ratelimit-remaining-requests']) {
      expect(hit.headers).not.toHaveProperty(name);
    }
  });
});

describe('[C26] include_usage is the client’s choice, on misses as on hits', () => {
  const chunks = async (model: string, includeUsage: boolean) => {
    const stream = await openaiClient(`${gateway.url}/v1`).chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'How do I turn on dark mode?' }],
      stream: true,
      ...(includeUsage ? { stream_options: { include_usage: true } } : {}),
    });
    const all = [];
    for await (const chunk of stream) all.push(chunk);
    return all;
  };

  it('without it no chunk carries usage, and the tokens are counted all the same', async () => {
    const [input, output] = await growth(
      gateway.url,
      [
        ['reprise_tokens_total', { type: 'input' }],
        ['reprise_tokens_total', { type: 'output' }],
      ],
      async () => {
        const miss = await chunks('no-usage', false);
        expect(miss.some((chunk) => chunk.usage)).toBe(false);
        expect(miss.every((chunk) => chunk.choices.length === 1)).toBe(true);
      },
    );
    expect(input).toBe(7);
    expect(output).toBe(PIECES.length);
    expect(JSON.parse(upstream.received[0]?.body.toString() ?? '').stream_options).toEqual({
      include_usage: true,
    });
    const hit = await chunks('no-usage', false);
    expect(hit.some((chunk) => chunk.usage)).toBe(false);
    expect(hit.every((chunk) => chunk.choices.length === 1)).toBe(true);
    expect(upstream.received).toHaveLength(1);
  });

  it('with it exactly the last chunk carries usage, also for a hit on an answer that was asked for without', async () => {
    await chunks('usage-later', false);
    const hit = await chunks('usage-later', true);
    expect(upstream.received).toHaveLength(1);
    expect(hit.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7, total_tokens: 12 } });
    expect(hit.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    const miss = await chunks('usage-first', true);
    expect(miss.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7, total_tokens: 12 } });
  });

  it('a replay comes in several chunks under one id, the role first and the finish reason last', async () => {
    await chunks('pieces', false);
    const hit = await chunks('pieces', false);
    expect(hit.length).toBeGreaterThan(2);
    expect(new Set(hit.map(({ id }) => id)).size).toBe(1);
    expect(hit[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(hit.map((chunk) => chunk.choices[0]?.finish_reason ?? null)).toEqual([
      ...Array(hit.length - 1).fill(null),
      'stop',
    ]);
  });

  it('Anthropic’s events come in its order, and count the tokens that were stored', async () => {
    const events = async () => {
      const stream = await anthropicClient(`${gateway.url}/anthropic`).messages.create({
        model: 'events',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'How do I turn on dark mode?' }],
        stream: true,
      });
      const all = [];
      for await (const event of stream) all.push(event);
      return all;
    };
    await events();
    const hit = await events();
    expect(upstream.received).toHaveLength(1);
    const types = hit.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(hit.find((event) => event.type === 'message_delta')).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: PIECES.length },
    });
  });
});
