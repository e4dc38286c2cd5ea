import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { openaiChat } from '../../../providers/dialects/index.ts';
import { bodyOf, bytesOf, dataFrames, read, readInPieces } from './streams.ts';

// Self-written after the chunks' type in the `openai` package.
const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1700000000, model: 'gpt-4o-mini' };
const chunk = (delta: JsonObject, rest: JsonObject = {}, top: JsonObject = {}) => ({
  ...HEAD,
  ...top,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...rest }],
});
const END = chunk({}, { finish_reason: 'stop' });
const answer = (...events: readonly unknown[]) => bodyOf(read(openaiChat, dataFrames(...events, '[DONE]')));
const message = (...deltas: readonly JsonObject[]) => {
  const body = answer(...deltas.map((delta) => chunk(delta)), END);
  return (body.choices as readonly JsonObject[])[0]?.message;
};

const STREAM = [
  chunk({ role: 'assistant', content: '', refusal: null }, {}, { service_tier: 'default', usage: null }),
  chunk({ content: 'Grüße' }, {}, { obfuscation: 'x7', usage: null }),
  chunk({ content: ' 😀.' }, {}, { system_fingerprint: 'fp', usage: null }),
  { ...END, usage: null },
  { ...HEAD, choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
];

const BODY = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1700000000,
  model: 'gpt-4o-mini',
  service_tier: 'default',
  system_fingerprint: 'fp',
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Grüße 😀.', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
};

describe('a stream of chat completion chunks', () => {
  test('becomes the body that the JSON endpoint would have sent', () => {
    expect(answer(...STREAM)).toEqual(BODY);
  });

  test('becomes the same body at every split of its bytes', () => {
    const stream = dataFrames(...STREAM, '[DONE]');
    for (let size = 1; size < 300; size++)
      expect(bodyOf(readInPieces(openaiChat, stream, size))).toEqual(BODY);
  });

  test('with comments, keep-alives, other line ends and no last blank line is read too', () => {
    const stream = `: processing\n\ndata:\n\n${dataFrames(...STREAM)}data: [DONE]`.replaceAll('\n', '\r\n');
    expect(bodyOf(read(openaiChat, stream))).toEqual(BODY);
  });

  test('keeps several choices apart, in the order of their indexes', () => {
    const at = (index: number, delta: JsonObject, finish_reason: string | null = null) => ({
      ...HEAD,
      choices: [{ index, delta, finish_reason }],
    });
    const body = answer(
      at(1, { role: 'assistant', content: 'B' }),
      at(0, { role: 'assistant', content: 'A' }),
      {
        ...HEAD,
        choices: [
          { index: 0, delta: { content: 'a' } },
          { index: 1, delta: { content: 'b' } },
        ],
      },
      at(1, {}, 'length'),
      at(0, {}, 'stop'),
    );
    expect(body.choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'Aa' }, finish_reason: 'stop' },
      { index: 1, message: { role: 'assistant', content: 'Bb' }, finish_reason: 'length' },
    ]);
  });

  test('joins tool calls by index, without leaving the index in them', () => {
    expect(
      message(
        { role: 'assistant', content: null },
        { tool_calls: [{ index: 0, id: 'c0', type: 'function', function: { name: 'f', arguments: '' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
        { tool_calls: [{ index: 1, id: 'c1', type: 'custom', custom: { name: 'g', input: 'l' } }] },
        {
          tool_calls: [
            { index: 0, function: { arguments: ':1}' } },
            { index: 1, custom: { input: 's' } },
          ],
        },
      ),
    ).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c0', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 'c1', type: 'custom', custom: { name: 'g', input: 'ls' } },
      ],
    });
  });

  const call = (fields: JsonObject, called: JsonObject) => ({
    tool_calls: [{ ...fields, function: called }],
  });
  test.each([
    [
      'no index',
      [
        call({ id: 'a' }, { name: 'f', arguments: '1' }),
        call({}, { arguments: '2' }),
        call({ id: 'b' }, { name: 'g', arguments: '3' }),
      ],
      ['f12', 'g3'],
    ],
    [
      'index 0 for every call',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '1' }),
        call({ index: 0, id: 'b' }, { name: 'g', arguments: '2' }),
        call({ index: 0 }, { arguments: '3' }),
      ],
      ['f1', 'g23'],
    ],
    [
      'a new id in every piece',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '1' }),
        call({ index: 0, id: 'b' }, { arguments: '2' }),
      ],
      ['f12'],
    ],
    [
      'id and name in every piece',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '1' }),
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '2' }),
      ],
      ['f12'],
    ],
    [
      'id and name only in the second piece',
      [
        call({ index: 0, id: '' }, { name: '', arguments: '' }),
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '1' }),
      ],
      ['f1'],
    ],
    [
      'empty id and name in later pieces',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '1' }),
        call({ index: 0, id: '' }, { name: '', arguments: '2' }),
      ],
      ['f12'],
    ],
  ])('understands providers that send %s', (_, deltas, expected) => {
    const { tool_calls: calls } = message(...deltas) as { tool_calls: { function: JsonObject }[] };
    expect(calls.map(({ function: f }) => `${f.name}${f.arguments}`)).toEqual(expected);
  });

  test('joins an old function call, audio, reasoning and refusals', () => {
    expect(
      message(
        { role: 'assistant', reasoning_content: 'h', reasoning: 'h' },
        { reasoning_content: 'm', reasoning: 'm' },
        { refusal: 'I ' },
        { refusal: "can't." },
        { function_call: { name: 'f', arguments: '{' } },
        { function_call: { arguments: '}' } },
        { audio: { id: 'a', transcript: 'x', data: 'AA' } },
        { audio: { transcript: 'y', data: 'BB', expires_at: 9 } },
      ),
    ).toEqual({
      role: 'assistant',
      content: null,
      reasoning_content: 'hm',
      reasoning: 'hm',
      refusal: "I can't.",
      function_call: { name: 'f', arguments: '{}' },
      audio: { id: 'a', transcript: 'xy', data: 'AABB', expires_at: 9 },
    });
  });

  test('keeps unknown fields at every level', () => {
    const body = answer(
      {
        ...chunk({ role: 'assistant', mood: 'a', citations: [1] }, { seen: { a: 1 } }),
        x_router: 'r1',
        none: null,
      },
      {
        ...chunk({ content: 'x', mood: 'b', citations: [2] }, { seen: { b: 2 } }),
        x_router: null,
        list: [1],
      },
      { ...chunk({ mood: null }, { finish_reason: 'stop', stop_reason: 7 }), list: [1, 2] },
      { ...HEAD, choices: [], usage: { prompt_tokens: 1, cost: 0.1 } },
    );
    expect(body).toMatchObject({
      x_router: 'r1',
      none: null,
      list: [1, 2],
      usage: { prompt_tokens: 1, cost: 0.1 },
    });
    expect(body.choices).toEqual([
      {
        index: 0,
        logprobs: null,
        finish_reason: 'stop',
        stop_reason: 7,
        seen: { a: 1, b: 2 },
        message: { role: 'assistant', content: 'x', mood: 'b', citations: [1, 2] },
      },
    ]);
  });

  test('joins the items of reasoning_details by their index, and keeps it', () => {
    const item = (fields: JsonObject) => ({ reasoning_details: [{ index: 0, ...fields }] });
    expect(
      message(
        item({ type: 'reasoning.text', text: 'a', signature: null }),
        item({ type: 'reasoning.text', text: 'b' }),
        item({ type: 'reasoning.text', signature: 's' }),
        { reasoning_details: [{ index: 1, type: 'reasoning.encrypted', data: 'd' }] },
      ),
    ).toMatchObject({
      reasoning_details: [
        { index: 0, type: 'reasoning.text', text: 'ab', signature: 's' },
        { index: 1, type: 'reasoning.encrypted', data: 'd' },
      ],
    });
  });

  test('loses no content where a provider mixes text and parts', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
    expect(
      message({ content: '' }, { content: [thinking] }, { content: 'a' }, { content: 'b' }),
    ).toMatchObject({
      content: [thinking, { type: 'text', text: 'a' }, { type: 'text', text: 'b' }],
    });
    expect(message({ content: 'a' }, { content: [thinking] })).toMatchObject({
      content: [{ type: 'text', text: 'a' }, thinking],
    });
  });

  test('joins log probabilities', () => {
    const piece = (content: string, logprobs: JsonObject | null) => chunk({ content }, { logprobs });
    const body = answer(
      piece('', null),
      piece('a', { content: [{ token: 'a', logprob: -1 }], refusal: null }),
      piece('b', { content: [{ token: 'b', logprob: -2 }], refusal: null }),
      END,
    );
    expect(body.choices).toMatchObject([
      {
        logprobs: {
          content: [
            { token: 'a', logprob: -1 },
            { token: 'b', logprob: -2 },
          ],
          refusal: null,
        },
      },
    ]);
  });

  test('reads Azure: empty first and last chunks, no delta about a filter', () => {
    const empty = { id: '', object: '', created: 0, model: '' };
    const body = answer(
      { ...empty, choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      chunk({ role: 'assistant', content: 'a' }, { content_filter_results: { hate: { filtered: false } } }),
      {
        ...empty,
        choices: [{ index: 0, finish_reason: null, content_filter_offsets: { check_offset: 44 } }],
      },
      chunk({}, { finish_reason: 'stop', content_filter_results: {} }),
      { ...empty, choices: [{ index: 0, delta: null, finish_reason: null }], usage: null },
    );
    expect(body).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1700000000,
      model: 'gpt-4o-mini',
      prompt_filter_results: [{ prompt_index: 0 }],
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'a' },
          logprobs: null,
          finish_reason: 'stop',
          content_filter_results: { hate: { filtered: false } },
          content_filter_offsets: { check_offset: 44 },
        },
      ],
    });
  });

  test('takes the last usage where a provider sends it in every chunk', () => {
    const counted = (completion_tokens: number) => ({ usage: { prompt_tokens: 3, completion_tokens } });
    expect(answer(chunk({ content: 'a' }, {}, counted(1)), { ...END, ...counted(2) }).usage).toEqual({
      prompt_tokens: 3,
      completion_tokens: 2,
    });
  });

  test('does not let a field named __proto__ become a prototype', () => {
    const body = answer(
      `{"__proto__":{"polluted":1},"choices":[{"index":0,"delta":{"content":"a","__proto__":{"polluted":1}}}]}`,
      `{"__proto__":{"polluted":2},"choices":[{"index":0,"delta":{"__proto__":{"polluted":2}}}]}`,
    );
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect((body as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.hasOwn(body, '__proto__')).toBe(true);
  });
});

describe('the end of a stream of chunks', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2 };
  const UNKNOWN = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };

  test.each([
    ['nothing at all', ''],
    ['no terminal event', dataFrames(...STREAM.slice(0, 3))],
    ['a finish reason but no [DONE]', dataFrames(...STREAM.slice(0, 4))],
    ['a last event that broke off', `${dataFrames(...STREAM.slice(0, 3))}data: {"choices":[{"index":0`],
  ])('after %s is a cut', (_, stream) => {
    expect(read(openaiChat, stream)).toEqual({ type: 'cut', usage: UNKNOWN });
  });

  test.each([
    ['an event that is not JSON', dataFrames(STREAM[0], '{"choices":', ...STREAM.slice(1), '[DONE]')],
    ['an event that is no object', dataFrames(STREAM[0], '[1]', '[DONE]')],
  ])('with %s is whole, and nothing to keep', (_, stream) => {
    expect(read(openaiChat, stream).type).toBe('unreadable');
  });

  test('keeps the usage that was read before a cut', () => {
    expect(read(openaiChat, dataFrames(...STREAM))).toEqual({
      type: 'cut',
      usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: undefined },
    });
  });

  test.each([
    ['an error object', dataFrames({ error: { message: 'overloaded', type: 'server_error' } })],
    ['an error after content', dataFrames(...STREAM.slice(0, 2), { error: { message: 'x' } }, '[DONE]')],
    ['an error inside a chunk', dataFrames({ ...END, error: { code: 502, message: 'x' } }, '[DONE]')],
    ['a bare error', dataFrames({ object: 'error', message: 'x', code: 400 })],
    ['a named error event', 'event: error\ndata: {"message":"x"}\n\n'],
    ['a named error event of plain text', 'event: error\ndata: it broke\n\n'],
  ])('with %s is an error', (_, stream) => {
    expect(read(openaiChat, stream).type).toBe('error');
  });

  test('is known as soon as [DONE] was read, and nothing after it counts', () => {
    const reader = openaiChat.createStreamReader();
    reader.push(bytesOf(dataFrames(...STREAM)));
    expect(reader.ended()).toBe(false);
    reader.push(bytesOf(dataFrames('[DONE]', 'garbage', { error: { message: 'late' } })));
    expect(reader.ended()).toBe(true);
    reader.push(bytesOf('data: more garbage\n\n'));
    expect(reader.finish()).toEqual({ type: 'complete', body: BODY });
  });

  test('with an event beyond the bound is nothing to keep', () => {
    const long = chunk({ content: 'x'.repeat(8 * 1024 * 1024) });
    expect(read(openaiChat, dataFrames(long, END, '[DONE]')).type).toBe('unreadable');
  });

  test('of an answer beyond the bound is complete but not kept', () => {
    const reader = openaiChat.createStreamReader();
    const long = bytesOf(dataFrames(chunk({ content: 'x'.repeat(4 * 1024 * 1024) })));
    for (let i = 0; i < 17; i++) reader.push(long);
    reader.push(bytesOf(dataFrames({ ...HEAD, choices: [], usage }, '[DONE]')));
    expect(reader.finish()).toEqual({
      type: 'unreadable',
      usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: undefined },
    });
  });
});

describe('the first bytes of a stream', () => {
  test.each([
    [dataFrames({ error: { message: 'x' } }), true],
    [`: processing\n\n${dataFrames(STREAM[0], { error: { message: 'x' } })}`, true],
    ['event: error\ndata: {}\n\n', true],
    [dataFrames(...STREAM), false],
    [dataFrames(chunk({ content: 'an "error" is not an error' })), false],
    ['data: {"error"', false],
    ['', false],
  ])('%j tell an error: %s', (stream, expected) => {
    expect(openaiChat.errorAtStart(bytesOf(stream)) !== undefined).toBe(expected);
  });
});
