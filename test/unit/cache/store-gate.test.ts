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

describe('[C20] JSON where it was asked for', () => {
  const checked = (answer: string, responseFormat: JsonObject): GateRefusal | undefined =>
    gate([choice([text(answer)])], { responseFormat });

  it('JSON mode takes any JSON and nothing else; text takes anything', () => {
    expect(checked('[1]', { type: 'json_object' })).toBeUndefined();
    expect(checked('no JSON', { type: 'json_object' })).toBe('schema');
    expect(checked('{"cut":', { type: 'json_object' })).toBe('schema');
    expect(checked('no JSON', { type: 'text' })).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ['OpenAI', { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } }],
    ['Anthropic', { type: 'json_schema', schema: { type: 'object' } }],
  ])('so does a schema of %s', (_, format) => {
    expect(checked('The city is Bonn.', format)).toBe('schema');
    expect(checked('{"city":"Bonn"', format)).toBe('schema');
    expect(checked('{"city":"Bonn"}', format)).toBeUndefined();
  });
});
