import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { anthropicMessages } from '../../../providers/dialects/index.ts';
import { bodyOf, bytesOf, namedFrames, read, readInPieces } from './streams.ts';

// Self-written after the events' types in `@anthropic-ai/sdk`.
const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 25, cache_read_input_tokens: 5, output_tokens: 1, service_tier: 'standard' },
  },
};
const start = (index: number, content_block: JsonObject) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, value: JsonObject) => ({ type: 'content_block_delta', index, delta: value });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const END = [
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { input_tokens: null, output_tokens: 15 },
  },
  { type: 'message_stop' },
];
const block = (first: JsonObject, ...deltas: readonly JsonObject[]) => {
  const stream = namedFrames(
    START,
    start(0, first),
    ...deltas.map((value) => delta(0, value)),
    stop(0),
    ...END,
  );
  return (bodyOf(read(anthropicMessages, stream)).content as readonly JsonObject[])[0];
};

const STREAM = [
  START,
  { type: 'ping' },
  start(0, { type: 'thinking', thinking: '', signature: '' }),
  delta(0, { type: 'thinking_delta', thinking: 'h', estimated_tokens: 1 }),
  delta(0, { type: 'thinking_delta', thinking: 'm' }),
  delta(0, { type: 'signature_delta', signature: 'sig' }),
  stop(0),
  start(1, { type: 'text', text: '' }),
  delta(1, { type: 'text_delta', text: 'Grüße' }),
  delta(1, { type: 'text_delta', text: ' 😀.' }),
  stop(1),
  start(2, { type: 'tool_use', id: 't', name: 'f', input: {} }),
  delta(2, { type: 'input_json_delta', partial_json: '' }),
  delta(2, { type: 'input_json_delta', partial_json: '{"a":' }),
  delta(2, { type: 'input_json_delta', partial_json: '[1]}' }),
  stop(2),
  ...END,
];

const BODY = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'sig' },
    { type: 'text', text: 'Grüße 😀.' },
    { type: 'tool_use', id: 't', name: 'f', input: { a: [1] } },
  ],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 25, cache_read_input_tokens: 5, output_tokens: 15, service_tier: 'standard' },
};

describe('a stream of message events', () => {
  test('becomes the message that the JSON endpoint would have sent', () => {
    expect(bodyOf(read(anthropicMessages, namedFrames(...STREAM)))).toEqual(BODY);
  });

  test('becomes the same message at every split of its bytes', () => {
    const stream = namedFrames(...STREAM);
    for (let size = 1; size < 300; size++) {
      expect(bodyOf(readInPieces(anthropicMessages, stream, size))).toEqual(BODY);
    }
  });

  test('keeps interleaved blocks apart, in the order of their indexes', () => {
    const stream = namedFrames(
      START,
      start(1, { type: 'text', text: 'b' }),
      start(0, { type: 'text', text: 'a' }),
      delta(1, { type: 'text_delta', text: 'B' }),
      delta(0, { type: 'text_delta', text: 'A' }),
      stop(0),
      ...END,
    );
    expect(bodyOf(read(anthropicMessages, stream)).content).toMatchObject([{ text: 'aA' }, { text: 'bB' }]);
  });

  test.each([
    [
      'an empty input',
      { type: 'tool_use', id: 't', name: 'f', input: {} },
      [{ type: 'input_json_delta', partial_json: '' }],
      { input: {} },
    ],
    ['no input at all', { type: 'server_tool_use', id: 't', name: 'f', input: {} }, [], { input: {} }],
    [
      'an input that broke off',
      { type: 'tool_use', id: 't', name: 'f', input: {} },
      [{ type: 'input_json_delta', partial_json: '{"a":1,' }],
      { input: '{"a":1,' },
    ],
    [
      'citations',
      { type: 'text', text: '', citations: [] },
      [
        { type: 'text_delta', text: 'x' },
        { type: 'citations_delta', citation: { cited_text: 'c' } },
        { type: 'citations_delta', citation: { cited_text: 'd' } },
      ],
      { text: 'x', citations: [{ cited_text: 'c' }, { cited_text: 'd' }] },
    ],
    [
      'citations that the start did not announce',
      { type: 'text', text: '' },
      [{ type: 'citations_delta', citation: { cited_text: 'c' } }],
      { citations: [{ cited_text: 'c' }] },
    ],
    [
      'a compaction',
      { type: 'compaction', content: null },
      [{ type: 'compaction_delta', content: 'short', encrypted_content: 'e' }],
      { type: 'compaction', content: 'short', encrypted_content: 'e' },
    ],
    [
      'a delta of an unknown kind',
      { type: 'poem', lines: 0 },
      [{ type: 'poem_delta', lines: 3, __proto: 1 }],
      { type: 'poem', lines: 3, __proto: 1 },
    ],
    ['a delta that says nothing', { type: 'text', text: 'a' }, [{ type: 'text_delta' }], { text: 'a' }],
  ])('reads a block with %s', (_, first, deltas, expected) => {
    expect(block(first, ...(deltas as readonly JsonObject[]))).toMatchObject(expected);
  });

  test('takes what a message_delta tells, wherever it stands, and lets null erase nothing', () => {
    const stream = namedFrames(
      { ...START, message: { ...START.message, container: { id: 'c' }, unknown: 1 } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'max_tokens', container: null, stop_details: null },
        usage: { output_tokens: 3, server_tool_use: { web_search_requests: 1 } },
        context_management: { applied_edits: [] },
      },
      { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 4 } },
      { type: 'message_stop' },
    );
    expect(bodyOf(read(anthropicMessages, stream))).toEqual({
      ...START.message,
      container: { id: 'c' },
      unknown: 1,
      stop_reason: 'max_tokens',
      stop_details: null,
      context_management: { applied_edits: [] },
      usage: { ...START.message.usage, output_tokens: 4, server_tool_use: { web_search_requests: 1 } },
    });
  });

  test('ignores events of unknown kinds', () => {
    const stream = namedFrames(START, { type: 'weather' }, ...END);
    expect(read(anthropicMessages, stream).type).toBe('complete');
  });
});

describe('the end of a stream of message events', () => {
  const usage = (outputTokens?: number) => ({ inputTokens: 30, outputTokens, cachedInputTokens: 5 });
  const UNKNOWN = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };

  test.each([
    ['nothing at all', '', UNKNOWN],
    ['no terminal event', namedFrames(...STREAM.slice(0, 9)), usage()],
    ['a stop reason but no message_stop', namedFrames(...STREAM.slice(0, -1)), usage(15)],
    ['no message_start', namedFrames(...STREAM.slice(1)), UNKNOWN],
  ])('after %s is a cut', (_, stream, expected) => {
    expect(read(anthropicMessages, stream)).toEqual({ type: 'cut', usage: expected });
  });

  test.each([
    ['an event that is not JSON', `${namedFrames(START)}event: x\ndata: {\n\n${namedFrames(...END)}`],
    [
      'a delta for a block that never started',
      namedFrames(START, delta(0, { type: 'text_delta', text: 'a' }), ...END),
    ],
    ['a block that starts twice', namedFrames(START, start(0, {}), start(0, {}), ...END)],
    ['a second message_start', namedFrames(START, START, ...END)],
  ])('with %s is whole, and nothing to keep', (_, stream) => {
    expect(read(anthropicMessages, stream)).toEqual({ type: 'unreadable', usage: usage(15) });
  });

  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  test.each([
    ['at the start', namedFrames(error), UNKNOWN],
    ['in the middle', namedFrames(...STREAM.slice(0, 9), error, ...END), usage()],
    ['without a name', `data: ${JSON.stringify(error)}\n\n`, UNKNOWN],
    ['of plain text', 'event: error\ndata: it broke\n\n', UNKNOWN],
  ])('with an error event %s is an error', (_, stream, expected) => {
    expect(read(anthropicMessages, stream)).toEqual({ type: 'error', usage: expected });
  });

  test('is known as soon as message_stop was read, and nothing after it counts', () => {
    const reader = anthropicMessages.createStreamReader();
    reader.push(bytesOf(namedFrames(...STREAM.slice(0, -1))));
    expect(reader.ended()).toBe(false);
    reader.push(bytesOf(namedFrames({ type: 'message_stop' }, error)));
    expect(reader.ended()).toBe(true);
    expect(reader.finish()).toEqual({ type: 'complete', body: BODY });
    expect(reader.finish()).toEqual({ type: 'complete', body: BODY });
  });

  test('of an answer beyond the bound is complete but not kept', () => {
    const reader = anthropicMessages.createStreamReader();
    reader.push(bytesOf(namedFrames(START, start(0, { type: 'text', text: '' }))));
    const long = bytesOf(namedFrames(delta(0, { type: 'text_delta', text: 'x'.repeat(4 * 1024 * 1024) })));
    for (let i = 0; i < 17; i++) reader.push(long);
    reader.push(bytesOf(namedFrames(stop(0), ...END)));
    expect(reader.finish()).toEqual({ type: 'unreadable', usage: usage(15) });
  });

  test.each([
    [namedFrames(error), true],
    [namedFrames({ type: 'ping' }, START, error), true],
    [namedFrames(...STREAM), false],
    [namedFrames(START, start(0, { type: 'text', text: '"error"' })), false],
    ['', false],
  ])('is told by the first bytes %j: %s', (stream, expected) => {
    expect(anthropicMessages.errorAtStart(bytesOf(stream)) !== undefined).toBe(expected);
  });
});
