import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dialect, JsonObject } from '#core';
import { anthropicMessages, openaiChat } from '../../providers/dialects/index.ts';
import { translateStream } from '../../src/gateway/translate/stream.ts';
import * as canonical from '../unit/dialects/canonical.ts';
import { bodyOf, bytesOf } from '../unit/dialects/streams.ts';

const NOW = 1_790_000_000_000;
const STREAM = { now: NOW, includeUsage: true, requestId: 'req_1' };
const DIALECTS = [openaiChat, anthropicMessages];
const PAIRS = DIALECTS.flatMap((from) => DIALECTS.filter((to) => to !== from).map((to) => ({ from, to })));

const wire = (dialect: Dialect, request: Parameters<Dialect['encodeRequest']>[0]): JsonObject =>
  JSON.parse(JSON.stringify(dialect.encodeRequest(request, { model: request.model, streamUsage: true })));

/** Fields that hold JSON of the client's own. */
const FREE = new Set(['parameters', 'input_schema', 'input', 'schema']);

/** Every object of the body whose fields the API names. */
function knownObjects(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([field, item]) => (FREE.has(field) ? [] : knownObjects(item)));
  return Array.isArray(value) ? inner : [value, ...inner];
}

/** Cuts bytes at the given places, wherever they fall. */
function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const cuts = fc.array(fc.nat(100_000), { maxLength: 30 });

describe.each(DIALECTS)('$id', (dialect) => {
  test('a request is what it was once it was written and read', () => {
    fc.assert(
      fc.property(canonical.request, (request) => {
        const read = dialect.decodeRequest(wire(dialect, request));
        // A name for the schema is this API's own, and there is nothing in it.
        const extensions = read.extensions.filter(({ path }) => path !== 'response_format.json_schema.name');
        expect({ ...canonical.meaningOf(read), extensions }).toEqual(canonical.meaningOf(request));
        expect(read.stream).toBe(request.stream);
      }),
      { numRuns: 600 },
    );
  });

  test('a field that nobody knows, wherever it stands, is named and never passed over', () => {
    fc.assert(
      fc.property(canonical.request, fc.nat(), (request, pick) => {
        const body = wire(dialect, request);
        const before = dialect.decodeRequest(body).extensions.length;
        const nodes = knownObjects(body);
        const node = nodes[pick % nodes.length] as Record<string, unknown>;
        node.never_heard_of = { a: 1 };
        expect(dialect.decodeRequest(body).extensions.length).toBeGreaterThan(before);
      }),
      { numRuns: 600 },
    );
  });

  test('an answer is what it was once it was written and read', () => {
    fc.assert(
      fc.property(canonical.response, (response) => {
        const body = dialect.encodeResponse(response, { now: NOW });
        expect(dialect.decodeResponse(JSON.parse(JSON.stringify(body)))).toEqual(response);
      }),
      { numRuns: 600 },
    );
  });
});

describe.each(PAIRS)('from $from.id to $to.id', ({ from, to }) => {
  test('a request keeps its meaning', () => {
    fc.assert(
      fc.property(canonical.request, (request) => {
        const read = from.decodeRequest(wire(from, request));
        const again = to.decodeRequest(wire(to, read));
        const bare = (meaning: canonical.Meaning) => ({ ...meaning, extensions: [] });
        expect(bare(canonical.meaningOf(again))).toEqual(bare(canonical.meaningOf(request)));
      }),
      { numRuns: 400 },
    );
  });

  test('a stream, at any split of its bytes, is the answer that its JSON would have been', () => {
    fc.assert(
      fc.property(canonical.response, cuts, (response, at) => {
        const stored = from.encodeResponse(response, { now: NOW }) as JsonObject;
        const options = { now: NOW, usage: 'upstream', includeUsage: true } as const;
        const bytes = bytesOf([...from.replayStream(stored, options)].join(''));
        const translator = translateStream(from, to, STREAM);
        const reader = to.createStreamReader();
        for (const piece of split(bytes, at)) reader.push(translator.push(piece));
        reader.push(translator.flush());
        const { id: _id, ...told } = bodyOf(reader.finish());
        const { id: _other, ...expected } = to.encodeResponse(from.decodeResponse(stored), {
          now: NOW,
        }) as JsonObject;
        expect(told).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: 400 },
    );
  });

  test('a stream that is cut is never told as whole', () => {
    fc.assert(
      fc.property(
        canonical.response,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        cuts,
        (response, share, at) => {
          const stored = from.encodeResponse(response, { now: NOW }) as JsonObject;
          const options = { now: NOW, usage: 'upstream', includeUsage: true } as const;
          const frames = [...from.replayStream(stored, options)].slice(0, -1).join('');
          const bytes = bytesOf(frames);
          const translator = translateStream(from, to, STREAM);
          const reader = to.createStreamReader();
          for (const piece of split(bytes.subarray(0, Math.floor(bytes.length * share)), at)) {
            reader.push(translator.push(piece));
          }
          reader.push(translator.flush());
          expect(['cut', 'error']).toContain(reader.finish().type);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any bytes are told without an exception', () => {
    const event = fc.json().map((json) => `data: ${json}\n\n`);
    const noise = fc.array(fc.oneof(event, fc.string({ unit: 'binary' })), { maxLength: 10 });
    fc.assert(
      fc.property(noise, cuts, (parts, at) => {
        const translator = translateStream(from, to, STREAM);
        for (const piece of split(bytesOf(parts.join('')), at)) translator.push(piece);
        translator.flush();
      }),
      { numRuns: 400 },
    );
  });

  test('any request that is read can be written, and any answer', () => {
    const messages = fc.array(
      fc.record({
        role: fc.constantFrom('user', 'assistant', 'system', 'tool', 'function'),
        content: fc.oneof(
          fc.string(),
          fc.constant(null),
          fc.array(
            fc.record({
              type: fc.constantFrom(
                'text',
                'image',
                'image_url',
                'file',
                'document',
                'tool_use',
                'tool_result',
                'x',
              ),
              text: fc.string(),
              content: fc.oneof(fc.string(), fc.jsonValue()),
              source: fc.jsonValue(),
              input: fc.jsonValue(),
            }),
          ),
        ),
        tool_calls: fc.oneof(fc.constant(null), fc.array(fc.dictionary(fc.string(), fc.jsonValue()))),
      }),
      { minLength: 1 },
    );
    const body = fc.record({
      model: fc.constant('m'),
      messages,
      tools: fc.constant([{ x: 1 }]),
      stop: fc.jsonValue(),
    });
    fc.assert(
      fc.property(body, (raw) => {
        let read: ReturnType<Dialect['decodeRequest']>;
        try {
          read = from.decodeRequest(JSON.parse(JSON.stringify(raw)) as JsonObject);
        } catch {
          return;
        }
        JSON.stringify(to.encodeRequest(read, { model: 'm', streamUsage: true }));
      }),
      { numRuns: 600 },
    );
    const answer = fc.dictionary(fc.constantFrom('choices', 'content', 'usage', 'id'), fc.jsonValue());
    fc.assert(
      fc.property(answer, (raw) => {
        to.encodeResponse(from.decodeResponse(JSON.parse(JSON.stringify(raw)) as JsonObject), { now: NOW });
        from.decodeError(JSON.parse(JSON.stringify(raw)) as JsonObject, 500);
      }),
    );
  });
});
