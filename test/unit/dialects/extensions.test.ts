import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { anthropicMessages, openaiChat } from '../../../providers/dialects/index.ts';

const user = (content: unknown): unknown => ({ role: 'user', content });
const messages = (...list: readonly unknown[]): unknown => ({ messages: [user('a'), ...list, user('b')] });

const openai = (fields: unknown) =>
  openaiChat.decodeRequest({ model: 'm', messages: [user('hi')], ...(fields as JsonObject) } as JsonObject);
const anthropic = (fields: unknown) =>
  anthropicMessages.decodeRequest({
    model: 'm',
    max_tokens: 9,
    messages: [user('hi')],
    ...(fields as JsonObject),
  } as JsonObject);

const named = ({ extensions }: ReturnType<typeof openai>): readonly string[] =>
  extensions.map(({ path, effect, also }) => `${path} ${effect}${also ? ` ${also}` : ''}`);

const SCHEMA = { type: 'object' };
const call = (fields: object) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, ...fields }],
});

describe('what only OpenAI’s API can say', () => {
  test.each([
    [{}, []],
    [
      {
        n: 1,
        logprobs: false,
        logit_bias: {},
        frequency_penalty: 0,
        store: false,
        modalities: ['text'],
        functions: [],
        response_format: { type: 'text' },
        tool_choice: 'auto',
        parallel_tool_calls: true,
        stream_options: { include_usage: true },
        temperature: 1,
        seed: null,
      },
      [],
    ],
    [{ seed: 0 }, ['seed answer']],
    [{ n: 2, logprobs: true, top_logprobs: 3 }, ['n answer', 'logprobs answer', 'top_logprobs answer']],
    [{ frequency_penalty: 0.5, logit_bias: { a: 1 } }, ['frequency_penalty answer', 'logit_bias answer']],
    [{ temperature: 1.01 }, ['temperature answer']],
    [
      { metadata: { a: 'b' }, prompt_cache_key: 'k', prediction: {} },
      ['metadata none', 'prompt_cache_key none', 'prediction none'],
    ],
    [{ service_tier: 'default' }, ['service_tier none']],
    [{ service_tier: 'flex' }, ['service_tier answer']],
    [{ store: true }, ['store answer']],
    [{ user: 'a', safety_identifier: 'b' }, ['user none']],
    [{ max_tokens: 5, max_completion_tokens: 6 }, ['max_tokens answer']],
    [{ max_tokens: 5, max_completion_tokens: 5 }, []],
    [{ stop: [1] }, ['stop answer']],
    [{ reasoning_effort: 'minimal' }, ['reasoning_effort answer']],
    [{ response_format: { type: 'json_object' } }, ['response_format answer']],
    [
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', description: 'd', schema: SCHEMA },
        },
      },
      ['response_format.json_schema.name state', 'response_format.json_schema.description answer'],
    ],
    [{ functions: [{ name: 'f' }], function_call: 'auto' }, ['functions answer', 'function_call answer']],
    [{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, ['tools[0] answer']],
    [
      { tools: [{ type: 'function', function: { name: 'f', later: 1 }, newer: 1 }] },
      ['tools[0].newer answer', 'tools[0].function.later answer'],
    ],
    [{ tool_choice: { type: 'allowed_tools', allowed_tools: {} } }, ['tool_choice answer']],
    [messages({ role: 'user', content: 'x', name: 'Ann' }), ['messages[1].name answer']],
    [
      messages(user([{ type: 'image_url', image_url: { url: 'https://a.b/c', detail: 'low' } }])),
      ['messages[1].content[0].image_url.detail answer'],
    ],
    [
      messages(user([{ type: 'image_url', image_url: { url: 'data:text/plain,hi' } }])),
      ['messages[1].content[0] answer'],
    ],
    [
      messages(user([{ type: 'input_audio', input_audio: {} }, { type: 'video_url' }])),
      ['messages[1].content[0] answer', 'messages[1].content[1] answer'],
    ],
    [messages(user([{ type: 'file', file: { file_id: 'f' } }])), ['messages[1].content[0] answer']],
    [
      messages(user([{ type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } }])),
      ['messages[1].content[0].prompt_cache_breakpoint none'],
    ],
    [
      messages({ role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://a.b/c' } }] }),
      ['messages[1].content[0] answer'],
    ],
    [messages(user(' ')), ['messages[1].content none']],
    [messages({ role: 'function', name: 'f', content: 'x' }), ['messages[1] answer']],
    [messages(call({})), []],
    [messages(call({ index: 0 })), []],
    [
      messages(call({ function: { name: 'f', arguments: '{' } })),
      ['messages[1].tool_calls[0].function.arguments answer'],
    ],
    [
      messages(call({ function: { name: 'f', arguments: '[1]' } })),
      ['messages[1].tool_calls[0].function.arguments answer'],
    ],
    [messages(call({ function: { name: 'f', arguments: '' } })), []],
    [
      messages({
        role: 'assistant',
        content: 'a',
        reasoning_content: 'r',
        annotations: [{}],
        audio: { id: 'a' },
      }),
      ['messages[1].audio answer', 'messages[1].annotations state', 'messages[1].reasoning_content state'],
    ],
    [
      messages({
        role: 'assistant',
        content: 'a',
        reasoning_content: 'r',
        extensions: { anthropic: { reasoning: [{ index: 0, block: { type: 'thinking' } }] } },
      }),
      [
        'messages[1].extensions state anthropic-messages',
        'messages[1].reasoning_content state anthropic-messages',
      ],
    ],
    [
      messages({ role: 'assistant', content: 'a', extensions: { other: 1 } }),
      ['messages[1].extensions answer'],
    ],
    [{ messages: [user('a'), { role: 'assistant', content: 'b' }] }, ['messages[1] answer']],
  ])('%j', (fields, expected) => {
    expect(named(openai(fields))).toEqual(expected);
  });
});

describe('what only Anthropic’s API can say', () => {
  test.each([
    [{}, []],
    [
      {
        service_tier: 'auto',
        speed: 'standard',
        container: null,
        mcp_servers: [],
        thinking: { type: 'disabled' },
        tool_choice: { type: 'auto' },
        temperature: 1,
      },
      [],
    ],
    [{ top_k: 1 }, ['top_k answer']],
    [{ service_tier: 'standard_only', speed: 'fast' }, ['service_tier answer', 'speed answer']],
    [{ cache_control: { type: 'ephemeral' }, diagnostics: {} }, ['cache_control none', 'diagnostics none']],
    [{ thinking: { type: 'adaptive' } }, ['thinking answer']],
    [{ thinking: { type: 'disabled' }, output_config: { effort: 'low' } }, ['thinking answer']],
    [
      { output_config: { effort: 'huge', task_budget: {} } },
      ['output_config.task_budget answer', 'output_config.effort answer'],
    ],
    [{ max_tokens: 0 }, ['max_tokens answer']],
    [{ metadata: { user_id: 'u', other: 1 } }, ['metadata.other none']],
    [{ stop_sequences: 'x' }, ['stop_sequences answer']],
    [{ container: 'c', mcp_servers: [{}] }, ['container answer', 'mcp_servers answer']],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, ['tools[0] answer']],
    [
      {
        tools: [
          {
            name: 'f',
            input_schema: SCHEMA,
            cache_control: {},
            eager_input_streaming: true,
            defer_loading: true,
            allowed_callers: ['direct', 'code_execution_20260120'],
            input_examples: [],
          },
        ],
      },
      [
        'tools[0].cache_control none',
        'tools[0].eager_input_streaming none',
        'tools[0].defer_loading answer',
        'tools[0].allowed_callers answer',
        'tools[0].input_examples answer',
      ],
    ],
    [{ tool_choice: { type: 'later' } }, ['tool_choice answer']],
    [
      { system: [{ type: 'text', text: 'a', cache_control: {} }, { type: 'image' }] },
      ['system[0].cache_control none', 'system[1] answer'],
    ],
    [
      messages(user([{ type: 'image', source: { type: 'file', file_id: 'f' } }])),
      ['messages[1].content[0] answer'],
    ],
    [
      messages(user([{ type: 'image', source: { type: 'url', url: 'https://a.b/c' }, transformations: {} }])),
      ['messages[1].content[0].transformations answer'],
    ],
    [
      messages(user([{ type: 'document', source: { type: 'url', url: 'https://a.b/c' } }])),
      ['messages[1].content[0] answer'],
    ],
    [
      messages(
        user([
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: '' },
            context: 'c',
            citations: { enabled: true },
          },
        ]),
      ),
      ['messages[1].content[0].citations answer', 'messages[1].content[0].context answer'],
    ],
    [messages(user([{ type: 'search_result', content: [] }])), ['messages[1].content[0] answer']],
    [
      messages(
        user([
          {
            type: 'tool_result',
            tool_use_id: 't',
            is_error: true,
            content: [
              { type: 'image', source: {} },
              { type: 'text', text: 'a', cache_control: {} },
            ],
          },
        ]),
      ),
      [
        'messages[1].content[0].is_error answer',
        'messages[1].content[0].content[0] answer',
        'messages[1].content[0].content[1].cache_control none',
      ],
    ],
    [
      messages({
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'a', signature: 's' },
          { type: 'thinking', thinking: 'a', signature: 'reprise:openai-chat' },
          { type: 'redacted_thinking', data: 'x' },
          { type: 'text', text: 'a', citations: [{}] },
          { type: 'tool_use', id: 't', name: 'f', input: 'x', caller: { type: 'code_execution_20260120' } },
          { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
        ],
      }),
      [
        'messages[1].content[0] state',
        'messages[1].content[1] state openai-chat',
        'messages[1].content[2] state',
        'messages[1].content[3].citations state',
        'messages[1].content[4].caller answer',
        'messages[1].content[4].input answer',
        'messages[1].content[5] answer',
      ],
    ],
    [{ messages: [user('a'), { role: 'assistant', content: 'The' }] }, ['messages[1] answer']],
  ])('%j', (fields, expected) => {
    expect(named(anthropic(fields))).toEqual(expected);
  });
});
