import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, completionFrames, message, messageFrames } from '../kit/answers.ts';
import {
  ANTHROPIC_JSON,
  ANTHROPIC_STREAM,
  anthropicClient,
  OPENAI_JSON,
  OPENAI_STREAM,
  openaiClient,
  WAYS,
  type Way,
} from '../kit/asking.ts';
import { jsonOf, postJson } from '../kit/exchange.ts';
import { createGate } from '../kit/gate.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { readMetrics, written } from '../kit/metrics.ts';
import {
  beginEvents,
  type Script,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { DECIDED_BY_BOUND, PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

// An answer that came for a client of one API serves clients of the other, where both asked the same.

const QUESTION = 'How can I turn on dark mode in the app?';
const PARAPHRASE = 'How do I turn on dark mode in the app?';
const TEXT = 'Open the settings and choose dark.';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...DECIDED_BY_BOUND, ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: {
      'logs.level': 'silent',
      routes: [
        {
          model: 'both',
          retries: 0,
          targets: [
            { provider: 'openai', model: 'gpt-4o-mini' },
            { provider: 'anthropic', model: 'claude-haiku-4-5' },
          ],
        },
      ],
    },
  });
});
const answers: Script = (response, { path, body }) => {
  const isClaude = path.endsWith('/messages');
  if ((JSON.parse(body.toString()) as { stream?: boolean }).stream !== true) {
    sendJson(response, isClaude ? message(TEXT) : completion(TEXT));
    return;
  }
  beginEvents(response);
  const pieces = TEXT.split(/(?<= )/);
  for (const frame of isClaude ? messageFrames(pieces) : completionFrames(pieces)) response.write(frame);
  response.end();
};
beforeEach(() => upstream.play(answers));
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

/** What both SDKs say alike: the limit has another name in each. */
const put = (way: Way, model: string, question: string, extra: object = {}) =>
  way.ask(gateway.url)({ model, question, extra: { ...limit(way), ...extra } });
const limit = ({ name }: Way) =>
  name.startsWith('openai') ? { max_completion_tokens: 1024 } : { max_tokens: 1024 };
const FINISH: Readonly<Record<string, string>> = { openai: 'stop', anthropic: 'end_turn' };

describe.each(['openai', 'anthropic'])('a model of %s', (provider) => {
  const pairs = [OPENAI_JSON, OPENAI_STREAM].flatMap((one) =>
    [ANTHROPIC_JSON, ANTHROPIC_STREAM].flatMap((other) => [
      { from: one, to: other },
      { from: other, to: one },
    ]),
  );

  it.each(pairs)('[C1] [C25] what was stored for $from.name serves $to.name', async ({ from, to }) => {
    const model = `${provider}/${from.name}-${to.name}`.replaceAll(/[ ,]+/g, '-');
    const stored = await put(from, model, QUESTION);
    expect(stored.status).toMatchObject({ fwd: 'miss' });
    expect(stored.text).toBe(TEXT);
    const hit = await put(to, model, QUESTION);
    expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
    expect(upstream.received).toHaveLength(1);
    expect(hit.text).toBe(TEXT);
    expect(hit.finish).toBe(FINISH[to.name.split(',')[0] ?? '']);
    expect(hit.usage).toEqual(stored.usage);
    expect(hit.id).not.toBe(stored.id);
    expect(hit.id).toMatch(to.name.startsWith('openai') ? /^chatcmpl-/ : /^msg_/);
    expect(hit.headers.get('x-reprise-provider')).toBe(provider);
  });

  it.each(pairs)('[C10] a paraphrase of $from.name is a hit for $to.name', async ({ from, to }) => {
    const model = `${provider}/near-${from.name}-${to.name}`.replaceAll(/[ ,]+/g, '-');
    await put(from, model, QUESTION);
    await written(gateway.url);
    const hit = await put(to, model, PARAPHRASE);
    expect(hit.status).toMatchObject({ hit: true, detail: 'semantic' });
    expect(hit.text).toBe(TEXT);
    expect(upstream.received).toHaveLength(1);
  });
});

it('on a route over both vendors an answer of the first one serves all four', async () => {
  for (const way of WAYS) {
    const answer = await put(way, 'both', 'Where are my settings?');
    expect(answer.text).toBe(TEXT);
    expect(answer.status.hit ?? false).toBe(way !== WAYS[0]);
  }
  expect(upstream.received.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
});

describe('[C1] requests that do not mean the same never share an answer', () => {
  const openai = { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 100 };
  const anthropic = { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 100 };
  const asks = async (model: string, api: 'openai' | 'anthropic', body: object): Promise<string> => {
    const path = api === 'openai' ? '/v1/chat/completions' : '/v1/messages';
    const headers = api === 'openai' ? {} : { 'anthropic-version': '2026-10-21' };
    const answer = await postJson(gateway.url + path, { model, ...body }, headers);
    expect(answer.status).toBe(200);
    return answer.headers['cache-status']?.toString() ?? '';
  };

  it.each([
    ['equal', {}, {}, true],
    [
      'labels',
      { user: 'a', metadata: { x: 'y' }, prompt_cache_key: 'k' },
      { metadata: { user_id: 'b' } },
      true,
    ],
    [
      'a cache breakpoint',
      {},
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
        ],
      },
      true,
    ],
    [
      'instructions',
      { messages: [{ role: 'system', content: 'Be brief.' }, ...openai.messages] },
      { system: 'Be brief.' },
      true,
    ],
    [
      'other instructions',
      { messages: [{ role: 'system', content: 'Be brief.' }, ...openai.messages] },
      { system: 'Be kind.' },
      false,
    ],
    ['none of them', {}, { system: 'Be brief.' }, false],
    [
      'tools',
      {
        tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
        tool_choice: 'auto',
      },
      { tools: [{ name: 'f', input_schema: { type: 'object' } }] },
      true,
    ],
    [
      'a tool that must be called',
      { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'required' },
      { tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }] },
      false,
    ],
    ['another limit', { max_tokens: 101 }, {}, false],
    ['stops', { stop: 'a' }, { stop_sequences: ['a'] }, true],
    ['other stops', { stop: 'a' }, { stop_sequences: ['a', 'b'] }, false],
    [
      'an image',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
          },
        ],
      },
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
          },
        ],
      },
      true,
    ],
    [
      'a schema, which is asked for in other words',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {}, strict: true } } },
      { output_config: { format: { type: 'json_schema', schema: {} } } },
      false,
    ],
  ])('%s', async (name, one, other, same) => {
    for (const provider of ['openai', 'anthropic']) {
      const model = `${provider}/${name}`;
      await asks(model, 'openai', { ...openai, ...one });
      expect(await asks(model, 'anthropic', { ...anthropic, ...other })).toMatch(
        same ? /; hit;/ : /fwd=miss/,
      );
    }
  });

  it('a field that only one API has keeps its request apart', async () => {
    const model = 'openai/apart';
    await asks(model, 'openai', openai);
    expect(await asks(model, 'openai', { ...openai, seed: 1 })).toMatch(/fwd=miss/);
    expect(await asks(model, 'openai', { ...openai, seed: 1 })).toMatch(/; hit;/);
    expect(await asks(model, 'anthropic', anthropic)).toMatch(/; hit;/);
  });
});

const lookups = async () =>
  (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });

describe('[C28] equal requests of two APIs at once', () => {
  it('share one call, each in its own words', async () => {
    const gate = createGate();
    upstream.play(async (response, request, number) => {
      await gate.opened;
      await answers(response, request, number);
    });
    const before = await lookups();
    const waiting = WAYS.map((way) => put(way, 'openai/at-once', QUESTION));
    await until('all have looked', async () => (await lookups()) - before >= WAYS.length);
    gate.open();
    const all = await Promise.all(waiting);
    for (const { text } of all) expect(text).toBe(TEXT);
    expect(all.filter(({ status }) => status.collapsed === true)).toHaveLength(WAYS.length - 1);
    expect(upstream.received.length).toBe(1);
  });
});

describe('[C28] an answer that was compressed unasked', () => {
  it('is as it came for clients of its API, and an error for those of the other who share it', async () => {
    const gate = createGate();
    upstream.play(async (response) => {
      await gate.opened;
      sendJson(response, gzipSync(completion(TEXT)) as never, 200, { 'content-encoding': 'gzip' });
    });
    const before = await lookups();
    const own = put(OPENAI_JSON, 'openai/compressed', QUESTION);
    await until('the call is made', () => upstream.received.length > 0);
    const other = put(ANTHROPIC_JSON, 'openai/compressed', QUESTION);
    await until('both have looked', async () => (await lookups()) - before >= 2);
    const refused = expect(other).rejects.toMatchObject({
      status: 502,
      error: { error: { details: { error_code: 'upstream-invalid-answer' } } },
    });
    gate.open();
    expect((await own).text).toBe(TEXT);
    await refused;
    expect(upstream.received).toHaveLength(1);
  });
});

describe('what is stored stays as its provider said it', () => {
  it('unknown fields come back to a client of that API, whoever asked first', async () => {
    await put(ANTHROPIC_JSON, 'openai/kept', QUESTION);
    const { data } = await openaiClient(`${gateway.url}/v1`)
      .chat.completions.create({
        model: 'openai/kept',
        max_completion_tokens: 1024,
        messages: [{ role: 'user', content: QUESTION }],
      })
      .withResponse();
    expect(data).toMatchObject({
      x_unknown: { kept: [1, 'two', null] },
      choices: [{ message: { mood: 'calm' } }],
    });
    expect(upstream.received).toHaveLength(1);
  });

  it('an answer that the other API has no form for is no hit there', async () => {
    upstream.play((response, request, number) =>
      number === 1
        ? sendJson(
            response,
            completion(TEXT).replace('"refusal":null', '"refusal":null,"audio":{"id":"a","transcript":"x"}'),
          )
        : answers(response, request, number),
    );
    await put(OPENAI_JSON, 'openai/spoken', QUESTION);
    const miss = await put(ANTHROPIC_JSON, 'openai/spoken', QUESTION);
    expect(miss.status).toEqual({ fwd: 'miss', detail: 'policy:dialect' });
    expect(upstream.received).toHaveLength(2);
  });

  it('a dropped field is named on hits as on misses', async () => {
    const client = anthropicClient(`${gateway.url}/anthropic`);
    const ask = () =>
      client.messages
        .create({
          model: 'openai/named',
          max_tokens: 9,
          system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
          messages: [{ role: 'user', content: QUESTION }],
        })
        .withResponse();
    for (const expected of [/fwd=miss/, /; hit;/]) {
      const { response } = await ask();
      expect(response.headers.get('cache-status')).toMatch(expected);
      expect(response.headers.get('x-reprise-dropped')).toBe('system[0].cache_control');
    }
  });

  it('an answer that came after a failover is not stored', async () => {
    upstream.play((response, request, number) =>
      request.path.endsWith('/messages') ? answers(response, request, number) : sendJson(response, '{}', 500),
    );
    const ask = () =>
      postJson(`${gateway.url}/v1/chat/completions`, {
        model: 'both',
        messages: [{ role: 'user', content: 'What is new?' }],
      });
    for (const attempt of [1, 2]) {
      const answer = await ask();
      expect(jsonOf(answer)).toMatchObject({ choices: [{ message: { content: TEXT } }] });
      expect(answer.headers['cache-status']).toMatch(/fwd=miss/);
      expect(upstream.received).toHaveLength(2 * attempt);
    }
  });
});
