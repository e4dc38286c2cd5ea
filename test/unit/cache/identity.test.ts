import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core';
import { digest, identify, normalisedKey, partitionOf } from '../../../cache/identity/identity.ts';

const identityOf = (json: string, path?: readonly (string | number)[], text = '') =>
  identify({
    tenant: 't',
    policyVersion: 'v',
    form: 'openai-chat',
    variants: [],
    body: JSON.parse(json) as JsonObject,
    raw: Buffer.from(json),
    question: path === undefined ? undefined : { text, path },
  });
const keyOf = (json: string): string => identityOf(json).exactKey;
const same = (a: string, b: string): void => expect(keyOf(a)).toBe(keyOf(b));
const differ = (a: string, b: string): void => expect(keyOf(a)).not.toBe(keyOf(b));

describe('[C1] the exact key', () => {
  it('is the same for the same request written otherwise', () => {
    same('{"model":"m","n":1}', '{"n":1,"model":"m"}');
    same('{"a":{"b":1,"c":2}}', '{ "a" : { "c":2.0, "b":1e0 } }');
    same('{"a":"\\u0041"}', '{"a":"A"}');
    same('{"a":-0}', '{"a":0}');
    same('{"a":"é"}', '{"a":"e\u0301"}');
    same('{"é":1,"f":2}', '{"f":2,"e\u0301":1}');
  });

  it.each([
    ['stream', '{"stream":true}'],
    ['stream_options', '{"stream_options":{"include_usage":true}}'],
    ['user', '{"user":"u"}'],
    ['metadata', '{"metadata":{"a":1}}'],
    ['safety_identifier', '{"safety_identifier":"s"}'],
    ['prompt_cache_key', '{"prompt_cache_key":"k"}'],
    ['store: false', '{"store":false}'],
  ])('leaves out %s', (_, json) => {
    same(json, '{}');
  });

  it.each([
    ['store: true', '{"store":true}'],
    ['an unknown field', '{"x_unknown":null}'],
    ['a denied name that is not at the top', '{"x":{"stream":true}}'],
    ['a denied name in other letters', '{"Stream":true}'],
    ['__proto__', '{"__proto__":{"stream":true}}'],
    ['tools', '{"tools":[]}'],
    ['a schema', '{"response_format":{"type":"json_schema"}}'],
    ['temperature', '{"temperature":0}'],
  ])('has %s in it', (_, json) => {
    differ(json, '{}');
  });

  it('tells apart what only looks alike', () => {
    differ('{"a":"b"}', '{"a":"B"}');
    differ('{"a":1}', '{"a":"1"}');
    differ('{"a":null}', '{"a":"null"}');
    differ('{"a":null}', '{}');
    differ('{"a":[]}', '{"a":{}}');
    differ('{"a":["b","c"]}', '{"a":["c","b"]}');
    differ('{"a":["b","c"]}', '{"a":["bc"]}');
    differ('{"a":["b"],"c":"d"}', '{"a":["b","c"],"d":""}');
    differ('{"a":"s1:b"}', '{"a":"b"}');
    differ('{"a":"x","b":"y"}', '{"a":"xs1:bs1:y"}');
    differ('{"a":" b"}', '{"a":"b"}');
    differ('{"a":"Å"}', '{"a":"A"}');
  });

  it('tells lone surrogates apart, and from the character that replaces them', () => {
    differ('{"a":"\\ud800"}', '{"a":"\\ud801"}');
    differ('{"a":"\\ud800"}', '{"a":"\\ufffd"}');
    differ('{"a":"\\ud800"}', '{"a":"\\\\ud800"}');
  });

  it('tells numbers apart that JavaScript reads as one', () => {
    differ('{"a":12345678901234567890}', '{"a":12345678901234567891}');
    differ('{"a":9007199254740993}', '{"a":9007199254740992}');
    differ('{"a":1e400}', '{"a":1e401}');
    differ('{"a":[{"b":-1e999}]}', '{"a":[{"b":-1e998}]}');
    same('{"a":9007199254740991}', '{"a":9007199254740991.0}');
  });
});

describe('[C2] the question', () => {
  const chat = (question: string): string =>
    JSON.stringify({ model: 'm', messages: [{ role: 'user', content: question }] });
  const asked = (question: string) => identityOf(chat(question), ['messages', 0, 'content'], question);

  it('is in the exact key and not in the rest', () => {
    expect(asked('a').compatKey).toBe(asked('b').compatKey);
    expect(asked('a').exactKey).not.toBe(asked('b').exactKey);
  });

  it('is marked, not dropped: a body without it, or with the mark in its place, is another', () => {
    const without = identityOf('{"model":"m","messages":[{"role":"user"}]}').compatKey;
    const marked = identityOf('{"model":"m","messages":[{"role":"user","content":"q"}]}').compatKey;
    expect(new Set([asked('q').compatKey, without, marked]).size).toBe(3);
  });

  it('stands where it stands: the same text elsewhere is no question', () => {
    const body = '{"a":"x","b":"x"}';
    expect(identityOf(body, ['a'], 'x').compatKey).not.toBe(identityOf(body, ['b'], 'x').compatKey);
  });
});

describe('digest and what is made of it', () => {
  it('tells lone surrogates apart: hashed as UTF-8 they would be one character', () => {
    expect(digest(['a\ud800b'])).not.toBe(digest(['a\ud801b']));
    expect(digest(['\ud800'])).not.toBe(digest(['\ufffd']));
    expect(digest(['\ud800'])).not.toBe(digest([JSON.stringify('\ud800')]));
    const identity = { tenant: 't', compatKey: 'c', exactKey: 'e', question: undefined };
    expect(normalisedKey(identity, 'what is \ud800', '[]')).not.toBe(
      normalisedKey(identity, 'what is \ud801', '[]'),
    );
  });

  it('a partition is one tenant’s, one request’s but the question, one space’s and one unseen rest’s', () => {
    const partition = (tenant: string, compatKey: string, space: string, unseen: string): string =>
      partitionOf({ tenant, compatKey }, space, unseen);
    const all = [
      partition('t', 'c', 's', ''),
      partition('u', 'c', 's', ''),
      partition('t', 'd', 's', ''),
      partition('t', 'c', 'r', ''),
      partition('t', 'c', 's', 'tail'),
      partition('tc', '', 's', ''),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
