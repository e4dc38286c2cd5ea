import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dialect, JsonObject } from '#core';
import { anthropicMessages, openaiChat } from '../../providers/dialects/index.ts';
import { completion, message } from '../unit/dialects/bodies.ts';
import { bodyOf, bytesOf } from '../unit/dialects/streams.ts';

const OPTIONS = { now: 1_790_000_000_000, usage: 'upstream', includeUsage: true } as const;

/** Cuts bytes at the given places, wherever they fall. */
function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

function readSplit(dialect: Dialect, bytes: Uint8Array, cuts: readonly number[]) {
  const reader = dialect.createStreamReader();
  for (const piece of split(bytes, cuts)) reader.push(piece);
  return reader.finish();
}

const cuts = fc.array(fc.nat(100_000), { maxLength: 40 });

describe.each([
  { dialect: openaiChat, bodies: completion, fresh: ['id', 'created'] },
  { dialect: anthropicMessages, bodies: message, fresh: ['id'] },
])('[C25] [C26] $dialect.id', ({ dialect, bodies, fresh }) => {
  const lasting = (body: JsonObject) =>
    Object.fromEntries(Object.entries(body).filter(([field]) => !fresh.includes(field)));

  test('a replayed stream read back is the stored body, at any split of its bytes', () => {
    fc.assert(
      fc.property(bodies, cuts, (stored, at) => {
        const bytes = bytesOf([...dialect.replayStream(stored, OPTIONS)].join(''));
        expect(lasting(bodyOf(readSplit(dialect, bytes, at)))).toEqual(lasting(stored));
      }),
      { numRuns: 400 },
    );
  });

  test('a replay never holds a raw line break inside a frame', () => {
    fc.assert(
      fc.property(bodies, (stored) => {
        for (const frame of dialect.replayStream(stored, OPTIONS)) {
          expect(frame).toMatch(/^(?:event: \w+\n)?data: [^\r\n]*\n\n$/);
        }
      }),
    );
  });

  test('a replay changes nothing that is stored', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom('upstream', 'zero'), (stored, usage) => {
        const before = JSON.stringify(stored);
        dialect.replayJson(stored, { now: 0, usage });
        for (const _ of dialect.replayStream(stored, { now: 0, usage, includeUsage: true }));
        expect(JSON.stringify(stored)).toBe(before);
      }),
    );
  });

  test('a stream that is cut anywhere before its terminal event is never complete', () => {
    fc.assert(
      fc.property(bodies, fc.double({ min: 0, max: 0.999, noNaN: true }), cuts, (stored, share, at) => {
        const frames = [...dialect.replayStream(stored, OPTIONS)].slice(0, -1).join('');
        const bytes = bytesOf(frames);
        const outcome = readSplit(dialect, bytes.subarray(0, Math.floor(bytes.length * share)), at);
        expect(outcome.type).toBe('cut');
      }),
    );
  });

  test('any bytes are read without an exception, to the same outcome at any split', () => {
    const event = fc.json().map((json) => `data: ${json}\n\n`);
    const noise = fc.array(fc.oneof(event, fc.string({ unit: 'binary' })), { maxLength: 10 });
    const stream = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      noise.map((parts) => bytesOf(parts.join(''))),
    );
    fc.assert(
      fc.property(stream, cuts, (bytes, at) => {
        expect(readSplit(dialect, bytes, at)).toEqual(readSplit(dialect, bytes, []));
        dialect.errorAtStart(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('any JSON is read and replayed without an exception', () => {
    const object = fc.dictionary(
      fc.oneof(fc.constantFrom('choices', 'content', 'usage', 'model', 'stop_reason'), fc.string()),
      fc.jsonValue(),
    );
    const choices = fc.record({
      choices: fc.array(fc.record({ message: fc.oneof(object, fc.jsonValue()) })),
    });
    fc.assert(
      fc.property(fc.oneof(object, choices), (body) => {
        const stored = JSON.parse(JSON.stringify(body)) as JsonObject;
        dialect.decodeResponse(stored);
        dialect.replayJson(stored, { now: 0, usage: 'zero' });
        const frames = [...dialect.replayStream(stored, OPTIONS)];
        expect(readSplit(dialect, bytesOf(frames.join('')), []).type).toBe('complete');
      }),
      { numRuns: 500 },
    );
  });

  test('any request is read or refused with 400, and nothing else', () => {
    const messages = fc.array(
      fc.record({
        role: fc.constantFrom('user', 'assistant', 'system', 'tool', 'function', 'x'),
        content: fc.oneof(
          fc.string(),
          fc.jsonValue(),
          fc.array(fc.record({ type: fc.string(), text: fc.jsonValue() })),
        ),
      }),
    );
    const request = fc.record(
      {
        model: fc.oneof(fc.string(), fc.jsonValue()),
        messages: fc.oneof(messages, fc.jsonValue()),
        tools: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(request, (body) => {
        try {
          dialect.decodeRequest(body as JsonObject);
        } catch (thrown) {
          expect(thrown).toMatchObject({ status: 400, code: 'invalid-request', param: expect.any(String) });
        }
      }),
      { numRuns: 500 },
    );
  });
});
