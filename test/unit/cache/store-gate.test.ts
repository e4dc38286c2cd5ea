import { describe, expect, it } from 'vitest';
import { type GateInput, type GateRefusal, refuseToStore } from '../../../cache/write/store-gate.ts';
import {
  type Choice,
  type FinishReason,
  type JsonObject,
  type Part,
  UNKNOWN_USAGE,
} from '../../../src/core/index.ts';

const text = (content: string): Part => ({ type: 'text', text: content });
const choice = (
  parts: readonly Part[] = [text('An answer.')],
  finishReason: FinishReason | undefined = 'stop',
) => ({
  parts,
  finishReason,
});
const gate = (choices: readonly Choice[], more: Partial<GateInput> = {}): GateRefusal | undefined =>
  refuseToStore({
    response: { model: 'm', choices, usage: UNKNOWN_USAGE },
    bodyBytes: 100,
    maxBodyBytes: 1000,
    responseFormat: undefined,
    ...more,
  });

describe('[C20] the store gate', () => {
  it.each<[string, readonly Choice[], GateRefusal | undefined]>([
    ['a finished answer', [choice()], undefined],
    ['several, all finished', [choice(), choice()], undefined],
    ['text after reasoning', [choice([{ type: 'reasoning', text: 'Hm.' }, text('Yes.')])], undefined],
    ['an empty refusal beside text', [choice([text('Yes.'), { type: 'refusal', text: '' }])], undefined],
    ['no choice', [], 'no-choice'],
    ['cut at the token limit', [choice(undefined, 'length')], 'unfinished'],
    ['a reason nobody knows', [choice(undefined, 'other')], 'unfinished'],
    ['filtered', [choice(undefined, 'content-filter')], 'content-filter'],
    ['refused', [choice(undefined, 'refusal')], 'refusal'],
    ['a refusal that says stop', [choice([{ type: 'refusal', text: 'I cannot.' }])], 'refusal'],
    ['a tool call', [choice(undefined, 'tool-calls')], 'tool-call'],
    [
      'a tool call that says stop',
      [choice([text('x'), { type: 'tool-call', id: '1', name: 'f', arguments: '{}' }])],
      'tool-call',
    ],
    ['nothing said', [choice([])], 'empty'],
    ['white space', [choice([text(' \n')])], 'empty'],
    ['only reasoning', [choice([{ type: 'reasoning', text: 'Hm.' }])], 'empty'],
    ['one of several unfinished', [choice(), choice(undefined, 'length')], 'unfinished'],
  ])('%s', (_, choices, expected) => {
    expect(gate(choices)).toBe(expected);
  });

  it('an end without a reason is no end', () => {
    expect(gate([{ parts: [text('An answer.')], finishReason: undefined }])).toBe('unfinished');
  });

  it('an answer over the bound is refused, one at the bound is not', () => {
    expect(gate([choice()], { bodyBytes: 1001 })).toBe('too-large');
    expect(gate([choice()], { bodyBytes: 1000 })).toBeUndefined();
  });
});

describe('[C20] the schema that was asked for', () => {
  const city: JsonObject = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const openai = (schema: JsonObject): JsonObject => ({
    type: 'json_schema',
    json_schema: { name: 'n', schema },
  });
  const checked = (answer: string, responseFormat: JsonObject): GateRefusal | undefined =>
    gate([choice([text(answer)])], { responseFormat });

  it.each<[string, JsonObject]>([
    ['OpenAI', openai(city)],
    ['Anthropic', { type: 'json_schema', schema: city }],
  ])('of %s: a valid answer passes, another does not', (_, format) => {
    expect(checked('{"city":"Bonn"}', format)).toBeUndefined();
    expect(checked('{"city":5}', format)).toBe('schema');
    expect(checked('{}', format)).toBe('schema');
    expect(checked('The city is Bonn.', format)).toBe('schema');
    expect(checked('{"city":"Bonn"', format)).toBe('schema');
  });

  it('JSON mode takes any JSON and nothing else; text takes anything', () => {
    expect(checked('[1]', { type: 'json_object' })).toBeUndefined();
    expect(checked('no JSON', { type: 'json_object' })).toBe('schema');
    expect(checked('no JSON', { type: 'text' })).toBeUndefined();
  });

  it('a schema that cannot be read matches nothing', () => {
    for (const schema of [{ type: 'nonsense' }, { $ref: 'https://example.com/schema' }, { properties: 5 }]) {
      expect(checked('{"city":"Bonn"}', openai(schema))).toBe('schema');
    }
  });

  it('a client’s regular expressions are not run', () => {
    const slow = { type: 'string', pattern: '^(a+)+$' };
    expect(checked(`"${'a'.repeat(60)}b"`, openai(slow))).toBeUndefined();
  });

  it('a schema that would take for ever is given up', () => {
    const again = { allOf: [{ properties: { x: { $ref: '#' } } }, { required: ['y'] }] };
    const schema = { anyOf: [{ type: 'number' }, again, again, { properties: { x: { $ref: '#' } } }] };
    const nested = (depth: number): string => `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(checked(nested(3), openai(schema))).toBeUndefined();
    expect(checked(nested(60), openai(schema))).toBe('schema'); // 3^60 steps
  });
});
