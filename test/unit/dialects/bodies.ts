import fc from 'fast-check';
import type { JsonObject } from '#core';

/** Arbitrary JSON as it arrives: parsed, so that what JSON cannot say (-0, undefined) is not in it. */
const json = fc.json({ stringUnit: 'grapheme', maxDepth: 3 }).map((text) => JSON.parse(text));
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.lorem({ maxCount: 40 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Fields that nobody knows, beside the known ones. */
const unknown = (...known: readonly string[]) =>
  fc.dictionary(
    fc.string({ maxLength: 12 }).filter((name) => !known.includes(name)),
    // At the top and in a message, null where nothing was said before is indistinguishable from absent.
    json.filter((value) => value !== null),
    { maxKeys: 3 },
  );

/** The known fields with the unknown ones; parsed, so that a field called `__proto__` is one. */
const withUnknown = (known: fc.Arbitrary<object>, extra: fc.Arbitrary<object>) =>
  fc
    .tuple(known, extra)
    .map(([a, b]) => JSON.parse(`{${inner(b)}${inner(b) && inner(a) ? ',' : ''}${inner(a)}}`));

const inner = (object: object) => JSON.stringify(object).slice(1, -1);

const tokens = fc.array(
  fc.record({ token: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), logprob: fc.integer() }),
  { maxLength: 30 },
);

const call = fc.oneof(
  withUnknown(
    fc.record({
      id: fc.uuid(),
      type: fc.constant('function'),
      function: withUnknown(fc.record({ name: fc.string(), arguments: text }), unknown('name', 'arguments')),
    }),
    unknown('id', 'type', 'function', 'custom', 'index'),
  ),
  fc.record({
    id: fc.uuid(),
    type: fc.constant('custom'),
    custom: fc.record({ name: fc.string(), input: text }),
  }),
);

const MESSAGE_FIELDS = [
  'role',
  'content',
  'refusal',
  'reasoning',
  'reasoning_content',
  'tool_calls',
  'function_call',
];

const choice = (index: number) =>
  fc
    .record({
      message: withUnknown(
        fc.record(
          {
            role: fc.constant('assistant'),
            content: fc.option(text),
            refusal: fc.option(text),
            reasoning: text,
            reasoning_content: fc.option(text),
            tool_calls: fc.array(call, { maxLength: 3 }),
            function_call: fc.record({ name: fc.string(), arguments: text }),
          },
          { requiredKeys: ['role', 'content'] },
        ),
        unknown(...MESSAGE_FIELDS),
      ),
      tokens: fc.option(tokens),
      spelled: fc.boolean(),
      finish_reason: fc.constantFrom('stop', 'length', 'tool_calls', 'new'),
      extra: unknown('index', 'message', 'delta', 'logprobs', 'finish_reason'),
    })
    .map(({ message, tokens, spelled, extra, finish_reason }) => {
      // Half of the log probabilities spell the content, as they do in most answers.
      const content = spelled && tokens ? tokens.map(({ token }) => token).join('') : message.content;
      const logprobs = tokens && { content: tokens, refusal: null };
      return { ...extra, index, message: { ...message, content }, logprobs, finish_reason };
    });

/** Stored bodies of chat completions. */
export const completion: fc.Arbitrary<JsonObject> = withUnknown(
  fc.record(
    {
      id: fc.string(),
      object: fc.constant('chat.completion'),
      created: fc.nat(),
      model: fc.string({ minLength: 1 }),
      choices: fc.nat(3).chain((n) => fc.tuple(...Array.from({ length: n }, (_, index) => choice(index)))),
      service_tier: fc.constantFrom('default', 'flex'),
      system_fingerprint: fc.string(),
      usage: withUnknown(fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() }), unknown()),
    },
    { requiredKeys: ['id', 'object', 'created', 'model', 'choices'] },
  ),
  unknown(
    'id',
    'object',
    'created',
    'model',
    'choices',
    'service_tier',
    'system_fingerprint',
    'usage',
    'error',
    'obfuscation',
  ),
);

const block = fc.oneof(
  withUnknown(
    fc.record(
      { type: fc.constant('text'), text, citations: fc.option(fc.array(json, { maxLength: 3 })) },
      { requiredKeys: ['type', 'text'] },
    ),
    unknown('type', 'text', 'citations'),
  ),
  fc.record({ type: fc.constant('thinking'), thinking: text, signature: fc.string() }),
  fc.record({
    type: fc.constantFrom('tool_use', 'server_tool_use', 'mcp_tool_use'),
    id: fc.uuid(),
    name: fc.string(),
    input: fc.oneof(
      fc.dictionary(fc.string(), json).map((input) => JSON.parse(JSON.stringify(input))),
      json,
    ),
  }),
  withUnknown(fc.record({ type: fc.constantFrom('web_search_tool_result', 'new_kind') }), unknown('type')),
);

/** Stored bodies of messages. */
export const message: fc.Arbitrary<JsonObject> = withUnknown(
  fc.record(
    {
      id: fc.string(),
      type: fc.constant('message'),
      role: fc.constant('assistant'),
      model: fc.string(),
      content: fc.array(block, { maxLength: 5 }),
      stop_reason: fc.constantFrom('end_turn', 'max_tokens', 'tool_use'),
      stop_sequence: fc.option(fc.string()),
      stop_details: fc.option(json),
      container: fc.option(json),
      context_management: fc.option(json),
      usage: withUnknown(
        fc.record(
          {
            input_tokens: fc.nat(),
            output_tokens: fc.nat(),
            cache_read_input_tokens: fc.option(fc.nat()),
            output_tokens_details: fc.option(json),
            service_tier: fc.string(),
          },
          { requiredKeys: ['input_tokens', 'output_tokens'] },
        ),
        unknown(
          'input_tokens',
          'output_tokens',
          'cache_read_input_tokens',
          'output_tokens_details',
          'service_tier',
        ),
      ),
    },
    { requiredKeys: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'] },
  ),
  unknown(
    'id',
    'type',
    'role',
    'model',
    'content',
    'stop_reason',
    'stop_sequence',
    'stop_details',
    'container',
    'context_management',
    'input_transformations',
    'usage',
  ),
);
