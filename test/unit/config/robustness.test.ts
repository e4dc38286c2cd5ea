import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigError, formatProblems } from '../../../src/config/index.ts';
import { allSettings } from '../../../src/config/schema-node.ts';
import { load } from './fixture.ts';

const SETTING = fc.constantFrom(...allSettings().map(({ path }) => path));
const VALUE = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, 0, -1, '', 'sk-leaked', 'http://x/v1', [], {}, [{}], ['sk-leaked']),
);

/** A document with one value at a setting's place, however wrong it is there. */
function documentWith(path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (step === '[]') return [documentWith(rest, value)];
  return { [step === '<name>' ? 'openai' : step]: documentWith(rest, value) };
}

function outcome(given: Parameters<typeof load>[0]): ConfigError | undefined {
  try {
    load(given);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return thrown instanceof ConfigError ? thrown : undefined;
  }
}

it('answers any value at any place with a configuration or with problems, and shows no key', () => {
  fc.assert(
    fc.property(SETTING, VALUE, (path, value) => {
      const files = { 'reprise.config.json': JSON.stringify(documentWith(path, value)) };
      const error = outcome({ files });
      if (error === undefined) return;
      expect(error.problems.length).toBeGreaterThan(0);
      expect(formatProblems(error)).not.toContain('leaked');
    }),
    { numRuns: 100 },
  );
});

it('answers any text as a file, and any value of a variable, in the same way', () => {
  const name = fc.constantFrom(
    'REPRISE_AUTH__KEYS',
    'REPRISE_ROUTES',
    'REPRISE_PORT',
    'OPENAI_BASE_URL',
    'OPENAI_API_KEY',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), name, fc.string(), (yaml, variable, text) => {
      const error = outcome({ yaml, env: { [variable]: text } });
      if (error !== undefined) expect(error.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});
