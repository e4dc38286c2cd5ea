import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { openaiChat } from '../../../providers/dialects/index.ts';

const UNKNOWN = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };
const choose = (message: JsonObject, finish_reason: string | null = 'stop') =>
  openaiChat.decodeResponse({ choices: [{ index: 0, message, finish_reason }] }).choices[0];

describe('a chat completion', () => {
  test('is read whole', () => {
    expect(
      openaiChat.decodeResponse({
        model: 'gpt-4o-mini-2024-07-18',
        choices: [
          { index: 0, message: { role: 'assistant', content: 'a', refusal: null }, finish_reason: 'stop' },
          { index: 1, message: { role: 'assistant', content: 'b' }, finish_reason: 'length' },
        ],
        usage: {
          prompt_tokens: 10,
          completion_tokens: 2,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 4 },
        },
      }),
    ).toEqual({
      model: 'gpt-4o-mini-2024-07-18',
      choices: [
        { parts: [{ type: 'text', text: 'a' }], finishReason: 'stop' },
        { parts: [{ type: 'text', text: 'b' }], finishReason: 'length' },
      ],
      usage: { inputTokens: 10, outputTokens: 2, cachedInputTokens: 4 },
    });
  });

  test.each([
    [
      { content: 'a', reasoning_content: 'r' },
      [
        { type: 'reasoning', text: 'r' },
        { type: 'text', text: 'a' },
      ],
    ],
    [
      { content: 'a', reasoning: 'r' },
      [
        { type: 'reasoning', text: 'r' },
        { type: 'text', text: 'a' },
      ],
    ],
    [
      { content: 'a', reasoning: 'r', reasoning_content: 'r' },
      [
        { type: 'reasoning', text: 'r' },
        { type: 'text', text: 'a' },
      ],
    ],
    [{ content: '' }, []],
    [{ content: null }, []],
    [
      {
        content: [
          { type: 'thinking', thinking: [] },
          { type: 'text', text: 'a' },
          { type: 'refusal', refusal: 'n' },
        ],
      },
      [
        { type: 'other', raw: { type: 'thinking', thinking: [] } },
        { type: 'text', text: 'a' },
        { type: 'refusal', text: 'n' },
      ],
    ],
    [{ content: null, refusal: 'no' }, [{ type: 'refusal', text: 'no' }]],
    [
      { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
      [{ type: 'tool-call', id: 'c', name: 'f', arguments: '{}' }],
    ],
    [
      { tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'f', input: 'ls' } }] },
      [{ type: 'tool-call', id: 'c', name: 'f', arguments: 'ls' }],
    ],
    [
      { function_call: { name: 'f', arguments: '1' } },
      [{ type: 'tool-call', id: '', name: 'f', arguments: '1' }],
    ],
    [{ audio: { id: 'a', data: '' } }, [{ type: 'audio', raw: { id: 'a', data: '' } }]],
    [{ images: [{ type: 'image_url' }] }, [{ type: 'other', raw: { type: 'image_url' } }]],
    [
      { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] },
      [{ type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AA' } }],
    ],
  ])('has the parts of %j', (message, parts) => {
    expect(choose(message as JsonObject)?.parts).toEqual(parts);
  });

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool-calls'],
    ['function_call', 'tool-calls'],
    ['content_filter', 'content-filter'],
    ['error', 'other'],
    [null, undefined],
  ])('ends with %s as %s', (reason, finishReason) => {
    expect(choose({ content: 'a' }, reason)?.finishReason).toBe(finishReason);
  });

  test('with a refusal is a refusal, whatever its finish reason', () => {
    expect(choose({ content: null, refusal: 'no' }, 'stop')?.finishReason).toBe('refusal');
    expect(choose({ content: 'a', refusal: '' }, 'stop')?.finishReason).toBe('stop');
  });

  test.each([
    [undefined, UNKNOWN],
    [null, UNKNOWN],
    ['12', UNKNOWN],
    [{}, UNKNOWN],
    [
      { prompt_tokens: 0, completion_tokens: null },
      { ...UNKNOWN, inputTokens: 0 },
    ],
    [
      { prompt_tokens: -1, completion_tokens: 3 },
      { ...UNKNOWN, outputTokens: 3 },
    ],
  ])('never makes usage up: %j', (usage, expected) => {
    expect(
      openaiChat.decodeResponse({ choices: [], ...(usage === undefined ? {} : { usage }) }).usage,
    ).toEqual(expected);
  });

  test('of another shape has nothing in it', () => {
    expect(openaiChat.decodeResponse({})).toEqual({ model: undefined, choices: [], usage: UNKNOWN });
    expect(openaiChat.decodeResponse({ model: 3, choices: [null, 1, {}], usage: [] })).toEqual({
      model: undefined,
      choices: [{ parts: [], finishReason: undefined }],
      usage: UNKNOWN,
    });
  });
});
