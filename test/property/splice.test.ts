import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#core';
import { spliceJson } from '../../providers/http/splice-json.ts';

/** A field of an object as it may be written: its name with or without escapes, any space around. */
interface Written {
  readonly name: string;
  readonly nameText: string;
  readonly valueText: string;
}

const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 3 });
const escaped = (text: string): string =>
  `"${[...JSON.stringify(text).slice(1, -1)].map((unit) => (/[a-z]/.test(unit) ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit)).join('')}"`;
const NAMES = [
  'model',
  'stream_options',
  'messages',
  '__proto__',
  'constructor',
  '',
  'mod',
  'é😀',
  '"',
  '}{',
  '],',
];
// Without backslashes: V8 13.6 may read the name `"` of one object as the `\` of an earlier one.
const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ maxLength: 5 }).filter((text) => !text.includes('\\')),
);
const hostile = fc.constantFrom<JsonValue>(
  '"model":',
  '{"model":1}',
  '\\',
  '\\"',
  '}',
  ',',
  '',
  -0.5e-7,
  1e30,
  true,
  null,
  { model: 'inner', stream_options: [] },
  [['model'], {}, '"'],
);
const field = fc
  .record({
    name,
    value: fc.oneof(hostile, fc.jsonValue()),
    indent: fc.constantFrom(0, 1),
    raw: fc.boolean(),
  })
  .map(
    ({ name: of, value, indent, raw }): Written => ({
      name: of,
      nameText: raw || /[A-Z\\]/.test(JSON.stringify(of)) ? JSON.stringify(of) : escaped(of),
      valueText: JSON.stringify(value, null, indent),
    }),
  );
const fields = fc.uniqueArray(field, { selector: (one) => one.name, maxLength: 6 });
const spaces = fc.array(space, { minLength: 30, maxLength: 30 });

/** The object's text, with the spaces in turn at every place that may have one. */
function textOf(written: readonly Written[], gaps: readonly string[]): string {
  let at = 0;
  const gap = (): string => gaps[at++ % gaps.length] ?? '';
  const members = written.map(
    ({ nameText, valueText }) => `${gap()}${nameText}${gap()}:${gap()}${valueText}${gap()}`,
  );
  return `${gap()}{${members.length === 0 ? gap() : members.join(',')}}${gap()}`;
}

const edit = fc.constantFrom<JsonValue>('other', 'a "quoted" \\ name', { include_usage: true }, null, 5);
const bytes = (text: string): Uint8Array => Buffer.from(text);
const textAfter = (json: string, values: Record<string, string>): string =>
  Buffer.from(spliceJson(bytes(json), values)).toString('utf8');

describe('spliceJson', () => {
  test('gives the object with the fields set, and every other byte as it came', () => {
    fc.assert(
      fc.property(fields, spaces, edit, edit, (written, gaps, model, options) => {
        const json = textOf(written, gaps);
        const values = { model: JSON.stringify(model), stream_options: JSON.stringify(options) };
        const result = textAfter(json, values);
        const expected = JSON.parse(json) as JsonObject;
        expect(JSON.parse(result)).toEqual(Object.assign(expected, { model, stream_options: options }));

        // Taken out again, what was set leaves the text that there was before.
        const has = (of: string): boolean => written.some((one) => one.name === of);
        const added = Object.entries(values).filter(([of]) => !has(of));
        const inFront = added.map(([of, text]) => `${JSON.stringify(of)}:${text}`).join(',');
        const separator = inFront !== '' && written.length > 0 ? ',' : '';
        const open = result.indexOf('{') + 1;
        expect(result.slice(open).startsWith(inFront + separator)).toBe(true);
        const without = result.slice(0, open) + result.slice(open + inFront.length + separator.length);
        const back = Object.fromEntries(
          written.filter((one) => one.name in values).map((one) => [one.name, one.valueText]),
        );
        expect(textAfter(without, back)).toBe(json);
      }),
      { numRuns: 2_000 },
    );
  });

  test('without anything to set it changes nothing', () => {
    fc.assert(
      fc.property(fields, spaces, (written, gaps) => {
        const json = textOf(written, gaps);
        expect(textAfter(json, {})).toBe(json);
      }),
    );
  });

  test('refuses a field that stands twice, however its names are written, and only where it has to be set', () => {
    fc.assert(
      fc.property(fields, spaces, fc.boolean(), (written, gaps, hidden) => {
        const others = written.filter((one) => one.name !== 'model');
        const first = { name: 'model', nameText: '"model"', valueText: '"a"' };
        const second = { ...first, nameText: hidden ? escaped('model') : '"model"', valueText: '{"b":[1]}' };
        const json = textOf([first, ...others, second], gaps);
        expect(() => spliceJson(bytes(json), { model: '"c"' })).toThrow(/stands twice/);
        expect(() => spliceJson(bytes(json), { other_field: '1' })).not.toThrow();
      }),
    );
  });
});
