import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/http/parse-json.ts';
import { scanJson } from '../../../src/http/scan-json.ts';

const parse = (text: string) => parseJson(Buffer.from(text));
const refused = (param?: string) =>
  expect.objectContaining({
    status: 400,
    code: 'invalid-request',
    ...(param === undefined ? {} : { param }),
  });
const nested = (levels: number, open = '[', close = ']') =>
  `{"x":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`;

describe('a body has one reading: no field stands twice in one object', () => {
  it.each([
    ['messages', '{"messages":["evil"],"messages":["good"]}'],
    ['messages', '{"messages":["evil"],"a":1,"mess\\u0061ges":["good"]}'],
    ['content', '{"messages":[{"role":"user","content":"evil","content":"good"}]}'],
    ['a', '{"x":[[{"a":{}}],{"b":{"a":1},"a":1 , "a" : 2}]}'],
    ['__proto__', '{"__proto__":{},"__proto__":1}'],
    ['', '{"":1,"":2}'],
    ['"', '{"\\"":1,"\\u0022":2}'],
    [`${'long '.repeat(40)}`, `{"${'long '.repeat(40)}":1,"${'long '.repeat(40)}":1}`],
  ])('%s', (name, text) => {
    expect(() => parse(text)).toThrow(refused(name));
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '{"text":"\\"a\\":1,\\"a\\":2,{[","a":":::"}',
    `{"text":"${'x'.repeat(100)}\\\\","other":"${'y'.repeat(31)}\\""}`,
    `{"text":"${'\\\\'.repeat(64)}","other":"${'\\"'.repeat(64)}"}`,
    '{"a":[{"b":1},{"b":1}]}',
    '{}',
  ])('what only looks like it is read: %s', (text) => {
    expect(parse(text).body).toEqual(JSON.parse(text));
  });
});

describe('nesting', () => {
  it('of 500 levels is read, of 501 refused, whatever it is made of', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ]) {
      expect(parse(nested(500, open, close)).body).toHaveProperty('x');
      expect(() => parse(nested(501, open, close))).toThrow(refused());
    }
  });

  it('is counted without walking it: millions of levels are no danger', () => {
    expect(() => parse(nested(2_000_000))).toThrow(refused());
    expect(() => parse('['.repeat(2_000_000))).toThrow(refused());
  });

  it('of brackets in texts is none', () => {
    expect(scanJson(Buffer.from(JSON.stringify({ a: '[{'.repeat(1000), '[[': [] })))).toEqual({
      depth: 2,
      fields: 2,
    });
  });
});

it('every JSON object is counted as it is, with any strings in it', () => {
  const text = fc.string({
    unit: fc.constantFrom('"', '\\', ':', '{', '}', '[', ']', ',', 'a', 'é', '😀', '\n'),
    maxLength: 80,
  });
  const count = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 0
      : Object.values(value).reduce<number>(
          (sum, item) => sum + count(item),
          Array.isArray(value) ? 0 : Object.keys(value).length,
        );
  const values = fc.object({
    key: text,
    values: [text, fc.integer(), fc.constant(null)],
    maxDepth: 4,
    withNullPrototype: false,
  });
  fc.assert(
    fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
      const bytes = Buffer.from(JSON.stringify(value, null, indent));
      // Counted on the value that was written, which `JSON.parse` may read otherwise (see the splice property).
      expect(scanJson(bytes).fields).toBe(count(value));
    }),
  );
});
