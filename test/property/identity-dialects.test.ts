import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChatRequest, type Dialect, GatewayError, type JsonObject } from '#core';
import { openCase } from '../../cache/open-case.ts';
import { anthropicMessages, openaiChat } from '../../providers/dialects/index.ts';
import * as canonical from '../unit/dialects/canonical.ts';

const NOT_CACHED = 'not cached';
const DIALECTS = [openaiChat, anthropicMessages];

function keysOf(dialect: Dialect, body: JsonObject): { readonly exact: string; readonly compat: string } {
  const { identity } = openCase({
    request: dialect.decodeRequest(body),
    dialect: dialect.id,
    body,
    raw: Buffer.from(JSON.stringify(body)),
    headers: {},
    caller: { key: 'k', team: 't', customer: undefined, credential: 'c' },
    settings: {
      mode: 'on',
      match: 'semantic',
      scope: 'team',
      ttlSeconds: 60,
      classify: false,
      errorBudget: 0.01,
    },
    policyVersion: 'v',
  });
  if (!identity) throw new Error(NOT_CACHED);
  return { exact: identity.exactKey, compat: identity.compatKey };
}

const wire = (dialect: Dialect, request: ChatRequest): JsonObject =>
  JSON.parse(JSON.stringify(dialect.encodeRequest(request, { model: request.model, streamUsage: true })));

/** Without a schema for the answer, which OpenAI's API names and Anthropic's does not. */
const request = canonical.request.map((one): ChatRequest => ({ ...one, format: undefined }));

/** What counts, told apart from the code under test: the user and the wish for a stream do not. */
const counts = ({ user: _user, ...meaning }: canonical.Meaning): string =>
  JSON.stringify({ ...meaning, hasTools: undefined }, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : typeof value === 'string'
        ? value.normalize('NFC')
        : value,
  );

const SCHEMA = { type: 'object' };
/** Every field that the canonical form carries. */
const OPENAI: JsonObject = {
  model: 'm',
  messages: [
    { role: 'system', content: 'S' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'https://example.com', detail: 'auto' } },
        { type: 'file', file: { filename: 'n.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      ],
    },
    {
      role: 'assistant',
      content: 't',
      refusal: 'r',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'res' }] },
    { role: 'user', content: 'q' },
  ],
  temperature: 0.5,
  top_p: 0.5,
  max_completion_tokens: 5,
  stop: ['x'],
  tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: SCHEMA, strict: false } }],
  tool_choice: { type: 'function', function: { name: 'f' } },
  parallel_tool_calls: false,
  response_format: { type: 'text' },
  reasoning_effort: 'low',
};
const ANTHROPIC: JsonObject = {
  model: 'm',
  max_tokens: 5,
  system: [{ type: 'text', text: 'S' }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'image', source: { type: 'url', url: 'https://example.com' } },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        {
          type: 'document',
          title: 'n',
          source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
          citations: { enabled: false },
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 't' },
        { type: 'tool_use', id: 'c', name: 'f', input: { a: 2 }, caller: { type: 'direct' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'res' }], is_error: false },
        { type: 'text', text: 'q' },
      ],
    },
  ],
  temperature: 0.5,
  top_p: 0.5,
  stop_sequences: ['x'],
  tools: [{ type: 'custom', name: 'f', description: 'd', input_schema: SCHEMA, strict: false }],
  tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: false },
  output_config: { effort: 'low', format: { type: 'json_schema', schema: SCHEMA } },
  output_format: null,
};

type Steps = readonly (string | number)[];

/** Every place in a value, and in every object one more that nobody knows. */
function* pathsOf(value: unknown, path: Steps = []): Generator<Steps> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    yield* pathsOf(item, [...path, Array.isArray(value) ? Number(name) : name]);
  }
  if (!Array.isArray(value)) yield [...path, 'never_heard_of'];
}

function withValue(base: unknown, [step, ...rest]: Steps, value: unknown): unknown {
  if (step === undefined) return value;
  const inner = (base as Record<string | number, unknown>)[step];
  const changed = withValue(inner, rest, value);
  return Array.isArray(base)
    ? base.map((item: unknown, i) => (i === step ? changed : item))
    : { ...(base as object), [step]: changed };
}

describe('[C1] [C25] one identity for requests of two APIs', () => {
  test('keys are equal exactly where two requests mean the same, whichever API they came in', () => {
    const seen = { same: 0, differs: 0 };
    const fields = [
      'turns',
      'temperature',
      'topP',
      'maxTokens',
      'stop',
      'tools',
      'effort',
      'user',
      'model',
    ] as const;
    fc.assert(
      fc.property(request, request, fc.constantFrom(...fields), (one, other, field) => {
        // Requests that have all in common, all but one field, or nothing.
        const near = { ...one, [field]: other[field], toolChoice: undefined };
        for (const two of [one, near, { ...one, toolChoice: undefined }, other]) {
          const same = counts(canonical.meaningOf(one)) === counts(canonical.meaningOf(two));
          seen[same ? 'same' : 'differs']++;
          for (const a of DIALECTS) {
            for (const b of DIALECTS) {
              const [first, second] = [keysOf(a, wire(a, one)), keysOf(b, wire(b, two))];
              expect(first.exact === second.exact).toBe(same);
              if (same) expect(first.compat).toBe(second.compat);
            }
          }
        }
      }),
      { numRuns: 250 },
    );
    expect(Math.min(seen.same, seen.differs)).toBeGreaterThan(200);
  });

  test('only the question is left out of what has to be equal for a paraphrase', () => {
    const asking = (text: string, more: Partial<ChatRequest> = {}) => ({
      turns: [{ role: 'user' as const, parts: [{ type: 'text' as const, text }] }],
      ...more,
    });
    fc.assert(
      fc.property(request, fc.lorem(), fc.lorem(), (base, a, b) => {
        fc.pre(a !== b);
        const [one, two] = [asking(a), asking(b)].map((fields) => ({ ...base, ...fields }) as ChatRequest);
        if (!one || !two) throw new Error('two requests');
        const [openai, anthropic] = [
          keysOf(openaiChat, wire(openaiChat, one)),
          keysOf(anthropicMessages, wire(anthropicMessages, two)),
        ];
        expect(openai.compat).toBe(anthropic.compat);
        expect(openai.exact).not.toBe(anthropic.exact);
      }),
    );
  });

  test('what only one API can say is in the key of its own requests, and keeps them from the other’s', () => {
    const fields = [
      [openaiChat, { seed: 1 }],
      [openaiChat, { n: 2 }],
      [openaiChat, { never_heard_of: 1 }],
      [openaiChat, { response_format: { type: 'json_object' } }],
      [openaiChat, { temperature: 1.5 }],
      [anthropicMessages, { top_k: 1 }],
      [anthropicMessages, { thinking: { type: 'adaptive' } }],
      [anthropicMessages, { never_heard_of: 1 }],
      [anthropicMessages, { speed: 'fast' }],
    ] as const;
    fc.assert(
      fc.property(request, fc.constantFrom(...fields), (base, [dialect, extra]) => {
        const plain = wire(dialect, base);
        const keys = DIALECTS.map((one) => keysOf(one, wire(one, base)).exact);
        const own = keysOf(dialect, { ...plain, ...extra }).exact;
        expect(keys).not.toContain(own);
        expect(keysOf(dialect, { ...extra, ...plain, ...extra }).exact).toBe(own);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    { dialect: openaiChat, body: OPENAI },
    { dialect: anthropicMessages, body: ANTHROPIC },
  ])('no two values of a field share a key, of whatever type they are: $dialect.id', ({ dialect, body }) => {
    const values = [true, 1, 'zzz', ['zz'], { zz: 1 }, [{ zz: 1 }]];
    let compared = 0;
    for (const path of pathsOf(body)) {
      const keys = [body, ...values.map((value) => withValue(body, path, value) as JsonObject)].flatMap(
        (one) => {
          try {
            return [keysOf(dialect, one).exact];
          } catch (error) {
            // Nobody is asked, or nothing is stored.
            if (error instanceof GatewayError || (error as Error).message === NOT_CACHED) return [];
            throw error;
          }
        },
      );
      expect({ path, keys: new Set(keys).size }).toEqual({ path, keys: keys.length });
      compared += keys.length;
    }
    expect(compared).toBeGreaterThan(200);
  });

  test('a field that is null is one that is not there', () => {
    const body = (call: JsonObject): JsonObject => ({
      model: 'm',
      messages: [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content: 'b' },
      ],
    });
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    const [turn] = openaiChat.decodeRequest(body({ ...call, custom: null })).turns;
    expect(turn?.parts[0]).toEqual({ type: 'tool-call', id: 'c', name: 'f', arguments: '{"a":1}' });
    expect(keysOf(openaiChat, body({ ...call, custom: null })).exact).toBe(
      keysOf(openaiChat, body(call)).exact,
    );
  });

  test('arguments that are nested without end are text for their own API, and refused by the other', () => {
    for (const depth of [101, 3000, 20_000]) {
      const text = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const body = {
        model: 'm',
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }],
          },
          { role: 'tool', tool_call_id: 'c', content: 'b' },
        ],
      };
      expect(keysOf(openaiChat, body).exact).toBe(keysOf(openaiChat, body).exact);
      expect(openaiChat.decodeRequest(body).extensions).toEqual([
        { path: 'messages[0].tool_calls[0].function.arguments', effect: 'answer' },
      ]);
    }
  });

  test('arguments of a call count by their value where their text says no more, else by their text', () => {
    const body = (text: string): JsonObject => ({
      model: 'm',
      messages: [
        { role: 'user', content: 'a' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'b' },
      ],
    });
    const key = (text: string): string => keysOf(openaiChat, body(text)).exact;
    expect(key('{"a":1,"b":" x "}')).toBe(key('{ "a" : 1,\n"b":" x " }'));
    expect(key('')).toBe(key('{}'));
    for (const [one, other] of [
      ['{"a":1}', '{"a":2}'],
      ['{"a":"x"}', '{"a":" x"}'],
      ['{"a":1}', '{"a":1.0}'],
      ['{"a":1,"a":2}', '{"a":2}'],
      ['{"a":12345678901234567890}', '{"a":12345678901234567891}'],
      ['{"a":', '{"a":1'],
    ] as const) {
      expect(key(one)).not.toBe(key(other));
    }
  });
});
