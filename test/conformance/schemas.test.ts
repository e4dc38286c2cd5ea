import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APIS } from '../kit/envelopes.ts';
import { postJson } from '../kit/exchange.ts';
import { growth, written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

const CITY = {
  type: 'object',
  properties: { city: { type: 'string' }, people: { type: 'array', items: { $ref: '#/$defs/person' } } },
  required: ['city'],
  additionalProperties: false,
  $defs: { person: { type: 'object', required: ['name'] } },
};

let stack: Stack;
beforeAll(async () => {
  // The provider says what it was asked to say.
  stack = await startStack({
    mock: { answer: (question) => question },
    settings: { 'cache.match': 'exact' },
  });
});
afterAll(() => stack.dispose());

describe.each(APIS)('[C20] a schema asked of $name', ({ name, path, required }) => {
  let models = 0;
  const ask = async (answer: string, schema: object, stream: boolean, model: string) => {
    const format = { type: 'json_schema', schema };
    const { headers, status } = await postJson(stack.gateway.url + path, {
      model,
      messages: [{ role: 'user', content: answer }],
      stream,
      ...required,
      ...(name === 'openai'
        ? { response_format: { type: 'json_schema', json_schema: { name: 'city', schema } } }
        : { output_config: { format } }),
    });
    expect(status).toBe(200);
    return headers['cache-status'] ?? '';
  };
  /** What an equal request gets once all is written. */
  const again = async (answer: string, schema: object, stream = false) => {
    const model = `schema-${models++}`;
    expect(await ask(answer, schema, stream, model)).toMatch(/fwd=miss/);
    await written(stack.gateway.url);
    return ask(answer, schema, stream, model);
  };

  it.each([false, true])('an answer that follows it is stored, stream %s', async (stream) => {
    expect(await again('{"city":"Bonn"}', CITY, stream)).toMatch(/; hit;/);
    expect(await again('{"city":"Bonn","people":[{"name":"Ada","age":3}]}', CITY, stream)).toMatch(/; hit;/);
  });

  it.each([
    'The city is Bonn.',
    '{"city":"Bonn"',
    '{"city":5}',
    '{}',
    '[]',
    'null',
    '{"city":"Bonn","country":"DE"}',
    '{"city":"Bonn","people":[{}]}',
  ])('one that does not is not: %s', async (answer) => {
    expect(await again(answer, CITY)).toMatch(/fwd=miss/);
  });

  it.each([
    ['of an unknown type', { type: 'nonsense' }],
    ['that points elsewhere', { $ref: 'https://example.com/schema.json' }],
    ['that points nowhere', { $ref: '#/$defs/none' }],
  ])('a schema %s lets nothing be stored', async (_, schema) => {
    expect(await again('{"city":"Bonn"}', schema)).toMatch(/fwd=miss/);
  });

  it('a schema that takes for ever to check holds nobody up, and its answer is not stored', async () => {
    const more = { allOf: [{ properties: { x: { $ref: '#' } } }, { required: ['y'] }] };
    const schema = { anyOf: [{ type: 'number' }, more, { ...more }, { properties: { x: { $ref: '#' } } }] };
    const answer = `${'{"x":'.repeat(60)}1${'}'.repeat(60)}`; // 3^60 steps
    const model = `schema-${models++}`;
    const [queued] = await growth(
      stack.gateway.url,
      [['reprise_requests_total', { status: '200' }]],
      async () => {
        await ask(answer, schema, false, model);
        // While it is checked, others are answered: within the time of a test, not of a universe.
        for (let i = 0; i < 5; i++) await ask('{"city":"Bonn"}', CITY, false, `${model}-others`);
      },
    );
    expect(queued).toBe(6);
    await written(stack.gateway.url);
    expect(await ask(answer, schema, false, model)).toMatch(/fwd=miss/);
  });
});
