import { describe, expect, test } from 'vitest';
import { load, problemOf } from './fixture.ts';

const ROUTES = `
routes:
  - { model: checker, targets: [{ provider: openai, model: small }] }
  - { model: assistant, targets: [{ provider: openai, model: large }], cache: { verify: %s } }`;

const yamlOf = (verify: string, route = ''): string =>
  `cache: { verify: ${verify} }${route === '' ? '' : ROUTES.replace('%s', route)}`;

describe('a chat model that verifies', () => {
  test('is not asked unless the configuration says so', () => {
    expect(load().config.cache.verify).toMatchObject({
      mode: 'local',
      chat: { model: null, deadlineMs: 2000, greyFloor: 0.3 },
    });
  });

  test.each(['openai/gpt-4o-mini', 'anthropic/claude-haiku-4-5', 'openai/org/model', 'checker'])(
    'is a provider and its model, or a route: %s',
    (model) => {
      const { config, warnings } = load({
        yaml: yamlOf(`{ mode: race, chat: { model: "${model}" } }`, 'race'),
      });
      expect(config.cache.verify.chat.model).toBe(model);
      expect(warnings).toEqual([]);
    },
  );

  test.each(['serial', 'race'])('%s without one is refused, and says what is missing', (mode) => {
    expect(problemOf({ yaml: yamlOf(`{ mode: ${mode} }`) })).toMatchObject({
      path: 'cache.verify.chat.model',
      expected: `a chat model as provider/model, or the name of a route, because cache.verify.mode is ${mode}`,
      value: 'null',
    });
  });

  test('a route that asks needs one too', () => {
    expect(problemOf({ yaml: yamlOf('{ mode: local }', 'serial') })).toMatchObject({
      path: 'cache.verify.chat.model',
      expected: expect.stringContaining('because the route assistant asks it'),
    });
  });

  test.each([
    ['opneai/small', 'did you mean openai?'],
    ['gpt-4o-mini', 'the name of a route, or provider/model'],
    ['chekcer', 'did you mean checker?'],
    ['openai/', 'the name of a model after openai/'],
  ])('%s names nobody', (model, expected) => {
    expect(
      problemOf({ yaml: yamlOf(`{ mode: serial, chat: { model: "${model}" } }`, 'race') }),
    ).toMatchObject({ path: 'cache.verify.chat.model', expected: expect.stringContaining(expected) });
  });

  test('a route may ask where others do not, or the reverse', () => {
    const modes = (global: string, own: string) =>
      load({
        yaml: yamlOf(`{ mode: ${global}, chat: { model: openai/small } }`, own),
      }).config.routes.map(({ cache }) => cache.verify);
    expect(modes('local', 'race')).toEqual(['local', 'race']);
    expect(modes('serial', 'local')).toEqual(['serial', 'local']);
  });

  test('no route reads while reading is off', () => {
    expect(problemOf({ yaml: yamlOf('{ mode: off, chat: { model: openai/small } }', 'race') })).toMatchObject(
      { path: 'routes[1].cache.verify', expected: expect.stringContaining('nothing') },
    );
  });

  test.each([
    ['cache: { verify: { chat: { model: openai/small } } }', 'serial or race'],
    ['cache: { mode: shadow, verify: { mode: race, chat: { model: openai/small } } }', 'shadow'],
    ['cache: { bound: 0.9, verify: { mode: race, chat: { model: openai/small } } }', 'cache.bound'],
  ])('one that is never asked is warned about: %s', (yaml, warning) => {
    expect(load({ yaml }).warnings).toEqual([expect.stringContaining(warning)]);
  });
});
