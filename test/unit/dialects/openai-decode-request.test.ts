import { describe, expect, test } from 'vitest';
import { GatewayError, type JsonObject } from '#core';
import { openaiChat } from '../../../providers/dialects/index.ts';

const user = (content: JsonObject['content']): JsonObject => ({ role: 'user', content: content ?? null });
const decode = (fields: JsonObject) =>
  openaiChat.decodeRequest({ model: 'm', messages: [user('hi')], ...fields });

describe('a chat completion request', () => {
  test('of nothing but a question', () => {
    expect(decode({})).toEqual({
      model: 'm',
      turns: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
      question: { text: 'hi', path: ['messages', 0, 'content'] },
      stream: false,
      streamUsage: false,
      temperature: undefined,
      topP: undefined,
      n: 1,
      seed: undefined,
      maxTokens: undefined,
      hasTools: false,
      tools: [],
      toolChoice: undefined,
      parallelTools: true,
      stop: [],
      effort: undefined,
      format: undefined,
      user: undefined,
      responseFormat: undefined,
      outputs: [],
      serverState: [],
      extensions: [],
    });
  });

  test('keeps every kind of part', () => {
    const image = { type: 'image_url', image_url: { url: 'data:,' } };
    const audio = { type: 'input_audio', input_audio: { data: '', format: 'wav' } };
    const file = { type: 'file', file: { file_id: 'f' } };
    const video = { type: 'video_url', video_url: { url: 'https://example.com/v' } };
    const result = { role: 'tool', tool_call_id: 'c1', content: '4' };
    const older = { role: 'function', name: 'add', content: null };
    const request = decode({
      messages: [
        { role: 'system', content: 'a' },
        { role: 'developer', content: [{ type: 'text', text: 'b' }] },
        user([image, audio, file, video, { type: 'text', text: 'c' }]),
        {
          role: 'assistant',
          content: [{ type: 'refusal', refusal: 'no' }],
          reasoning_content: 'hm',
          refusal: 'never',
          audio: { id: 'a1' },
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":2}' } },
            { id: 'c2', type: 'custom', custom: { name: 'run', input: 'ls' } },
          ],
          function_call: { name: 'old', arguments: '{}' },
        },
        result,
        older,
      ],
    });
    expect(request.turns).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'a' }] },
      { role: 'developer', parts: [{ type: 'text', text: 'b' }] },
      {
        role: 'user',
        parts: [
          { type: 'other', raw: image },
          { type: 'audio', raw: audio },
          { type: 'other', raw: file },
          { type: 'other', raw: video },
          { type: 'text', text: 'c' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'hm' },
          { type: 'refusal', text: 'no' },
          { type: 'refusal', text: 'never' },
          { type: 'audio', raw: { id: 'a1' } },
          { type: 'tool-call', id: 'c1', name: 'add', arguments: '{"a":2}' },
          { type: 'tool-call', id: 'c2', name: 'run', arguments: 'ls' },
          { type: 'tool-call', id: '', name: 'old', arguments: '{}' },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool-result', id: 'c1', parts: [{ type: 'text', text: '4' }] }] },
      { role: 'tool', parts: [{ type: 'tool-result', id: 'add', parts: [] }] },
    ]);
  });

  const image = { type: 'image_url', image_url: { url: 'data:,' } };
  const text = (value: string) => ({ type: 'text', text: value });
  test.each([
    ['a string', [user('a'), user('b')], { text: 'b', path: ['messages', 1, 'content'] }],
    ['one text part', [user([text('a')])], { text: 'a', path: ['messages', 0, 'content', 0, 'text'] }],
    [
      'text beside an image',
      [user([image, text('a')])],
      { text: 'a', path: ['messages', 0, 'content', 1, 'text'] },
    ],
    ['two texts', [user([text('a'), text('b')])], undefined],
    ['no text', [user([image])], undefined],
    ['no parts', [user([])], undefined],
    ['white space', [user(' \n')], undefined],
    ['an answer last', [user('a'), { role: 'assistant', content: 'b' }], undefined],
    ['a tool result last', [user('a'), { role: 'tool', tool_call_id: 'c', content: 'b' }], undefined],
    ['an instruction last', [user('a'), { role: 'system', content: 'b' }], undefined],
  ])('finds the question: %s', (_, messages, question) => {
    expect(decode({ messages }).question).toEqual(question);
  });

  test('reads what policy, routing and budgets ask for', () => {
    const format = { type: 'json_schema', json_schema: { name: 's', schema: {} } };
    expect(
      decode({
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0.5,
        top_p: 0.9,
        n: 2,
        seed: -7,
        max_tokens: 10,
        max_completion_tokens: 20,
        tools: [{ type: 'function', function: { name: 'f' } }],
        response_format: format,
        modalities: ['text', 'audio'],
      }),
    ).toMatchObject({
      stream: true,
      streamUsage: true,
      temperature: 0.5,
      topP: 0.9,
      n: 2,
      seed: -7,
      maxTokens: 20,
      hasTools: true,
      responseFormat: format,
      outputs: ['audio'],
    });
    expect(decode({ max_tokens: 10 }).maxTokens).toBe(10);
    expect(decode({ functions: [{ name: 'f' }] }).hasTools).toBe(true);
    expect(decode({ response_format: { type: 'text' } }).responseFormat).toBeUndefined();
  });

  test.each([
    [{ store: true }, ['store']],
    [{ store: false }, []],
    [{ web_search_options: {} }, ['web_search_options']],
    [{ previous_response_id: 'r' }, ['previous_response_id']],
    [{ conversation: 'c', container: { type: 'auto' } }, ['conversation', 'container']],
    [{ conversation: null, plugins: [], enable_search: false }, []],
    [
      { search_parameters: { mode: 'on' }, plugins: [{ id: 'web' }], enable_search: true },
      ['search_parameters', 'plugins', 'enable_search'],
    ],
    [
      {
        tools: [{ type: 'custom', custom: { name: 'x' } }, { type: 'live_search' }, { type: 'live_search' }],
      },
      ['live_search'],
    ],
  ])('names what keeps state or looks outside: %j', (fields, names) => {
    expect(decode(fields as JsonObject).serverState).toEqual(names);
  });

  test('takes null for absent and leaves unknown fields to the provider', () => {
    const nulls = [
      'stream',
      'stream_options',
      'temperature',
      'top_p',
      'n',
      'seed',
      'max_tokens',
      'tools',
      'max_completion_tokens',
      'functions',
      'response_format',
      'modalities',
      'store',
      'web_search_options',
    ];
    const fields = Object.fromEntries(nulls.map((name) => [name, null]));
    expect(decode(fields)).toEqual(decode({}));
    expect(decode({ never_heard_of: { a: 1 } })).toEqual({
      ...decode({}),
      extensions: [{ path: 'never_heard_of', effect: 'answer' }],
    });
    const assistant = {
      role: 'assistant',
      content: null,
      tool_calls: null,
      function_call: null,
      audio: null,
    };
    expect(decode({ messages: [assistant] }).turns).toEqual([{ role: 'assistant', parts: [] }]);
  });

  test.each([
    ['model', { model: 5 }],
    ['model', { model: '' }],
    ['messages', { messages: 'hi' }],
    ['messages', { messages: [] }],
    ['messages[0]', { messages: ['hi'] }],
    ['messages[1].role', { messages: [user('a'), { role: 'owner', content: 'b' }] }],
    ['messages[0].content', { messages: [{ role: 'user' }] }],
    ['messages[0].content', { messages: [user({ text: 'a' })] }],
    ['messages[0].content[1]', { messages: [user([{ type: 'text', text: 'a' }, 'b'])] }],
    ['messages[0].content[0].type', { messages: [user([{ text: 'a' }])] }],
    ['messages[0].content[0].text', { messages: [user([{ type: 'text', text: 1 }])] }],
    ['messages[0].tool_calls', { messages: [{ role: 'assistant', tool_calls: 'x' }] }],
    ['messages[0].tool_calls[0]', { messages: [{ role: 'assistant', tool_calls: ['x'] }] }],
    ['stream', { stream: 'true' }],
    ['stream_options', { stream_options: true }],
    ['temperature', { temperature: '0' }],
    ['top_p', { top_p: [] }],
    ['n', { n: '2' }],
    ['seed', { seed: 'x' }],
    ['max_tokens', { max_tokens: true }],
    ['max_completion_tokens', { max_completion_tokens: '10' }],
    ['tools', { tools: {} }],
    ['tools[0]', { tools: [null] }],
    ['functions', { functions: 1 }],
    ['response_format', { response_format: 'json' }],
    ['modalities', { modalities: 'audio' }],
    ['modalities[0]', { modalities: [1] }],
  ])('is refused with 400 naming %s', (param, fields) => {
    const run = () => decode(fields as JsonObject);
    expect(run).toThrow(GatewayError);
    expect(run).toThrow(expect.objectContaining({ status: 400, code: 'invalid-request', param }));
    expect(run).toThrow(expect.objectContaining({ publicMessage: expect.stringContaining(`\`${param}\``) }));
  });

  test('a refusal never repeats what the client wrote', () => {
    expect(() => decode({ temperature: 'my secret' })).toThrow(
      /^`temperature` must be a number, not a string\.$/,
    );
  });
});
