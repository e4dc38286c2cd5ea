import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  anthropicError,
  completion,
  completionFrames,
  message,
  messageFrames,
  openaiError,
} from '../kit/answers.ts';
import { anthropicClient, openaiClient } from '../kit/asking.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  beginEvents,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

// The SDK of one API in front of a provider of the other one.

const CLAUDE = 'anthropic/claude-haiku-4-5';
const GPT = 'openai/gpt-4o-mini';
const PNG = 'iVBORw0KGgo=';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let openai: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: {
      'cache.mode': 'off',
      'logs.level': 'silent',
      routes: [
        {
          model: 'claude-or-less',
          unsupported: 'drop',
          targets: [{ provider: 'anthropic', model: 'claude-haiku-4-5' }],
        },
        {
          model: 'gpt-or-less',
          unsupported: 'drop',
          targets: [{ provider: 'openai', model: 'gpt-4o-mini' }],
        },
      ],
    },
  });
  openai = openaiClient(`${gateway.url}/v1`);
  anthropic = anthropicClient(`${gateway.url}/anthropic`);
});
beforeEach(() => upstream.play((response) => sendJson(response, '{}', 500)));
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

/** What the provider was sent last. */
const sent = () => {
  const last = upstream.received.at(-1);
  return {
    path: last?.path,
    headers: last?.headers ?? {},
    body: JSON.parse(last?.body.toString() ?? 'null') as Record<string, unknown>,
  };
};

const answer = (body: string) => upstream.play((response) => sendJson(response, body));
const stream = (frames: readonly string[]) =>
  upstream.play((response) => {
    beginEvents(response);
    for (const frame of frames) response.write(frame);
    response.end();
  });
/** Sends the rest once the client has read the beginning; what it calls to say so. */
const streamInTwo = (beginning: readonly string[], rest: readonly string[]): (() => void) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  upstream.play(async (response) => {
    beginEvents(response);
    for (const frame of beginning) response.write(frame);
    await promise;
    for (const frame of rest) response.write(frame);
    response.end();
  });
  return resolve;
};
const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const data = (fields: object): string => `data: ${JSON.stringify(fields)}\n\n`;

const TOOLS = [
  {
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      strict: true,
    },
  },
  { type: 'function' as const, function: { name: 'now' } },
];

describe('the OpenAI SDK with a Claude model', () => {
  it('asks in Anthropic’s words and gets a completion, its usage with the cached tokens in it', async () => {
    answer(
      message('Hello.', {
        usage: {
          input_tokens: 7,
          cache_read_input_tokens: 100,
          cache_creation_input_tokens: 20,
          output_tokens: 5,
        },
      }),
    );
    const { data: completed, response } = await openai.chat.completions
      .create({
        model: CLAUDE,
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Yes?' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
              { type: 'image_url', image_url: { url: 'https://example.com/i.png', detail: 'auto' } },
              { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
            ],
          },
        ],
        temperature: 0.5,
        top_p: 0.9,
        stop: 'END',
        user: 'u-1',
        reasoning_effort: 'high',
        n: 1,
        frequency_penalty: 0,
      })
      .withResponse();
    expect(sent().path).toBe('/v1/messages');
    expect(sent().headers).toMatchObject({
      'x-api-key': 'sk-ant-provider',
      'anthropic-version': '2023-06-01',
    });
    expect(sent().headers.authorization).toBeUndefined();
    expect(sent().body).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 64_000,
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Be kind.' },
      ],
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yes?' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/i.png' } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
              title: 'a.pdf',
            },
          ],
        },
      ],
      temperature: 0.5,
      top_p: 0.9,
      stop_sequences: ['END'],
      output_config: { effort: 'high' },
      metadata: { user_id: 'u-1' },
    });
    expect(completed).toMatchObject({
      id: 'msg_upstream',
      object: 'chat.completion',
      model: 'scripted',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 127,
        completion_tokens: 5,
        total_tokens: 132,
        prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 20 },
      },
    });
    expect(completed.created).toBeGreaterThan(1_700_000_000);
    expect(response.headers.get('x-reprise-provider')).toBe('anthropic');
    expect(response.headers.get('x-reprise-dropped')).toBeNull();
  });

  it('calls tools, several at once, and takes their results', async () => {
    answer(
      message('', {
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Rome' } },
          { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
        ],
        stop_reason: 'tool_use',
      }),
    );
    const asked = [{ role: 'user' as const, content: 'Weather in Rome?' }];
    const first = await openai.chat.completions.create({
      model: CLAUDE,
      messages: asked,
      tools: TOOLS,
      tool_choice: 'required',
      parallel_tool_calls: false,
      max_completion_tokens: 50,
    });
    expect(sent().body).toMatchObject({
      max_tokens: 50,
      tools: [
        {
          name: 'weather',
          description: 'The weather of a city',
          input_schema: TOOLS[0]?.function.parameters,
          strict: true,
        },
        { name: 'now', input_schema: { type: 'object', properties: {} } },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect(sent().headers['anthropic-version']).toBe('2026-10-21');
    const turn = first.choices[0];
    expect(turn?.finish_reason).toBe('tool_calls');
    expect(turn?.message).toMatchObject({
      content: 'Let me see.',
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
        { id: 'toolu_2', type: 'function', function: { name: 'now', arguments: '{}' } },
      ],
    });

    answer(message('Sunny.'));
    if (!turn) throw new Error('no choice');
    const second = await openai.chat.completions.create({
      model: CLAUDE,
      tools: TOOLS,
      messages: [
        ...asked,
        turn.message,
        { role: 'tool', tool_call_id: 'toolu_1', content: 'sunny' },
        { role: 'tool', tool_call_id: 'toolu_2', content: [{ type: 'text', text: 'noon' }] },
        { role: 'user', content: 'And?' },
      ],
    });
    expect(sent().body.messages).toEqual([
      { role: 'user', content: 'Weather in Rome?' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Rome' } },
          { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' },
          { type: 'tool_result', tool_use_id: 'toolu_2', content: 'noon' },
          { type: 'text', text: 'And?' },
        ],
      },
    ]);
    expect(second.choices[0]?.message.content).toBe('Sunny.');
  });

  it('reads a stream as it comes, and its helper puts the answer together', async () => {
    const frames = messageFrames(['Hel', 'lo ', 'there']);
    const isRead = streamInTwo(frames.slice(0, 4), frames.slice(4));
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    const asked = await openai.chat.completions.create({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of asked) {
      chunks.push(chunk);
      if (chunk.choices[0]?.delta.content === 'Hel') isRead();
    }
    expect(sent().body.stream).toBe(true);
    expect(sent().body.stream_options).toBeUndefined();
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['msg_upstream']));
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Hello there');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);

    stream(messageFrames(['Hello']));
    const helper = openai.chat.completions.stream({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect((await helper.finalChatCompletion()).choices[0]).toMatchObject({
      message: { content: 'Hello' },
      finish_reason: 'stop',
    });
  });

  it('streams parallel tool calls piece by piece', async () => {
    const call = (index: number, id: string, name: string, pieces: readonly string[]) => [
      event('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
      ...pieces.map((partial_json) =>
        event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
      ),
      event('content_block_stop', { index }),
    ];
    const [start = ''] = messageFrames([]);
    stream([
      start,
      ...call(0, 'toolu_1', 'weather', ['', '{"city":', '"Rome"}']),
      ...call(1, 'toolu_2', 'now', ['']),
      event('message_delta', {
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { output_tokens: 9 },
      }),
      event('message_stop', {}),
    ]);
    const helper = openai.chat.completions.stream({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Weather?' }],
      tools: TOOLS,
    });
    const final = await helper.finalChatCompletion();
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
    expect(final.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
      { id: 'toolu_2', type: 'function', function: { name: 'now', arguments: '{}' } },
    ]);
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['pause_turn', 'length'],
    ['refusal', 'content_filter'],
  ])('an answer that stops with %s ends with %s, whole and as a stream', async (stop_reason, finish) => {
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    answer(message('Hello', { stop_reason, stop_sequence: stop_reason === 'stop_sequence' ? 'END' : null }));
    const whole = await openai.chat.completions.create({ model: CLAUDE, messages });
    expect(whole.choices[0]?.finish_reason).toBe(finish);
    stream(messageFrames(['Hello']).map((frame) => frame.replace('"end_turn"', JSON.stringify(stop_reason))));
    const ends: unknown[] = [];
    for await (const chunk of await openai.chat.completions.create({
      model: CLAUDE,
      messages,
      stream: true,
    })) {
      if (chunk.choices[0]?.finish_reason) ends.push(chunk.choices[0].finish_reason);
    }
    expect(ends).toEqual([finish]);
  });

  it('a schema for the answer is asked for in Anthropic’s field', async () => {
    answer(message('{"a":1}'));
    const schema = {
      type: 'object',
      properties: { a: { type: 'number' } },
      required: ['a'],
      additionalProperties: false,
    };
    const { response } = await openai.chat.completions
      .create({
        model: CLAUDE,
        messages: [{ role: 'user', content: 'Hi' }],
        response_format: { type: 'json_schema', json_schema: { name: 'it', schema, strict: true } },
      })
      .withResponse();
    expect(sent().body.output_config).toEqual({ format: { type: 'json_schema', schema } });
    expect(response.headers.get('x-reprise-dropped')).toBe('response_format.json_schema.name');
  });

  it('thinking comes as reasoning, and comes back to Claude as it was, signatures and all', async () => {
    const blocks = [
      { type: 'thinking', thinking: 'Rome is hot.', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'eA==' },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} },
    ];
    answer(message('', { content: blocks, stop_reason: 'tool_use' }));
    const asked = [{ role: 'user' as const, content: 'Weather?' }];
    const whole = await openai.chat.completions.create({ model: CLAUDE, messages: asked, tools: TOOLS });
    expect(whole.choices[0]?.message).toMatchObject({
      reasoning_content: 'Rome is hot.',
      content: 'Let me see.',
    });

    const [start = ''] = messageFrames([]);
    stream([
      start,
      event('content_block_start', {
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      }),
      event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Rome is ' } }),
      event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'hot.' } }),
      event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } }),
      event('content_block_stop', { index: 0 }),
      event('content_block_start', { index: 1, content_block: blocks[1] }),
      event('content_block_stop', { index: 1 }),
      event('content_block_start', { index: 2, content_block: { type: 'text', text: '' } }),
      event('content_block_delta', { index: 2, delta: { type: 'text_delta', text: 'Let me see.' } }),
      event('content_block_stop', { index: 2 }),
      event('content_block_start', { index: 3, content_block: blocks[3] }),
      event('content_block_stop', { index: 3 }),
      event('message_delta', {
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { output_tokens: 9 },
      }),
      event('message_stop', {}),
    ]);
    const helper = openai.chat.completions.stream({ model: CLAUDE, messages: asked, tools: TOOLS });
    const streamed = await helper.finalChatCompletion();

    for (const turn of [whole.choices[0]?.message, streamed.choices[0]?.message]) {
      if (!turn) throw new Error('no choice');
      answer(message('Noon.'));
      const results = [{ role: 'tool' as const, tool_call_id: 'toolu_1', content: 'noon' }];
      const { response } = await openai.chat.completions
        .create({ model: CLAUDE, tools: TOOLS, messages: [...asked, turn, ...results] })
        .withResponse();
      expect((sent().body.messages as unknown[])[1]).toEqual({ role: 'assistant', content: blocks });
      expect(response.headers.get('x-reprise-dropped')).toBeNull();

      // A provider of OpenAI's API never sees them, and is asked all the same.
      answer(completion('Noon.'));
      const { response: own } = await openai.chat.completions
        .create({ model: GPT, tools: TOOLS, messages: [...asked, turn, ...results] })
        .withResponse();
      expect(own.headers.get('x-reprise-dropped')).toBe(
        'messages[1].extensions, messages[1].reasoning_content',
      );
      const { extensions, reasoning_content, ...kept } = turn as unknown as Record<string, unknown>;
      expect(extensions).toBeDefined();
      expect(reasoning_content).toBeDefined();
      const [, resent] = sent().body.messages as Record<string, unknown>[];
      expect(resent).toEqual(JSON.parse(JSON.stringify(kept)));
    }
  });

  it('a field that Claude’s API cannot express is refused by name, or dropped by name where the route allows it', async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }], name: 'Ann' },
    ];
    for (const [extra, param] of [
      [{ seed: 1 }, 'seed'],
      [{ n: 2 }, 'n'],
      [{ logprobs: true }, 'logprobs'],
      [{ temperature: 1.5 }, 'temperature'],
      [{ response_format: { type: 'json_object' } }, 'response_format'],
      [{ reasoning_effort: 'minimal' }, 'reasoning_effort'],
      [{ never_heard_of: true }, 'never_heard_of'],
      [{ messages }, 'messages[0].name'],
    ] as const) {
      const body = { messages: [{ role: 'user' as const, content: 'Hi' }], ...extra };
      const refused = openai.chat.completions.create({ model: CLAUDE, ...body } as never);
      await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported-field', param });
    }
    expect(upstream.received).toHaveLength(0);

    answer(message('Hello.'));
    const { response } = await openai.chat.completions
      .create({
        model: 'claude-or-less',
        messages,
        seed: 1,
        temperature: 1.5,
        prompt_cache_key: 'k',
        logit_bias: { '1': 5 },
      })
      .withResponse();
    expect(response.headers.get('x-reprise-dropped')).toBe(
      'messages[0].name, seed, prompt_cache_key, logit_bias, temperature',
    );
    expect(sent().body).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });

  it('what does not change the answer is left out by name and refuses nothing', async () => {
    answer(message('Hello.'));
    const { response } = await openai.chat.completions
      .create(
        {
          model: CLAUDE,
          messages: [{ role: 'user', content: 'Hi' }],
          metadata: { a: 'b' },
          prompt_cache_key: 'k',
          service_tier: 'auto',
          store: false,
        },
        { headers: { 'openai-beta': 'x' } },
      )
      .withResponse();
    expect(response.headers.get('x-reprise-dropped')).toBe(
      'metadata, prompt_cache_key, service_tier, openai-beta',
    );
    expect(sent().headers['openai-beta']).toBeUndefined();
  });

  it('what Anthropic refuses in an ordinary conversation never reaches it', async () => {
    answer(message('Hello.'));
    await openai.chat.completions.create({
      model: 'claude-or-less',
      messages: [
        { role: 'system', content: '' },
        { role: 'user', content: 'a' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'b' },
          ],
        },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'functions.now:0', type: 'function', function: { name: 'now', arguments: '' } },
            { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{"a":' } },
          ],
        },
        { role: 'tool', tool_call_id: 'functions.now:0', content: '' },
        { role: 'assistant', content: 'Begun ' },
      ],
    });
    const id = `call_${Buffer.from('functions.now:0').toString('base64url')}`;
    expect(sent().body).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id, name: 'now', input: {} },
            { type: 'tool_use', id: 'call_2', name: 'now', input: {} },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id }] },
      ],
    });
    expect(sent().body.system).toBeUndefined();
  });

  it.each([
    [401, 'authentication_error', OpenAI.AuthenticationError, 401],
    [404, 'not_found_error', OpenAI.NotFoundError, 404],
    [429, 'rate_limit_error', OpenAI.RateLimitError, 429],
    [500, 'api_error', OpenAI.InternalServerError, 500],
    [529, 'overloaded_error', OpenAI.InternalServerError, 503],
  ])('an error %d of Anthropic is one of OpenAI’s', async (status, type, kind, told) => {
    upstream.play((response) =>
      sendJson(response, anthropicError('Sorry.', type), status, {
        'retry-after': '30',
        'request-id': 'req_up',
      }),
    );
    const failure = await openai.chat.completions
      .create({ model: CLAUDE, messages: [{ role: 'user', content: 'Hi' }] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ status: told, code: type, requestID: 'req_up' });
    expect((failure as Error).message).toContain('Sorry.');
    expect((failure as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('30');
  });

  it('an error before or in the middle of a stream is an error, and a cut one does not end well', async () => {
    const frames = messageFrames(['Hel', 'lo']);
    const error = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    const read = async (onText: () => void = () => {}): Promise<string> => {
      let text = '';
      const asked = await openai.chat.completions.create({
        model: CLAUDE,
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
      try {
        for await (const chunk of asked) {
          text += chunk.choices[0]?.delta.content ?? '';
          if (text === 'Hel') onText();
        }
      } catch (thrown) {
        return `${text}: ${String((thrown as InstanceType<typeof OpenAI.APIError>).code)}`;
      }
      return `${text}: end`;
    };
    stream(frames);
    expect(await read()).toBe('Hello: end');
    expect(await read(streamInTwo(frames.slice(0, 4), [error]))).toBe('Hel: overloaded_error');
    expect(await read(streamInTwo(frames.slice(0, 4), []))).toBe('Hel: upstream-stream-cut');
    stream([error]);
    await expect(read()).rejects.toMatchObject({ status: 503, code: 'overloaded_error' });
  });

  it('its own credential goes to Anthropic where it asked for Anthropic', async () => {
    const open = await startTestGateway({
      env: upstreamAt(upstream.url),
      settings: { 'cache.mode': 'off', 'logs.level': 'silent' },
    });
    answer(message('Hello.'));
    await openaiClient(`${open.url}/v1`, 'sk-ant-mine').chat.completions.create({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    // A key is taken as one, and an OAuth token as a bearer's.
    expect(sent().headers['x-api-key']).toBe('sk-ant-mine');
    expect(sent().headers.authorization).toBeUndefined();
    await openaiClient(`${open.url}/v1`, 'sk-ant-oat01-mine').chat.completions.create({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(sent().headers['x-api-key']).toBeUndefined();
    expect(sent().headers.authorization).toBe('Bearer sk-ant-oat01-mine');
    answer(completion('Hello.'));
    await new Anthropic({
      baseURL: `${open.url}/anthropic`,
      apiKey: null,
      maxRetries: 0,
      defaultHeaders: { 'x-api-key': 'sk-mine' },
    }).messages.create({
      model: GPT,
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(sent().headers.authorization).toBe('Bearer sk-mine');
    expect(sent().headers['x-api-key']).toBeUndefined();
    await open.dispose();
  });
});

describe('an answer of Claude that cannot be read', () => {
  const frames = messageFrames(['Hel', 'lo']);
  const bad = 'event: x\ndata: {bad\n\n';
  const read = async (): Promise<string> => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: CLAUDE, stream: true, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    return response.text();
  };
  const errors = (text: string): number => text.split('"error":').length - 1;

  it.each([
    ['and goes on', [frames.slice(0, 4).join('') + bad + frames.slice(4).join('')]],
    ['and is cut', [frames.slice(0, 4).join('') + bad]],
  ])('in the middle %s: what came before it is told, then one error and nothing more', async (_, pieces) => {
    stream(pieces);
    const text = await read();
    expect(text).toContain('"content":"Hel"');
    expect(text).not.toContain('"content":"lo"');
    expect(errors(text)).toBe(1);
    expect(text).not.toContain('[DONE]');
    expect(text.trim()).toMatch(/"code":"upstream-invalid-answer"\}\}$/);
  });

  it.each([
    ['a block', frames.slice(1)],
    ['its end', frames.slice(-2)],
    ['its end mark', frames.slice(-1)],
  ])('that begins with %s is an error, and no chunk without a head', async (_, pieces) => {
    stream(pieces);
    const text = await read();
    expect(errors(text)).toBe(1);
    expect(text).not.toContain('"choices"');
  });
});

describe('counts that the provider did not tell', () => {
  const usage = { input_tokens: 7, output_tokens: 5 };
  const known = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
  it.each([
    [usage, known],
    [
      { ...usage, cache_read_input_tokens: 0, output_tokens_details: { thinking_tokens: 0 } },
      {
        ...known,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    ],
  ])('are absent, and no zeroes: %j', async (told, expected) => {
    answer(message('Hello.', { usage: told }));
    const completed = await openai.chat.completions.create({
      model: CLAUDE,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(completed.usage).toEqual(expected);
  });
});

describe('numbers with more digits than JavaScript holds, such as ids of 64 bits', () => {
  const input = '{"id":12345678901234567891,"all":[-9007199254740993,1e400],"n":1.5}';
  const called = [
    { role: 'user' as const, content: 'a' },
    {
      role: 'assistant' as const,
      content: null,
      tool_calls: [{ id: 't', type: 'function' as const, function: { name: 'f', arguments: input } }],
    },
    { role: 'tool' as const, tool_call_id: 't', content: 'b' },
  ];

  it('keep them in the calls of a history that goes to Anthropic', async () => {
    answer(message('Hello.'));
    await openai.chat.completions.create({ model: CLAUDE, messages: called });
    expect(upstream.received.at(-1)?.body.toString()).toContain(`"input":${input}`);
  });

  it('keep them in the calls of an answer for Anthropic’s clients', async () => {
    const call = { id: 't', type: 'function', function: { name: 'f', arguments: input } };
    answer(completion('').replace('"refusal":null', `"refusal":null,"tool_calls":[${JSON.stringify(call)}]`));
    const response = await anthropic.messages
      .create({ model: GPT, max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
      .asResponse();
    expect(await response.text()).toContain(`"input":${input}`);
  });

  it('are refused in a history that goes from Anthropic’s clients to OpenAI', async () => {
    const body = JSON.stringify({
      model: GPT,
      max_tokens: 9,
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'b' }] },
      ],
    }).replace('"input":{}', `"input":${input}`);
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('`messages[1].content[0].input`');
  });
});

describe('a turn of nothing but reasoning that is left out', () => {
  const messages = (signature: string): Anthropic.MessageParam[] => [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 't', signature }] },
    { role: 'user', content: 'b' },
  ];

  it('is an empty message for OpenAI, which takes null beside calls only', async () => {
    answer(completion('Hello.'));
    await anthropic.messages.create({ model: GPT, max_tokens: 9, messages: messages('c2ln') });
    expect(sent().body.messages).toEqual([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'b' },
    ]);
  });

  it('is no message for Anthropic, which takes none without content', async () => {
    answer(message('Hello.'));
    const { response } = await anthropic.messages
      .create({ model: CLAUDE, max_tokens: 9, messages: messages('reprise:openai-chat') })
      .withResponse();
    expect(response.headers.get('x-reprise-dropped')).toBe('messages[1].content[0]');
    expect(sent().body.messages).toEqual([
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]);
  });
});

describe('the Anthropic SDK with an OpenAI model', () => {
  it('asks in OpenAI’s words and gets a message, its usage without the cached tokens', async () => {
    answer(
      completion('Hello.', {
        usage: {
          prompt_tokens: 127,
          completion_tokens: 5,
          total_tokens: 132,
          prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 20 },
          completion_tokens_details: { reasoning_tokens: 3 },
        },
      }),
    );
    const { data: told, response } = await anthropic.messages
      .create({
        model: GPT,
        max_tokens: 100,
        system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Yes?' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
              { type: 'image', source: { type: 'url', url: 'https://example.com/i.png' } },
              {
                type: 'document',
                title: 'a.pdf',
                source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
              },
            ],
          },
        ],
        stop_sequences: ['END'],
        metadata: { user_id: 'u-1' },
        output_config: { effort: 'high' },
      })
      .withResponse();
    expect(sent().path).toBe('/v1/chat/completions');
    expect(sent().headers.authorization).toBe('Bearer sk-provider');
    expect(Object.keys(sent().headers).filter((name) => name.startsWith('anthropic'))).toEqual([]);
    expect(sent().body).toEqual({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yes?' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
            { type: 'image_url', image_url: { url: 'https://example.com/i.png' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
      ],
      max_completion_tokens: 100,
      stop: ['END'],
      user: 'u-1',
      reasoning_effort: 'high',
    });
    expect(told).toMatchObject({
      id: 'chatcmpl-upstream',
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 7,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 20,
        output_tokens: 5,
        output_tokens_details: { thinking_tokens: 3 },
      },
    });
    expect(response.headers.get('x-reprise-dropped')).toBe('system[0].cache_control');
  });

  it('calls tools, several at once, and takes their results', async () => {
    const calls = [
      { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
      { id: 'call_2', type: 'function', function: { name: 'now', arguments: '' } },
    ];
    answer(
      completion('', {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, refusal: null, tool_calls: calls },
            finish_reason: 'tool_calls',
          },
        ],
      }),
    );
    const tools: Anthropic.Tool[] = [
      {
        name: 'weather',
        description: 'Of a city',
        input_schema: { type: 'object', properties: {} },
        strict: true,
      },
      { name: 'now', input_schema: { type: 'object' } },
    ];
    const asked: Anthropic.MessageParam[] = [{ role: 'user', content: 'Weather in Rome?' }];
    const first = await anthropic.messages.create({
      model: GPT,
      max_tokens: 50,
      messages: asked,
      tools,
      tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
    });
    expect(sent().body).toMatchObject({
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'Of a city',
            parameters: { type: 'object', properties: {} },
            strict: true,
          },
        },
        { type: 'function', function: { name: 'now', parameters: { type: 'object' } } },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: false,
    });
    expect(first.stop_reason).toBe('tool_use');
    expect(first.content).toMatchObject([
      { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Rome' } },
      { type: 'tool_use', id: 'call_2', name: 'now', input: {} },
    ]);

    answer(completion('Sunny.'));
    await anthropic.messages.create({
      model: GPT,
      max_tokens: 50,
      tools,
      messages: [
        ...asked,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: 'sunny' },
            {
              type: 'tool_result',
              tool_use_id: 'call_2',
              content: [{ type: 'text', text: 'noon' }],
              is_error: false,
            },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
    });
    expect(sent().body.messages).toEqual([
      { role: 'user', content: 'Weather in Rome?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
          { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
      { role: 'user', content: 'And?' },
    ]);
  });

  it('reads a stream as it comes, and its helper puts the message together', async () => {
    stream(completionFrames(['Hel', 'lo']));
    const events: Anthropic.RawMessageStreamEvent[] = [];
    const asked = await anthropic.messages.create({
      model: GPT,
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    for await (const one of asked) events.push(one);
    expect(sent().body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    stream(completionFrames(['Hel', 'lo']));
    const helper = anthropic.messages.stream({
      model: GPT,
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(await helper.finalMessage()).toMatchObject({
      id: 'chatcmpl-upstream',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 2 },
    });
  });

  it('streams parallel tool calls, also those of servers that count none of them', async () => {
    const delta = (fields: object, finish_reason: string | null = null) =>
      data({
        id: 'c',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta: fields, finish_reason }],
      });
    const call = (index: number, fields: object) => delta({ tool_calls: [{ index, ...fields }] });
    for (const second of [1, 0]) {
      stream([
        delta({ role: 'assistant', content: 'Let me see.' }),
        call(0, { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }),
        call(0, { function: { arguments: '{"city":' } }),
        call(0, { function: { arguments: '"Rome"}' } }),
        call(second, { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } }),
        delta({}, 'tool_calls'),
        'data: [DONE]\n\n',
      ]);
      const whole: unknown[] = [];
      const helper = anthropic.messages.stream({
        model: GPT,
        max_tokens: 9,
        messages: [{ role: 'user', content: 'Weather?' }],
        tools: [{ name: 'now', input_schema: { type: 'object' } }],
      });
      helper.on('contentBlock', (block) => void whole.push(block));
      const final = await helper.finalMessage();
      expect(final.stop_reason).toBe('tool_use');
      const expected = [
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Rome' } },
        { type: 'tool_use', id: 'call_2', name: 'now', input: {} },
      ];
      expect(final.content).toMatchObject(expected);
      expect(whole).toMatchObject(expected);
    }
  });

  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    ['eos', 'end_turn'],
  ])('an answer that finishes with %s stops with %s, whole and as a stream', async (finish, stop) => {
    const ask = { model: GPT, max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] };
    answer(completion('Hello').replace('"finish_reason":"stop"', `"finish_reason":"${finish}"`));
    expect((await anthropic.messages.create(ask)).stop_reason).toBe(stop);
    stream(
      completionFrames(['Hello']).map((frame) =>
        frame.replace('"finish_reason":"stop"', `"finish_reason":"${finish}"`),
      ),
    );
    expect((await anthropic.messages.stream(ask).finalMessage()).stop_reason).toBe(stop);
  });

  it('a refusal is one of Anthropic’s, its words in the answer', async () => {
    answer(
      completion('', {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, refusal: 'I cannot.' },
            finish_reason: 'stop',
          },
        ],
      }),
    );
    const ask = { model: GPT, max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] };
    expect(await anthropic.messages.create(ask)).toMatchObject({
      content: [{ type: 'text', text: 'I cannot.' }],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
    });
  });

  it('a schema for the answer is asked for in OpenAI’s field', async () => {
    answer(completion('{"a":1}'));
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    await anthropic.messages.create({
      model: GPT,
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Hi' }],
      output_config: { format: { type: 'json_schema', schema } },
    });
    expect(sent().body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema, strict: true },
    });
  });

  it('reasoning of such a server comes as thinking, and goes back there and nowhere else', async () => {
    answer(
      completion('', {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'Hot.', reasoning_content: 'Rome is hot.' },
            finish_reason: 'stop',
          },
        ],
      }),
    );
    const ask: Anthropic.MessageCreateParamsNonStreaming = {
      model: GPT,
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Weather?' }],
    };
    const first = await anthropic.messages.create(ask);
    expect(first.content).toMatchObject([
      { type: 'thinking', thinking: 'Rome is hot.' },
      { type: 'text', text: 'Hot.' },
    ]);
    const next: Anthropic.MessageParam[] = [
      ...ask.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: 'And?' },
    ];
    answer(completion('Still.'));
    await anthropic.messages.create({ ...ask, messages: next });
    expect((sent().body.messages as unknown[])[1]).toEqual({
      role: 'assistant',
      content: 'Hot.',
      reasoning_content: 'Rome is hot.',
    });
    answer(message('Still.'));
    await anthropic.messages.create({ ...ask, model: 'claude-haiku-4-5', messages: next });
    expect((sent().body.messages as unknown[])[1]).toEqual({
      role: 'assistant',
      content: [expect.objectContaining({ type: 'text', text: 'Hot.' })],
    });
  });

  it('Claude’s signed thinking in the history is left out by name', async () => {
    answer(completion('Still.'));
    const { response } = await anthropic.messages
      .create({
        model: GPT,
        max_tokens: 9,
        messages: [
          { role: 'user', content: 'Weather?' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
              { type: 'text', text: 'Hot.' },
            ],
          },
          { role: 'user', content: 'And?' },
        ],
      })
      .withResponse();
    expect(response.headers.get('x-reprise-dropped')).toBe('messages[1].content[0]');
    expect((sent().body.messages as unknown[])[1]).toEqual({ role: 'assistant', content: 'Hot.' });
  });

  it('a field that OpenAI’s API cannot express is refused by name, or dropped by name where the route allows it', async () => {
    const failed: Anthropic.MessageParam[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'now', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'no', is_error: true }] },
    ];
    for (const [extra, param] of [
      [{ top_k: 5 }, 'top_k'],
      [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, 'thinking'],
      [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools[0]'],
      [{ container: 'c' }, 'container'],
      [{ never_heard_of: true }, 'never_heard_of'],
      [{ messages: failed }, 'messages[2].content[0].is_error'],
      [
        {
          messages: [
            { role: 'user', content: 'a' },
            { role: 'assistant', content: 'The' },
          ],
        },
        'messages[1]',
      ],
    ] as const) {
      const body = { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...extra };
      const refused = await anthropic.messages
        .create({ model: GPT, ...body } as never)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({
        status: 400,
        error: { error: { type: 'invalid_request_error', details: { error_code: 'unsupported-field' } } },
      });
      expect((refused as Error).message).toContain(`\`${param}\``);
    }
    expect(upstream.received).toHaveLength(0);

    answer(completion('Hello.'));
    const { response } = await anthropic.messages
      .create(
        { model: 'gpt-or-less', max_tokens: 9, messages: failed, thinking: { type: 'adaptive' } },
        { headers: { 'anthropic-beta': 'x' } },
      )
      .withResponse();
    expect(response.headers.get('x-reprise-dropped')).toBe(
      'messages[2].content[0].is_error, thinking, anthropic-beta',
    );
    expect(sent().body.messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 't', type: 'function', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 't', content: 'no' },
    ]);
  });

  it.each([
    [401, 'invalid_api_key', Anthropic.AuthenticationError, 'authentication_error'],
    [404, 'model_not_found', Anthropic.NotFoundError, 'not_found_error'],
    [429, 'rate_limit_exceeded', Anthropic.RateLimitError, 'rate_limit_error'],
    [500, null, Anthropic.InternalServerError, 'api_error'],
    [503, null, Anthropic.InternalServerError, 'overloaded_error'],
  ])('an error %d of OpenAI is one of Anthropic’s', async (status, code, kind, type) => {
    upstream.play((response) =>
      sendJson(response, openaiError('Sorry.', code), status, {
        'retry-after': '30',
        'x-request-id': 'req_up',
      }),
    );
    const failure = await anthropic.messages
      .create({ model: GPT, max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({
      status,
      requestID: 'req_up',
      error: {
        type: 'error',
        error: { type, message: 'Sorry.', details: { error_code: code ?? 'server_error' } },
      },
    });
    expect((failure as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toBe('30');
  });

  it('an error before or in the middle of a stream is an error, and a cut one does not end well', async () => {
    const frames = completionFrames(['Hel', 'lo']);
    const error = data({ error: { message: 'Overloaded', type: 'server_error', param: null, code: null } });
    const read = async (onText: () => void = () => {}): Promise<string> => {
      let text = '';
      const asked = await anthropic.messages.create({
        model: GPT,
        max_tokens: 9,
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
      try {
        for await (const one of asked) {
          if (one.type === 'content_block_delta' && one.delta.type === 'text_delta') text += one.delta.text;
          if (text === 'Hel') onText();
          if (one.type === 'message_stop') text += ' stopped';
        }
      } catch (thrown) {
        return `${text}: ${(thrown as Error).message}`;
      }
      return `${text}: end`;
    };
    stream(frames);
    expect(await read()).toBe('Hello stopped: end');
    expect(await read(streamInTwo(frames.slice(0, 2), [error]))).toMatch(/^Hel: .*Overloaded/);
    expect(await read(streamInTwo(frames.slice(0, 2), []))).toMatch(/^Hel: .*ended the stream before/);
    // After the last word, but before its end mark, it may have lost its usage, and the reason.
    stream(frames.slice(0, -1));
    expect(await read()).toMatch(/^Hello: .*ended the stream before/);
    stream([error]);
    await expect(read()).rejects.toMatchObject({ status: 502 });
  });
});
