import { describe, expect, test } from 'vitest';
import { GatewayError, type JsonObject } from '#core';
import { anthropicMessages } from '../../../providers/dialects/index.ts';

const user = (content: JsonObject['content']): JsonObject => ({ role: 'user', content: content ?? null });
const decode = (fields: JsonObject) =>
  anthropicMessages.decodeRequest({ model: 'm', max_tokens: 100, messages: [user('hi')], ...fields });

describe('a message request', () => {
  test('of nothing but a question', () => {
    expect(decode({})).toEqual({
      model: 'm',
      turns: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
      question: { text: 'hi', path: ['messages', 0, 'content'] },
      stream: false,
      streamUsage: true,
      temperature: undefined,
      topP: undefined,
      n: 1,
      seed: undefined,
      maxTokens: 100,
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

  test.each([
    ['Be brief.', [{ role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] }]],
    [
      [
        { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'b' },
      ],
      [
        {
          role: 'system',
          parts: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    ],
    [[], []],
    [null, []],
  ])('has its system prompt as the first turn: %j', (system, turns) => {
    expect(decode({ system }).turns.slice(0, -1)).toEqual(turns);
  });

  test('keeps every kind of block', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: '' } };
    const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } };
    const redacted = { type: 'redacted_thinking', data: 'x' };
    const result = { type: 'tool_result', tool_use_id: 't1', content: '4', is_error: false };
    const searched = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    const serverUse = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const request = decode({
      messages: [
        user([image, document, { type: 'text', text: 'a' }, { type: 'search_result', content: [] }]),
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            redacted,
            { type: 'tool_use', id: 't1', name: 'add', input: { a: 2 } },
            serverUse,
            searched,
          ],
        },
        { role: 'system', content: 'b' },
        user([result]),
      ],
    });
    expect(request.turns).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: '' } },
          { type: 'other', raw: document },
          { type: 'text', text: 'a' },
          { type: 'other', raw: { type: 'search_result', content: [] } },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'hm', raw: { type: 'thinking', thinking: 'hm', signature: 's' } },
          { type: 'reasoning', text: '', raw: redacted },
          { type: 'tool-call', id: 't1', name: 'add', arguments: '{"a":2}' },
          { type: 'other', raw: serverUse },
          { type: 'tool-result', id: 's1', parts: [{ type: 'other', raw: searched }] },
        ],
      },
      { role: 'system', parts: [{ type: 'text', text: 'b' }] },
      { role: 'tool', parts: [{ type: 'tool-result', id: 't1', parts: [{ type: 'text', text: '4' }] }] },
    ]);
  });

  const image = { type: 'image', source: { type: 'url', url: 'https://example.com/i.png' } };
  const text = (value: string) => ({ type: 'text', text: value });
  const result = { type: 'tool_result', tool_use_id: 't', content: [text('inner')] };
  test.each([
    ['a string', [user('a'), user('b')], { text: 'b', path: ['messages', 1, 'content'] }],
    [
      'text beside an image',
      [user([image, text('a')])],
      { text: 'a', path: ['messages', 0, 'content', 1, 'text'] },
    ],
    [
      'text after a tool result',
      [user([result, text('a')])],
      { text: 'a', path: ['messages', 0, 'content', 1, 'text'] },
    ],
    ['two texts', [user([text('a'), text('b')])], undefined],
    ['a tool result', [user([result])], undefined],
    ['an answer begun for the model', [user('a'), { role: 'assistant', content: 'b' }], undefined],
  ])('finds the question: %s', (_, messages, question) => {
    expect(decode({ messages }).question).toEqual(question);
  });

  test('reads what policy, routing and budgets ask for', () => {
    const format = { type: 'json_schema', schema: {} };
    expect(
      decode({
        stream: true,
        temperature: 0.5,
        top_p: 0.9,
        tools: [{ name: 'f', input_schema: {} }],
        output_config: { effort: 'low', format },
      }),
    ).toMatchObject({ stream: true, temperature: 0.5, topP: 0.9, hasTools: true, responseFormat: format });
    expect(decode({ output_config: { effort: 'low' } }).responseFormat).toBeUndefined();
    expect(decode({ output_format: format }).responseFormat).toEqual(format);
    expect(decode({ max_tokens: null }).maxTokens).toBeUndefined();
  });

  test.each([
    [{ container: 'c' }, ['container']],
    [{ container: { skills: [] } }, ['container']],
    [{ mcp_servers: [{ type: 'url', name: 'a', url: 'https://example.com' }] }, ['mcp_servers']],
    [{ mcp_servers: [], container: null }, []],
    [{ context_management: { edits: [] } }, ['context_management']],
    [{ thread: { type: 'continue', previous_message_id: 'm' } }, ['thread']],
    [
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }, { type: 'code_execution_20250825' }] },
      ['web_search', 'code_execution'],
    ],
    [
      { tools: [{ type: 'mcp_toolset', mcp_server_name: 'a' }, { type: 'not_known_yet_20990101' }] },
      ['mcp_toolset', 'not_known_yet'],
    ],
    [
      {
        tools: [
          { name: 'f' },
          { type: 'custom', name: 'g' },
          { type: 'bash_20250124', name: 'bash' },
          { type: 'text_editor_20250728' },
          { type: 'computer_20251124' },
          { type: 'memory_20250818' },
        ],
      },
      [],
    ],
  ])('names what keeps state or looks outside: %j', (fields, names) => {
    expect(decode(fields as JsonObject).serverState).toEqual(names);
  });

  test.each([
    ['model', { model: null }],
    ['messages', { messages: [] }],
    ['messages[0].role', { messages: [{ role: 'tool', content: 'a' }] }],
    ['messages[0].content', { messages: [{ role: 'assistant' }] }],
    ['messages[0].content[0]', { messages: [user(['a'])] }],
    ['messages[0].content[0].type', { messages: [user([{}])] }],
    ['messages[0].content[0].text', { messages: [user([{ type: 'text' }])] }],
    ['system', { system: { text: 'a' } }],
    ['system[0].text', { system: [{ type: 'text', text: 1 }] }],
    ['stream', { stream: 1 }],
    ['temperature', { temperature: '1' }],
    ['max_tokens', { max_tokens: '9' }],
    ['tools', { tools: 'x' }],
    ['output_config', { output_config: [] }],
  ])('is refused with 400 naming %s', (param, fields) => {
    const run = () => decode(fields as JsonObject);
    expect(run).toThrow(GatewayError);
    expect(run).toThrow(expect.objectContaining({ status: 400, code: 'invalid-request', param }));
  });
});

describe('a message', () => {
  const UNKNOWN = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };

  test('is read whole', () => {
    const result = { type: 'web_search_tool_result', tool_use_id: 's', content: [] };
    expect(
      anthropicMessages.decodeResponse({
        model: 'claude-haiku-4-5',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          result,
          { type: 'text', text: 'a', citations: null },
          { type: 'text', text: '' },
          { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
        ],
        stop_reason: 'end_turn',
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: 100,
          cache_creation_input_tokens: 1000,
          output_tokens: 5,
        },
      }),
    ).toEqual({
      model: 'claude-haiku-4-5',
      choices: [
        {
          parts: [
            { type: 'reasoning', text: 'hm', raw: { type: 'thinking', thinking: 'hm', signature: 's' } },
            { type: 'tool-result', id: 's', parts: [{ type: 'other', raw: result }] },
            { type: 'text', text: 'a' },
            { type: 'tool-call', id: 't', name: 'f', arguments: '{"a":1}' },
          ],
          finishReason: 'stop',
        },
      ],
      usage: { inputTokens: 1110, outputTokens: 5, cachedInputTokens: 100, cacheWriteTokens: 1000 },
    });
  });

  test.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool-calls'],
    ['refusal', 'refusal'],
    ['pause_turn', 'other'],
    ['not_known_yet', 'other'],
    [null, undefined],
  ])('ends with %s as %s', (stop_reason, finishReason) => {
    expect(anthropicMessages.decodeResponse({ stop_reason }).choices[0]?.finishReason).toBe(finishReason);
  });

  test.each([
    [null, UNKNOWN],
    [
      { output_tokens: 1, cache_read_input_tokens: 5 },
      { ...UNKNOWN, outputTokens: 1, cachedInputTokens: 5 },
    ],
    [
      { input_tokens: 7, cache_read_input_tokens: null },
      { ...UNKNOWN, inputTokens: 7 },
    ],
  ])('never makes usage up: %j', (usage, expected) => {
    expect(anthropicMessages.decodeResponse({ usage }).usage).toEqual(expected);
  });

  test('of another shape has nothing in it', () => {
    expect(anthropicMessages.decodeResponse({ content: 'x', model: 1 })).toEqual({
      model: undefined,
      choices: [{ parts: [], finishReason: undefined }],
      usage: UNKNOWN,
    });
  });
});
