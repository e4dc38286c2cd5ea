import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, completionFrames, message, messageFrames } from '../kit/answers.ts';
import { type Answered, anthropicClient, openaiClient, WAYS } from '../kit/asking.ts';
import { jsonOf, postJson } from '../kit/exchange.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { growth } from '../kit/metrics.ts';
import {
  beginEvents,
  type Script,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

// One route over both vendors: when the first is down the other one answers, and no SDK can tell.

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const target = (provider: string, model: string) => ({ provider, model });
  const gpt = target('openai', 'gpt-4o-mini');
  const claude = target('anthropic', 'claude-haiku-4-5');
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: {
      'cache.match': 'exact',
      'logs.level': 'silent',
      routes: [
        { model: 'gpt-first', retries: 0, targets: [gpt, claude] },
        { model: 'claude-first', retries: 0, targets: [claude, gpt] },
        { model: 'claude-only', retries: 1, targets: [claude] },
        { model: 'gpt-first-or-less', retries: 0, unsupported: 'drop', targets: [gpt, claude] },
      ],
    },
  });
});
beforeEach(() => upstream.play((response) => sendJson(response, '{}', 500)));
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

type Vendor = 'openai' | 'anthropic';
const vendorOf = (path: string): Vendor => (path.endsWith('/messages') ? 'anthropic' : 'openai');
const asked = (): readonly Vendor[] => upstream.received.map(({ path }) => vendorOf(path));

const PIECES = ['Hello ', 'there'];
const answers: Script = (response, { path, body }) => {
  const isStream = (JSON.parse(body.toString()) as { stream?: boolean }).stream === true;
  const isClaude = vendorOf(path) === 'anthropic';
  if (!isStream) {
    sendJson(response, isClaude ? message('Hello there') : completion('Hello there'));
    return;
  }
  beginEvents(response);
  for (const frame of isClaude ? messageFrames(PIECES) : completionFrames(PIECES)) response.write(frame);
  response.end();
};

/** Ways for a provider to be down before its first token. */
const DOWN: readonly (readonly [string, Script])[] = [
  ['answers 500', (response) => sendJson(response, '{"error":{"message":"down"}}', 500)],
  ['answers 429', (response) => sendJson(response, '{"error":{"message":"later"}}', 429)],
  ['drops the connection', (response) => void response.destroy()],
  [
    'begins a stream with an error',
    (response, { body, path }, number) => {
      const { stream } = JSON.parse(body.toString()) as { stream?: boolean };
      if (!stream) return sendJson(response, '{}', 503);
      beginEvents(response);
      const error = { type: 'error', error: { type: 'overloaded_error', message: `Overloaded ${number}` } };
      response.end(
        `${vendorOf(path) === 'anthropic' ? 'event: error\n' : ''}data: ${JSON.stringify(error)}\n\n`,
      );
    },
  ],
];

const withoutHeaders = ({ headers: _headers, status: _status, id: _id, ...told }: Answered) => told;

describe.each(WAYS)('$name', ({ name, ask }) => {
  describe.each(['gpt-first', 'claude-first'])('%s', (model) => {
    const [first, second]: readonly Vendor[] =
      model === 'gpt-first' ? ['openai', 'anthropic'] : ['anthropic', 'openai'];

    it.each(DOWN)('is answered by the other vendor when the first one %s', async (how, down) => {
      upstream.play(answers);
      const whole = await ask(gateway.url)({ model, question: `${name} ${how} up` });
      expect(asked()).toEqual([first]);
      upstream.play((response, request, number) =>
        vendorOf(request.path) === first
          ? down(response, request, number)
          : answers(response, request, number),
      );
      const failedOver = await ask(gateway.url)({ model, question: `${name} ${how} down` });
      expect(asked()).toEqual([first, second]);
      expect(withoutHeaders(failedOver)).toEqual(withoutHeaders(whole));
      expect(failedOver.headers.get('x-reprise-provider')).toBe(second);
      expect(failedOver.headers.get('x-reprise-attempts')).toBe('2');
    });
  });
});

it('a conversation with tools goes from one vendor to the other and back, in either SDK', async () => {
  const down =
    (vendor: Vendor): Script =>
    (response, request, number) => {
      if (vendorOf(request.path) === vendor) return sendJson(response, '{}', 503);
      const isClaude = vendor === 'openai';
      const input = { city: 'Rome', turn: number };
      const id = `${isClaude ? 'toolu' : 'call'}_${upstream.received.length}_${vendor}`;
      const claude = { content: [{ type: 'tool_use', id, name: 'weather', input }], stop_reason: 'tool_use' };
      const call = { id, type: 'function', function: { name: 'weather', arguments: JSON.stringify(input) } };
      const gpt = {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, tool_calls: [call] },
            finish_reason: 'tool_calls',
          },
        ],
      };
      sendJson(response, isClaude ? message('', claude) : completion('', gpt));
    };
  const turns: readonly Vendor[] = ['openai', 'anthropic', 'openai', 'anthropic'];

  const openai = openaiClient(`${gateway.url}/v1`);
  const chat: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Weather?' }];
  for (const vendor of turns) {
    upstream.play(down(vendor));
    const answer = await openai.chat.completions.create({
      model: 'gpt-first',
      messages: chat,
      tools: [{ type: 'function', function: { name: 'weather' } }],
    });
    const turn = answer.choices[0]?.message;
    const call = turn?.tool_calls?.[0];
    if (!turn || call?.type !== 'function') throw new Error('no call');
    expect(JSON.parse(call.function.arguments)).toMatchObject({ city: 'Rome' });
    chat.push(turn, { role: 'tool', tool_call_id: call.id, content: `sunny ${vendor}` });
  }
  expect(chat).toHaveLength(9);

  const anthropic = anthropicClient(`${gateway.url}/anthropic`);
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Weather?' }];
  for (const vendor of turns) {
    upstream.play(down(vendor));
    const answer = await anthropic.messages.create({
      model: 'gpt-first',
      max_tokens: 50,
      messages,
      tools: [{ name: 'weather', input_schema: { type: 'object' } }],
    });
    const [block] = answer.content;
    if (block?.type !== 'tool_use') throw new Error('no call');
    expect(block.input).toMatchObject({ city: 'Rome' });
    messages.push(
      { role: 'assistant', content: answer.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: block.id, content: `sunny ${vendor}` }] },
    );
  }
  // Each vendor has seen the whole history, with the other's calls and results in its own words.
  const last = upstream.received.at(-1);
  expect(vendorOf(last?.path ?? '')).toBe('openai');
  const seen = JSON.parse(last?.body.toString() ?? '{}') as { messages: { role: string }[] };
  expect(seen.messages.map(({ role }) => role)).toEqual([
    'user',
    ...Array(3).fill(['assistant', 'tool']).flat(),
  ]);
});

describe('a target that stands in', () => {
  const post = (model: string, extra: object) =>
    postJson(`${gateway.url}/v1/chat/completions`, {
      model,
      messages: [{ role: 'user', content: `Hi ${JSON.stringify(extra)}` }],
      ...extra,
    });
  const openaiDown: Script = (response, request, number) =>
    vendorOf(request.path) === 'openai'
      ? sendJson(response, '{"error":{"message":"down"}}', 503)
      : answers(response, request, number);

  it('is passed over when it cannot express the request: the first one’s error comes back', async () => {
    upstream.play(openaiDown);
    const answer = await post('gpt-first', { seed: 1 });
    expect(asked()).toEqual(['openai']);
    expect(answer.status).toBe(503);
    expect(jsonOf(answer)).toMatchObject({ error: { message: 'down' } });
  });

  it('takes the calls of the first one in the history, whatever their ids look like', async () => {
    const call = { id: 'functions.now:0', type: 'function', function: { name: 'now', arguments: '{}' } };
    const calls = completion('').replace(
      '"refusal":null',
      `"refusal":null,"tool_calls":[${JSON.stringify(call)}]`,
    );
    upstream.play((response) => sendJson(response, calls));
    const client = anthropicClient(`${gateway.url}/anthropic`);
    const asking = {
      model: 'gpt-first',
      max_tokens: 9,
      messages: [{ role: 'user' as const, content: 'When?' }],
    };
    const { content } = await client.messages.create(asking);
    const id = content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))[0] ?? '';
    expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
    upstream.play(openaiDown);
    await client.messages.create({
      ...asking,
      messages: [
        ...asking.messages,
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'noon' }] },
      ],
    });
    const [toOpenai, toAnthropic] = upstream.received.map(({ body }) => body.toString());
    expect(toOpenai?.split(JSON.stringify(id))).toHaveLength(3);
    expect(toAnthropic?.split(JSON.stringify(id))).toHaveLength(3);
  });

  it.each(['openai', 'anthropic'] as const)(
    'that refuses what it was asked in its own words is passed over: the error of %s comes back',
    async (first) => {
      const way = WAYS[first === 'openai' ? 0 : 2];
      const model = first === 'openai' ? 'gpt-first' : 'claude-first';
      const ask = () => way?.ask(gateway.url)({ model, question: 'Which fields are there?' });
      for (const status of [400, 413, 422]) {
        upstream.play((response, { path }) =>
          vendorOf(path) === first
            ? sendJson(response, '{"error":{"message":"down","type":"api_error"}}', 503)
            : sendJson(response, '{"error":{"message":"bad schema","type":"invalid_request_error"}}', status),
        );
        await expect(ask()).rejects.toMatchObject({ status: 503, message: expect.stringContaining('down') });
        expect(asked()).toEqual(first === 'openai' ? ['openai', 'anthropic'] : ['anthropic', 'openai']);
      }
    },
  );

  it('the first choice is not passed over for that: what it refuses, and so says again, is refused', async () => {
    upstream.play((response, _request, number) =>
      number === 1
        ? sendJson(response, '{"error":{"message":"down","type":"api_error"}}', 503)
        : sendJson(response, '{"error":{"message":"bad schema","type":"invalid_request_error"}}', 400),
    );
    const answer = await post('claude-only', {});
    expect(asked()).toEqual(['anthropic', 'anthropic']);
    expect(answer.status).toBe(400);
    expect(jsonOf(answer)).toMatchObject({ error: { message: 'bad schema' } });
  });

  it('is asked without what it cannot express where the route drops that, and says so', async () => {
    upstream.play(openaiDown);
    const dropped = await post('gpt-first-or-less', { seed: 2 });
    expect(dropped.status).toBe(200);
    expect(dropped.headers['x-reprise-dropped']).toBe('seed');
    expect(asked()).toEqual(['openai', 'anthropic']);
    upstream.play(answers);
    const whole = await post('gpt-first-or-less', { seed: 3 });
    expect(whole.headers['x-reprise-dropped']).toBeUndefined();
  });

  it('the first choice is not passed over: its refusal names the field', async () => {
    upstream.play(answers);
    const answer = await post('claude-first', { seed: 4 });
    expect(answer.status).toBe(400);
    expect(jsonOf(answer)).toMatchObject({ error: { code: 'unsupported-field', param: 'seed' } });
    expect(upstream.received).toHaveLength(0);
  });

  it('is never asked with the client’s own key', async () => {
    const open = await startTestGateway({
      env: upstreamAt(upstream.url),
      settings: {
        'logs.level': 'silent',
        routes: [
          {
            model: 'both',
            targets: [
              { provider: 'openai', model: 'gpt' },
              { provider: 'anthropic', model: 'claude' },
            ],
            retries: 0,
          },
        ],
      },
    });
    upstream.play(openaiDown);
    const answer = await postJson(`${open.url}/v1/chat/completions`, {
      model: 'both',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(answer.status).toBe(503);
    expect(asked()).toEqual(['openai']);
    await open.dispose();
  });

  it('an answer of another dialect costs and counts what it used', async () => {
    upstream.play(openaiDown);
    const [input, output] = await growth(
      gateway.url,
      [
        ['reprise_tokens_total', { type: 'input' }],
        ['reprise_tokens_total', { type: 'output' }],
      ],
      () => post('gpt-first', { stream: true, max_tokens: 77 }),
    );
    expect([input, output]).toEqual([7, PIECES.length]);
  });
});
