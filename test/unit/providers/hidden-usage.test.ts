import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core';
import { hiddenUsage } from '../../../providers/dialects/openai-chat/hidden-usage.ts';

const USAGE = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
const USAGE_FRAME = `data: ${JSON.stringify({ id: 'x', choices: [], usage: USAGE })}`;

/** Frames that are not the usage's, some of them as like it as can be. */
const kept = fc.oneof(
  fc.constantFrom(
    'data: [DONE]',
    ': keep-alive',
    'data: {"choices":[{"delta":{"content":"\\"choices\\":[] prompt_tokens"}}]}',
    'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}',
    'data: {"choices":[],"usage":null}',
    `data: {"choices":[{"delta":{}}],"usage":${JSON.stringify(USAGE)}}`,
    'data: {"choices":[{"delta":{"content":"Größe 😀"}}],"usage":null}',
    'data: {"choices":[',
    'event: ping\ndata: {}',
  ),
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}`),
);
const frame = fc.record({
  text: fc.oneof({ weight: 4, arbitrary: kept }, { weight: 1, arbitrary: fc.constant(USAGE_FRAME) }),
  end: fc.constantFrom('\n\n', '\r\n\r\n'),
});
const stream = fc.record({ frames: fc.array(frame, { maxLength: 12 }), endless: fc.boolean() });
const cuts = fc.array(fc.nat(2_000), { maxLength: 30 });

function filtered(bytes: Buffer, at: readonly number[]): string {
  const filter = hiddenUsage.createFilter();
  const ends = [...at.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const pieces = ends.map((end, i) => filter.push(bytes.subarray(ends[i - 1] ?? 0, end)));
  return Buffer.concat([...pieces, filter.flush()]).toString('utf8');
}

describe('[C26] the usage that only the gateway asked for', () => {
  it('is withheld at any split, and nothing else is', () => {
    fc.assert(
      fc.property(stream, cuts, ({ frames, endless }, at) => {
        // The last frame may come without the blank line that ends it.
        const written = frames.map(({ text, end }, i) => ({
          text,
          bytes: text + (endless && i === frames.length - 1 ? '' : end),
        }));
        const all = written.map(({ bytes }) => bytes).join('');
        const wanted = written.filter(({ text }) => text !== USAGE_FRAME).map(({ bytes }) => bytes);
        expect(filtered(Buffer.from(all), at)).toBe(wanted.join(''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds back no more than an unfinished frame', () => {
    const filter = hiddenUsage.createFilter();
    const out = (text: string): string => Buffer.from(filter.push(Buffer.from(text))).toString();
    expect(out('data: {"choices":[1]}\n\ndata: {"ch')).toBe('data: {"choices":[1]}\n\n');
    expect(out('oices":[2]}\n')).toBe('');
    expect(out('\ndata: [DONE]\n\n')).toBe('data: {"choices":[2]}\n\ndata: [DONE]\n\n');
  });

  it('a frame without end is passed on before it fills the memory', () => {
    const filter = hiddenUsage.createFilter();
    let sent = 0;
    for (let i = 0; i < 40; i++) sent += filter.push(Buffer.alloc(64 * 1024, 0x78)).length;
    expect(sent).toBeGreaterThan(1024 * 1024);
    expect(sent + filter.flush().length).toBe(40 * 64 * 1024);
  });

  it.each<[JsonObject, object]>([
    [{}, { include_usage: true }],
    [{ stream_options: null }, { include_usage: true }],
    [{ stream_options: { include_usage: false } }, { include_usage: true }],
    [{ stream_options: { include_obfuscation: false } }, { include_obfuscation: false, include_usage: true }],
  ])('is asked for beside what the client asked: %j', (body, expected) => {
    const { stream_options: text = '' } = hiddenUsage.edits(body);
    expect(JSON.parse(text)).toEqual(expected);
  });
});
