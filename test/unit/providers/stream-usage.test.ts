import { expect, it } from 'vitest';
import { loadConfig } from '#config';
import { composeProviders } from '../../../src/compose/providers.ts';

const providers = (env: Record<string, string>, overrides: Record<string, unknown> = {}) =>
  composeProviders(loadConfig({ env, cwd: '/nonexistent', overrides }).config);

it('the usage of streams is asked for, unless a provider is set to refuse the field', () => {
  const variables = {
    REPRISE_PROVIDERS__LOCAL__TYPE: 'openai',
    REPRISE_PROVIDERS__LOCAL__BASE_URL: 'http://h/v1',
  };
  const [local, openai] = ['local', 'openai'].map(
    (name) => (env: Record<string, string>) =>
      providers(env).find((provider) => provider.name === name)?.canAddStreamUsage,
  );
  expect(local?.(variables)).toBe(true);
  expect(local?.({ ...variables, REPRISE_PROVIDERS__LOCAL__STREAM_USAGE: 'true' })).toBe(true);
  expect(local?.({ ...variables, REPRISE_PROVIDERS__LOCAL__STREAM_USAGE: 'false' })).toBe(false);
  expect(openai?.({ ...variables, REPRISE_PROVIDERS__LOCAL__STREAM_USAGE: 'false' })).toBe(true);
});

it('the setting is a boolean and nothing like one', () => {
  for (const value of ['no', '0', 'False']) {
    expect(() => providers({ REPRISE_PROVIDERS__OPENAI__STREAM_USAGE: value })).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ path: 'providers.openai.streamUsage', expected: 'true or false' }),
        ],
      }),
    );
  }
});
