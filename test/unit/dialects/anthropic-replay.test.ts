import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core';
import { anthropicMessages } from '../../../providers/dialects/index.ts';
import { bodyOf, eventsOf, read } from './streams.ts';

const NOW = 1_790_000_000_123;
const CONTENT = [
  { type: 'thinking', thinking: 'They ask how to do it.', signature: 'c2ln' },
  { type: 'redacted_thinking', data: 'eA==' },
  { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'reset password' } },
  { type: 'web_search_tool_result', tool_use_id: 's', content: [{ type: 'web_search_result', title: 't' }] },
  {
    type: 'text',
    text: 'To reset your password, open the settings and choose “Security”.',
    citations: [{ type: 'web_search_result_location', cited_text: 'c', title: 't' }],
  },
  { type: 'tool_use', id: 't', name: 'f', input: { when: 'now', deep: { list: [1, 'zwei', null] } } },
  { type: 'tool_use', id: 'u', name: 'g', input: {} },
];
const STORED: JsonObject = {
  id: 'msg_stored',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: CONTENT,
  stop_reason: 'tool_use',
  stop_sequence: null,
  stop_details: null,
  container: { id: 'c', expires_at: '2027-01-01T00:00:00Z' },
  context_management: { applied_edits: [] },
  x_unknown: { a: [1] },
  usage: {
    input_tokens: 10,
    cache_read_input_tokens: 4,
    cache_creation: { ephemeral_5m_input_tokens: 2 },
    output_tokens: 42,
    output_tokens_details: { thinking_tokens: 7 },
    iterations: [{ type: 'message', output_tokens: 42 }],
    service_tier: 'standard',
  },
};
const replay = (stored: JsonObject = STORED, usage: 'upstream' | 'zero' = 'upstream') => [
  ...anthropicMessages.replayStream(stored, { now: NOW, usage, includeUsage: true }),
];
interface Event {
  readonly type: string;
  readonly index?: number;
  readonly delta?: JsonObject;
}
const events = (frames: readonly string[]) => eventsOf(frames) as (Event & JsonObject)[];

describe('[C25] a stored message replayed as JSON', () => {
  test('has a fresh id and everything else as stored', () => {
    const { id, ...rest } = anthropicMessages.replayJson(STORED, { now: NOW, usage: 'upstream' });
    const { id: _, ...stored } = STORED;
    expect(id).toMatch(/^msg_01[0-9A-Za-z]{22}$/);
    expect(rest).toEqual(stored);
  });

  test('shows no tokens where usage is to be zero', () => {
    expect(anthropicMessages.replayJson(STORED, { now: NOW, usage: 'zero' }).usage).toEqual({
      input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { thinking_tokens: 0 },
      iterations: [{ type: 'message', output_tokens: 0 }],
      service_tier: 'standard',
    });
  });

  test('leaves the stored object alone', () => {
    const before = structuredClone(STORED);
    replay(STORED, 'zero');
    expect(STORED).toEqual(before);
  });
});

describe('[C26] a stored message replayed as a stream', () => {
  test('opens with a message that has nothing yet, and names every event', () => {
    const frames = replay();
    const [first] = events(frames);
    expect(first).toEqual({
      type: 'message_start',
      message: {
        id: expect.stringMatching(/^msg_01[0-9A-Za-z]{22}$/),
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-4-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        container: null,
        context_management: null,
        x_unknown: { a: [1] },
        usage: { ...(STORED.usage as JsonObject), output_tokens: 1 },
      },
    });
    for (const [i, event] of events(frames).entries()) {
      expect(frames[i]).toMatch(new RegExp(`^event: ${event.type}\\ndata: [^\\n\\r]*\\n\\n$`));
    }
  });

  test('ends with why it stopped and what it used', () => {
    expect(events(replay()).slice(-2)).toEqual([
      {
        type: 'message_delta',
        delta: {
          stop_reason: 'tool_use',
          stop_sequence: null,
          stop_details: null,
          container: { id: 'c', expires_at: '2027-01-01T00:00:00Z' },
        },
        context_management: { applied_edits: [] },
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: 4,
          output_tokens: 42,
          output_tokens_details: { thinking_tokens: 7 },
          iterations: [{ type: 'message', output_tokens: 42 }],
        },
      },
      { type: 'message_stop' },
    ]);
  });

  test('starts, writes and stops each block in its turn', () => {
    const told = events(replay()).slice(1, -2);
    for (const [index] of CONTENT.entries()) {
      const own = told.filter((event) => event.index === index).map((event) => event.type);
      expect(own.at(0)).toBe('content_block_start');
      expect(own.at(-1)).toBe('content_block_stop');
    }
    const deltas = (index: number) =>
      told.flatMap((event) => (event.index === index && event.delta ? [event.delta.type] : []));
    expect(deltas(0)).toEqual(['thinking_delta', 'signature_delta']);
    expect(deltas(1)).toEqual([]);
    expect(deltas(3)).toEqual([]);
    expect(deltas(4)).toEqual(['text_delta', 'text_delta', 'text_delta', 'citations_delta']);
    expect(deltas(6)).toEqual(['input_json_delta']);
  });

  test('shows zero usage where it is to be zero', () => {
    const all = events(replay(STORED, 'zero'));
    expect(all[0]).toMatchObject({ message: { usage: { input_tokens: 0, output_tokens: 0 } } });
    expect(all.at(-2)).toMatchObject({ usage: { input_tokens: 0, output_tokens: 0 } });
  });

  test.each([['{"a":1,'], ['"5"'], ['5'], [''], ['text'], [[1, 2]], [7], [null], [{ a: '{' }]])(
    'gives a tool input back as it is stored: %j',
    (input) => {
      const stored = { ...STORED, content: [{ type: 'tool_use', id: 't', name: 'f', input }] };
      expect(bodyOf(read(anthropicMessages, replay(stored).join(''))).content).toEqual(stored.content);
    },
  );

  test.each([
    [{}],
    [{ content: 'none', usage: null }],
    [{ content: [null, {}, { type: 5 }, { type: 'text' }, { type: 'thinking', thinking: 'a' }] }],
    [{ content: [{ type: 'text', text: 'a', citations: 'x' }, { type: 'tool_use' }], usage: [1] }],
  ])('is a whole stream even of %j', (stored) => {
    const frames = replay(stored as JsonObject);
    expect(frames.at(-1)).toBe('event: message_stop\ndata: {"type":"message_stop"}\n\n');
    expect(read(anthropicMessages, frames.join('')).type).toBe('complete');
  });
});
