import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { GatewayError, type JsonObject } from '#core';
import { anthropicMessages, openaiChat } from '../../../providers/dialects/index.ts';

// The official SDKs read what we write; their `fetch` is handed our bytes, so nothing is sent anywhere.
const OPTIONS = { now: 1_790_000_000_000, usage: 'upstream', includeUsage: true } as const;
const answering = (body: string, init: ResponseInit) => () => Promise.resolve(new Response(body, init));
const events = (frames: Iterable<string>) =>
  answering([...frames].join(''), { headers: { 'content-type': 'text/event-stream' } });
const openai = (fetch: typeof globalThis.fetch) => new OpenAI({ apiKey: 'none', fetch, maxRetries: 0 });
const anthropic = (fetch: typeof globalThis.fetch) => new Anthropic({ apiKey: 'none', fetch, maxRetries: 0 });
const failure = (status: number) =>
  new GatewayError({ code: 'some-slug', status, publicMessage: 'Not now.', param: 'model' });

const COMPLETION = {
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Öffnen Sie die Einstellungen 😀 und wählen Sie „Sicherheit“.',
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
} satisfies JsonObject;

const CALL = {
  ...COMPLETION,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [
          {
            id: 'c0',
            type: 'function',
            function: { name: 'f', arguments: `{"text":"${'long '.repeat(20)}"}` },
          },
          { id: 'c1', type: 'function', function: { name: 'g', arguments: '{}' } },
        ],
      },
      logprobs: null,
      finish_reason: 'tool_calls',
    },
  ],
} satisfies JsonObject;

const MESSAGE = {
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [
    { type: 'thinking', thinking: 'They ask how to do it, so I say how it is done.', signature: 'c2ln' },
    {
      type: 'text',
      text: 'Open the settings and choose “Security”, then follow the link.',
      citations: [
        { type: 'char_location', cited_text: 'c', document_index: 0, start_char_index: 0, end_char_index: 1 },
      ],
    },
    { type: 'tool_use', id: 't', name: 'f', input: { text: 'long '.repeat(20), list: [1, { a: null }] } },
    { type: 'tool_use', id: 'u', name: 'g', input: {} },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  stop_details: null,
  container: null,
  usage: { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 42, service_tier: 'standard' },
} satisfies JsonObject;

describe('the OpenAI SDK', () => {
  const request = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'hi' }] };

  test.each([
    ['an answer', COMPLETION],
    ['tool calls', CALL],
  ])('puts a replayed stream of %s together to the stored body', async (_, stored) => {
    const { chat } = openai(events(openaiChat.replayStream(stored, OPTIONS)));
    const final = await chat.completions
      .stream({ ...request, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(final).toMatchObject(stored);
    expect(final.created).toBe(1_790_000_000);
  });

  test('reads a replayed JSON answer', async () => {
    const body = openaiChat.replayJson(COMPLETION, OPTIONS);
    const { chat } = openai(
      answering(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }),
    );
    expect(await chat.completions.create(request)).toMatchObject(COMPLETION);
  });

  test('raises our errors as its own', async () => {
    const body = JSON.stringify(openaiChat.encodeError(failure(429), 'r'));
    const { chat } = openai(
      answering(body, { status: 429, headers: { 'content-type': 'application/json' } }),
    );
    await expect(chat.completions.create(request)).rejects.toMatchObject({
      constructor: OpenAI.RateLimitError,
      message: '429 Not now.',
      code: 'some-slug',
      param: 'model',
      type: 'rate_limit_error',
    });
  });

  test('raises an error in the middle of a stream', async () => {
    const frames = [...openaiChat.replayStream(COMPLETION, OPTIONS)].slice(0, 3);
    const { chat } = openai(events([...frames, openaiChat.encodeStreamError(failure(502), 'r')]));
    const stream = chat.completions.stream(request);
    await expect(stream.finalChatCompletion()).rejects.toMatchObject({
      code: 'some-slug',
      type: 'server_error',
    });
  });
});

describe('the Anthropic SDK', () => {
  const request = {
    model: 'claude-haiku-4-5',
    max_tokens: 9,
    messages: [{ role: 'user' as const, content: 'hi' }],
  };

  test('puts a replayed stream together to the stored message', async () => {
    const { messages } = anthropic(events(anthropicMessages.replayStream(MESSAGE, OPTIONS)));
    expect(await messages.stream(request).finalMessage()).toMatchObject(MESSAGE);
  });

  test('reads the replay of a message without usage', async () => {
    const { usage: _, ...stored } = MESSAGE;
    const { messages } = anthropic(events(anthropicMessages.replayStream(stored, OPTIONS)));
    expect(await messages.stream(request).finalMessage()).toMatchObject(stored);
  });

  test('raises our errors as its own', async () => {
    const body = JSON.stringify(anthropicMessages.encodeError(failure(404), 'req_1'));
    const { messages } = anthropic(
      answering(body, { status: 404, headers: { 'content-type': 'application/json' } }),
    );
    await expect(messages.create(request)).rejects.toMatchObject({
      constructor: Anthropic.NotFoundError,
      type: 'not_found_error',
      apiMessage: 'Not now.',
      errorCode: 'some-slug',
    });
  });

  test('raises an error in the middle of a stream', async () => {
    const frames = [...anthropicMessages.replayStream(MESSAGE, OPTIONS)].slice(0, 4);
    const { messages } = anthropic(
      events([...frames, anthropicMessages.encodeStreamError(failure(529), 'r')]),
    );
    await expect(messages.stream(request).finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' });
  });
});
