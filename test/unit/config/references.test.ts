import { expect, it } from 'vitest';
import { load, problemOf, problemsOf } from './fixture.ts';

/** Written in two parts, because a linter takes the whole for a template that lacks its backticks. */
const reference = (inside: string) => `$${`{${inside}}`}`;

it('replaces references, whole and within a text', () => {
  const yaml = `providers: { p: { type: openai, baseUrl: "http://${reference('env:HOST')}:1/v1", keys: [{ name: a, value: "${reference('env:KEY')}" }] } }`;
  const { config } = load({ yaml, env: { HOST: 'host', KEY: 'sk-1\n' } });
  expect(config.providers.p).toMatchObject({ baseUrl: 'http://host:1/v1', keys: [{ value: 'sk-1' }] });
});

it('turns what a reference gives into the type of the setting', () => {
  const yaml = `server: { port: "${reference('env:PORT')}" }`;
  expect(load({ yaml, env: { PORT: '81' } }).config.server.port).toBe(81);
});

it.each([{}, { KEY: '' }])('refuses a reference to a variable that is missing or empty', (env) => {
  const yaml = `providers:\n  openai:\n    keys: [{ name: a, value: "${reference('env:KEY')}" }]`;
  expect(problemOf({ yaml, env })).toEqual({
    path: 'providers.openai.keys[0].value',
    expected: 'the environment variable KEY to be set and not empty',
    value: reference('env:KEY'),
    source: 'reprise.config.yaml:3:23',
  });
});

it.each(['file:/run/secret', 'sk-secret', 'env:', 'env:A B'])(
  'refuses a reference of another form',
  (inside) => {
    const yaml = `providers: { openai: { keys: [{ name: a, value: "${reference(inside)}" }] } }`;
    const problem = problemOf({ yaml });
    expect(problem.expected).toContain('not available yet');
    expect(JSON.stringify(problem)).not.toContain('secret');
  },
);

it('shows what was written in place of what a reference gave', () => {
  const yaml = `server: { port: "${reference('env:PORT')}" }\nproviders: { p: { type: openai, baseUrl: "${reference('env:URL')}" } }`;
  const problems = problemsOf({ yaml, env: { PORT: 'private', URL: 'private' } });
  expect(problems.map(({ path, value }) => [path, value])).toEqual([
    ['server.port', JSON.stringify(reference('env:PORT'))],
    ['providers.p.baseUrl', JSON.stringify(reference('env:URL'))],
  ]);
});
