import { describe, expect, test } from 'vitest';
import { createSseReader, MAX_EVENT_LENGTH } from '../../../providers/sse.ts';
import { bytesOf } from './streams.ts';

function collect() {
  const events: [string, string | undefined][] = [];
  return { events, sse: createSseReader((data, name) => events.push([data, name])) };
}

describe('the event stream reader', () => {
  test.each([1, 2, 3, 5, 1000])('gives the same events at splits of %i bytes', (size) => {
    const bytes = bytesOf(
      '\uFEFF: hello\r\nevent: a\r\ndata: né😀\r\n\r\ndata: x\ndata: y\nid: 7\n\ndata:z\rretry: 3\r\r',
    );
    const { events, sse } = collect();
    for (let at = 0; at < bytes.length; at += size) sse.push(bytes.subarray(at, at + size));
    sse.flush();
    expect(events).toEqual([
      ['né😀', 'a'],
      ['x\ny', undefined],
      ['z', undefined],
    ]);
  });

  test('reads a last event without a blank line only when flushed', () => {
    const { events, sse } = collect();
    sse.push(bytesOf('data: [DONE]'));
    expect(events).toEqual([]);
    sse.flush();
    expect(events).toEqual([['[DONE]', undefined]]);
  });

  test('reads an event of the greatest length, in one piece or in many', () => {
    const event = bytesOf(`data: ${'x'.repeat(MAX_EVENT_LENGTH)}\n\n`);
    for (const size of [event.length, 1 << 20]) {
      const { events, sse } = collect();
      for (let at = 0; at < event.length; at += size) sse.push(event.subarray(at, at + size));
      expect(sse.overflowed()).toBe(false);
      expect(events).toHaveLength(1);
    }
  });

  test('reads nothing after an event that is too long, in one piece or in many', () => {
    const event = bytesOf(`data: ${'x'.repeat(MAX_EVENT_LENGTH + 8192)}\n\ndata: next\n\n`);
    for (const size of [event.length, 1 << 20]) {
      const { events, sse } = collect();
      for (let at = 0; at < event.length; at += size) sse.push(event.subarray(at, at + size));
      sse.flush();
      expect(sse.overflowed()).toBe(true);
      expect(events).toEqual([]);
    }
  });
});
