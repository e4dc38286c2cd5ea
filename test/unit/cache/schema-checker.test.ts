import { afterAll, describe, expect, it } from 'vitest';
import { createSchemaChecker } from '../../../cache/write/schema-checker.ts';

/** Each level asks for the one below twice: 2.4 KB that take exponential time to compile. */
function exponentialSchema(): Record<string, unknown> {
  const $defs: Record<string, unknown> = { d0: { type: 'object' } };
  for (let level = 1; level <= 40; level++) {
    const below = { $ref: `#/$defs/d${level - 1}` };
    $defs[`d${level}`] = { allOf: [below, below] };
  }
  return { $defs, $ref: '#/$defs/d40' };
}

const CITY = {
  type: 'object',
  properties: { city: { type: 'string', pattern: '^[A-Z]' } },
  required: ['city'],
};

describe('[C20] an answer is valid against the asked schema', () => {
  const checker = createSchemaChecker({ deadlineMs: 5_000 });
  afterAll(() => checker.close());
  const check = (schema: unknown, ...texts: readonly string[]) =>
    checker.check({ schema: JSON.stringify(schema), texts });

  it.each([
    ['a schema without a draft', CITY],
    ['draft 2020-12', { ...CITY, $schema: 'https://json-schema.org/draft/2020-12/schema' }],
    ['draft 7', { ...CITY, $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['an id of its own', { ...CITY, $id: 'https://example.com/city' }],
  ])('%s: what follows it is valid, what breaks it is not', async (_, schema) => {
    expect(await check(schema, '{"city":"Oslo"}')).toBe('valid');
    expect(await check(schema, '{"city":7}')).toBe('invalid');
    expect(await check(schema, '{"city":"oslo"}')).toBe('invalid');
    expect(await check(schema, '{}')).toBe('invalid');
  });

  it('every choice has to follow it', async () => {
    expect(await check(CITY, '{"city":"Oslo"}', '{"city":"Rome"}')).toBe('valid');
    expect(await check(CITY, '{"city":"Oslo"}', '{}')).toBe('invalid');
  });

  it.each([
    ['a broken schema', { type: 'nothing' }],
    ['a reference to another machine', { $ref: 'https://example.com/schema.json' }],
    ['an asynchronous schema', { $async: true, type: 'object' }],
  ])('%s is unchecked, never valid', async (_, schema) => {
    expect(await check(schema, '{}')).toBe('unchecked');
  });
});

describe('[C20] a schema costs the event loop nothing', () => {
  it.each([
    ['an exponential schema', exponentialSchema(), '{}'],
    ['a hostile pattern', { properties: { a: { pattern: '^(a+)+$' } } }, `{"a":"${'a'.repeat(64)}!"}`],
    [
      'unique items of a long answer',
      { properties: { a: { uniqueItems: true } } },
      JSON.stringify({ a: Array.from({ length: 60_000 }, (_, n) => ({ n })) }),
    ],
  ])(
    '%s ends unchecked at the deadline, timers go on, and the next check is served',
    async (_, schema, text) => {
      const checker = createSchemaChecker({ deadlineMs: 300 });
      try {
        let longest = 0;
        let last = performance.now();
        const timer = setInterval(() => {
          longest = Math.max(longest, performance.now() - last);
          last = performance.now();
        }, 5);
        const hostile = { schema: JSON.stringify(schema), texts: [text] };
        expect(await checker.check(hostile)).toBe('unchecked');
        clearInterval(timer);
        expect(longest).toBeLessThan(1_000);
        expect(await checker.check({ schema: JSON.stringify(CITY), texts: ['{"city":"Oslo"}'] })).toBe(
          'valid',
        );
        const started = performance.now();
        expect(await checker.check(hostile)).toBe('unchecked');
        expect(performance.now() - started).toBeLessThan(200); // remembered
      } finally {
        await checker.close();
      }
    },
  );

  it('checks over the bound are unchecked at once, and so is everything after the close', async () => {
    const checker = createSchemaChecker({ maxWaiting: 2 });
    const one = { schema: JSON.stringify(CITY), texts: ['{"city":"Oslo"}'] };
    const verdicts = await Promise.all([one, one, one].map(checker.check));
    expect(verdicts).toEqual(['valid', 'valid', 'unchecked']);
    await checker.close();
    expect(await checker.check(one)).toBe('unchecked');
  });
});
