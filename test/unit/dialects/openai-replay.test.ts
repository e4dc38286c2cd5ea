import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { openaiChat } from '../../../providers/dialects/index.ts';
import { bodyOf, eventsOf, read } from './streams.ts';

const NOW = 1_790_000_000_123;
const STORED: JsonObject = {
  id: 'chatcmpl-stored',
  object: 'chat.completion',
  created: 1700000000,
  model: 'gpt-4o-mini',
  service_tier: 'default',
  x_unknown: { a: [1] },
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'To reset your password, open the settings and choose “Security”.',
        refusal: null,
        reasoning_content: 'They ask how.',
        annotations: [],
      },
      logprobs: null,
      finish_reason: 'stop',
      content_filter_results: { hate: { filtered: false } },
    },
  ],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 12,
    total_tokens: 21,
    prompt_tokens_details: { cached_tokens: 4 },
    service: 'kept',
  },
};
const json = (usage: 'upstream' | 'zero' = 'upstream') => openaiChat.replayJson(STORED, { now: NOW, usage });
const stream = (stored: JsonObject = STORED, includeUsage = true) => [
  ...openaiChat.replayStream(stored, { now: NOW, usage: 'upstream', includeUsage }),
];
type Chunk = {
  id: string;
  created: number;
  choices: { delta: JsonObject; finish_reason: unknown }[];
  usage?: unknown;
};
const chunks = (frames: readonly string[]) => eventsOf(frames).slice(0, -1) as Chunk[];

describe('[C25] a stored completion replayed as JSON', () => {
  test('has a fresh id and time, and everything else as stored', () => {
    const { id, created, ...rest } = json();
    const { id: _, created: __, ...stored } = STORED;
    expect(id).toMatch(/^chatcmpl-[0-9A-Za-z]{29}$/);
    expect(created).toBe(1_790_000_000);
    expect(rest).toEqual(stored);
    expect(json().id).not.toBe(id);
  });

  test('shows no tokens where usage is to be zero', () => {
    expect(json('zero').usage).toEqual({
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 0,
      prompt_tokens_details: { cached_tokens: 0 },
      service: 'kept',
    });
    const { usage: _, ...without } = STORED;
    expect(openaiChat.replayJson(without, { now: NOW, usage: 'zero' })).not.toHaveProperty('usage');
  });

  test('leaves the stored object alone', () => {
    const before = structuredClone(STORED);
    json('zero');
    stream();
    expect(STORED).toEqual(before);
  });
});

describe('[C26] a stored completion replayed as a stream', () => {
  test('opens with the role, writes in pieces, ends with the reason, the usage and [DONE]', () => {
    const frames = stream();
    const all = chunks(frames);
    expect(frames.at(-1)).toBe('data: [DONE]\n\n');
    expect(all[0]?.choices[0]?.delta).toEqual({
      role: 'assistant',
      content: '',
      refusal: null,
      annotations: [],
    });
    expect(all.map(({ choices: [choice] }) => choice?.delta.reasoning_content).join('')).toBe(
      'They ask how.',
    );
    expect(all.filter(({ choices: [choice] }) => choice?.delta.content)).toHaveLength(3);
    expect(all.at(-2)?.choices).toMatchObject([{ delta: {}, finish_reason: 'stop' }]);
    expect(all.at(-1)).toMatchObject({ choices: [], usage: STORED.usage });
    expect(all.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  test('has one fresh id, one time and one model in all chunks', () => {
    const heads = chunks(stream()).map(({ choices: _, usage: __, ...head }) => head);
    const [{ x_unknown, ...first }] = heads as unknown as [JsonObject];
    expect(first).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9A-Za-z]{29}$/),
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model: 'gpt-4o-mini',
      service_tier: 'default',
    });
    expect(x_unknown).toEqual({ a: [1] });
    for (const head of heads.slice(1)) expect(head).toEqual(first);
  });

  test('says nothing of usage unless the client asked for it', () => {
    const all = chunks(stream(STORED, false));
    expect(all.some((chunk) => 'usage' in chunk)).toBe(false);
    expect(all.every(({ choices }) => choices.length === 1)).toBe(true);
  });

  test('makes up no usage that the provider did not tell', () => {
    const { usage: _, ...without } = STORED;
    expect(chunks(stream(without)).every(({ usage }) => usage === null)).toBe(true);
  });

  test('shows zero usage where it is to be zero', () => {
    const frames = openaiChat.replayStream(STORED, { now: NOW, usage: 'zero', includeUsage: true });
    expect(chunks([...frames]).at(-1)?.usage).toMatchObject({ prompt_tokens: 0, total_tokens: 0 });
  });

  test('names each tool call first and then writes its arguments', () => {
    const text = JSON.stringify({ city: 'Paris', unit: 'celsius', days: [1, 2, 3, 4, 5] });
    const stored = {
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'c0', type: 'function', function: { name: 'weather', arguments: text }, extra: 1 },
              { id: 'c1', type: 'custom', custom: { name: 'shell', input: 'ls' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    };
    const deltas = chunks(stream(stored)).map(({ choices: [choice] }) => choice?.delta);
    expect(deltas).toEqual([
      { role: 'assistant', content: null },
      {
        tool_calls: [
          { index: 0, id: 'c0', type: 'function', function: { name: 'weather', arguments: '' }, extra: 1 },
        ],
      },
      { tool_calls: [{ index: 0, function: { arguments: text.slice(0, 40) } }] },
      { tool_calls: [{ index: 0, function: { arguments: text.slice(40) } }] },
      { tool_calls: [{ index: 1, id: 'c1', type: 'custom', custom: { name: 'shell', input: '' } }] },
      { tool_calls: [{ index: 1, custom: { input: 'ls' } }] },
      {},
    ]);
  });

  test('sends each token with its own log probability', () => {
    const content = ['Use', ' the', ' settings', ' page', ' for', ' that', '.'].map((token) => ({
      token,
      logprob: -1,
    }));
    const logprobs = { content, refusal: null };
    const message = { role: 'assistant', content: 'Use the settings page for that.' };
    const stored = { choices: [{ index: 0, message, logprobs, finish_reason: 'stop' }] };
    const sent = chunks(stream(stored)).flatMap(({ choices }) => choices) as unknown as {
      delta: { content?: string };
      logprobs: { content: { token: string }[] } | null;
    }[];
    expect(sent.map(({ logprobs }) => logprobs?.content.length)).toEqual([undefined, 5, 2, undefined]);
    for (const { delta, logprobs } of sent.slice(1, -1)) {
      expect(logprobs?.content.map(({ token }) => token).join('')).toBe(delta.content);
    }
    expect(bodyOf(read(openaiChat, stream(stored).join(''))).choices).toEqual(stored.choices);
  });

  test('keeps log probabilities whose tokens do not spell the content', () => {
    const logprobs = { content: [{ token: '\\xf0\\x9f', bytes: [240, 159] }], refusal: null, more: [1] };
    const stored = {
      choices: [{ index: 0, message: { role: 'assistant', content: '😀' }, logprobs, finish_reason: 'stop' }],
    };
    expect(bodyOf(read(openaiChat, stream(stored).join(''))).choices).toEqual(stored.choices);
  });

  test('writes one line per event, whatever the text', () => {
    const content = 'a\nb\r\nc\u2028d\u2029e\u0085\n\ndata: [DONE]\n\n';
    const stored = {
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      'a\n\nb': '\n\n',
    };
    for (const frame of stream(stored)) expect(frame).toMatch(/^data: [^\n\r]*\n\n$/);
    expect(bodyOf(read(openaiChat, stream(stored).join('')))).toMatchObject(stored);
  });

  test.each([
    [{}],
    [{ choices: 'none' }],
    [{ choices: [], x: 1 }],
    [{ choices: [null, {}, { message: 5, logprobs: 'x', delta: {} }] }],
    [
      {
        choices: [
          { message: { content: [{ type: 'text', text: 'a' }], tool_calls: [1], function_call: 'x' } },
        ],
      },
    ],
    [{ choices: [{ message: { tool_calls: [{ function: 'f' }, { custom: { input: 1 } }] } }], usage: 3 }],
  ])('is a whole stream even of %j', (stored) => {
    const frames = stream(stored as JsonObject);
    expect(frames.at(-1)).toBe('data: [DONE]\n\n');
    expect(read(openaiChat, frames.join('')).type).toBe('complete');
  });
});
