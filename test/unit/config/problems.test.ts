import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, formatProblems, loadConfig, secretsHidden } from '../../../src/config/index.ts';
import { folder, HASH, load, problemOf, problemsOf } from './fixture.ts';

const ROUTE = '{ model: m, targets: [{ provider: openai, model: x }] }';

describe('a file that cannot be read', () => {
  it('is a problem that names the file and who named it', () => {
    expect(problemOf({ env: { REPRISE_CONFIG: 'missing.yaml' } })).toEqual({
      path: 'missing.yaml',
      expected: 'a file that can be read',
      value: 'no such file',
      source: 'environment variable REPRISE_CONFIG',
    });
  });

  it('may be a folder', () => {
    const cwd = folder({});
    mkdirSync(join(cwd, 'reprise.config.yaml'));
    expect(() => loadConfig({ env: {}, cwd })).toThrow(ConfigError);
  });

  it.each([
    ['server:\n  port: [1, 2', 'a missing bracket', 2],
    ['server:\n\tport: 1', 'a tab', 2],
    ['server: {}\nserver: {}', 'a key that comes twice', 2],
    ['a: "unclosed\nb: 1', 'an unclosed quote', 2],
    ['server: {}\n--- \nserver: {}', 'two documents', 2],
  ])('tells the line of an error in YAML: %j', (yaml, _what, line) => {
    const [problem] = problemsOf({ yaml });
    expect(problem).toMatchObject({ path: 'reprise.config.yaml', expected: 'valid YAML' });
    expect(problem?.source).toMatch(new RegExp(`^reprise\\.config\\.yaml:${line}:\\d+$`));
  });

  it('tells every error in YAML', () => {
    const problems = problemsOf({ yaml: 'server: {}\nserver: {}\ncache: {}\ncache: {}' });
    expect(problems.map(({ source }) => source)).toEqual([
      'reprise.config.yaml:2:1',
      'reprise.config.yaml:4:1',
    ]);
  });

  it('tells line and column of an error in JSON', () => {
    expect(problemOf({ files: { 'reprise.config.json': '{\n  "server": {,}\n}' } })).toEqual({
      path: 'reprise.config.json',
      expected: 'valid JSON',
      value: 'a syntax error',
      source: 'reprise.config.json:2:14',
    });
  });

  it.each(['[1, 2]', 'just words', '3'])('has to be a mapping: %s', (yaml) => {
    expect(problemOf({ yaml })).toMatchObject({ expected: 'a mapping of settings' });
  });

  it('never quotes its lines, which may hold a secret', () => {
    const yaml = 'providers: { openai: { keys: [{ name: a, value: "sk-secret\n  sk-secret: sk-secret: }';
    const json = '{"value": "sk-secret" sk-secret}';
    const all = [problemsOf({ yaml }), problemsOf({ files: { 'reprise.config.json': json } })];
    expect(JSON.stringify(all)).not.toContain('secret');
  });

  it('does not hide what else is wrong, and makes nothing up', () => {
    const given = { yaml: 'auth: {', env: { REPRISE_PORT: '-1', REPRISE_HOST: '0.0.0.0' } };
    expect(problemsOf(given).map(({ path }) => path)).toEqual(['reprise.config.yaml', 'server.port']);
  });
});

describe('an unknown setting', () => {
  it.each([
    ['serv: {}', 'serv', 'a known setting; did you mean server?'],
    ['cache: { max_entries: 5 }', 'cache.max_entries', 'a known setting; did you mean maxEntries?'],
    ['server: { prot: 5 }', 'server.prot', 'a known setting; did you mean port?'],
    ['port: 5', 'port', 'a known setting; did you mean server.port?'],
    ['cache: { colour: 5 }', 'cache.colour', expect.stringMatching(/^a known setting: mode, match,/)],
    [
      'providers: { p: { type: openai, url: 5 } }',
      'providers.p.url',
      expect.stringMatching(/^a known setting: type/),
    ],
    [`routes: [${ROUTE.replace('model: m', 'model: m, retry: 1')}]`, 'routes[0].retry', expect.any(String)],
    ['"__proto__": { port: 5 }', '__proto__', expect.any(String)],
  ])('is refused: %s', (yaml, path, expected) => {
    expect(problemOf({ yaml })).toMatchObject({ path, expected });
  });
});

describe('a wrong value', () => {
  it.each([
    ['server: { port: "80" }', 'server.port', 'a whole number from 0 to 65535', '"80"'],
    ['server: { port: 65536 }', 'server.port', 'a whole number from 0 to 65535', '65536'],
    ['server: { port: 80.5 }', 'server.port', 'a whole number from 0 to 65535', '80.5'],
    ['server: 5', 'server', 'a mapping of settings', '5'],
    ['server: null', 'server', 'a mapping of settings', 'null'],
    ['dataDir: ""', 'dataDir', 'a text that is not empty', '""'],
    ['cache: { mode: true }', 'cache.mode', 'one of on, shadow, off', 'true'],
    ['cache: { mode: of }', 'cache.mode', 'one of on, shadow, off', '"of"'],
    ['cache: { bound: 0 }', 'cache.bound', 'a number above 0 and up to 1 or null', '0'],
    ['cache: { bound: 95 }', 'cache.bound', 'a number above 0 and up to 1 or null', '95'],
    ['cache: { maxEntries: .inf }', 'cache.maxEntries', expect.stringMatching(/^a whole number/), 'Infinity'],
    ['routes: {}', 'routes', 'a list', 'a mapping'],
    [
      'routes: [{ model: m, targets: [] }]',
      'routes[0].targets',
      'a list with at least one element',
      'a list of 0',
    ],
    ['routes: [{ model: m }]', 'routes[0].targets', 'a list with at least one element', 'nothing'],
    ['providers: { p: {} }', 'providers.p.type', 'one of openai, anthropic', 'nothing'],
    ['providers: { p: { type: opnai } }', 'providers.p.type', 'one of openai, anthropic', '"opnai"'],
    [
      'providers: { p/q: { type: openai } }',
      'providers["p/q"]',
      expect.stringMatching(/^a name of/),
      '"p/q"',
    ],
    ['providers: [openai]', 'providers', 'a mapping of settings', 'a list of 1'],
    ['providers: { openai: null }', 'providers.openai', 'a mapping of settings', 'null'],
    [
      'providers: { openai: { timeouts: { totalMs: 2147483648 } } }',
      'providers.openai.timeouts.totalMs',
      'a whole number from 1 to 2147483647',
      '2147483648',
    ],
  ])('is refused: %s', (yaml, path, expected, value) => {
    expect(problemOf({ yaml })).toMatchObject({ path, expected, value });
  });
});

describe('a feature of a later release', () => {
  it.each([
    ['server: { processes: 2 }', 'server.processes'],
    ['server: { adminPort: 9000 }', 'server.adminPort'],
    ['providers: { g: { type: gemini, project: p } }', 'providers.g.type'],
    [`routes: [${ROUTE.replace('model: m', 'model: m, strategy: weighted')}]`, 'routes[0].strategy'],
    ['cache: { staleWhileRevalidateSeconds: 1 }', 'cache.staleWhileRevalidateSeconds'],
    ['cache: { staleIfErrorSeconds: 1 }', 'cache.staleIfErrorSeconds'],
    ['cache: { embedder: { type: static, dimensions: 5 } }', 'cache.embedder.type'],
    ['cache: { vectors: { type: qdrant, url: "http://w" } }', 'cache.vectors.type'],
    ['cache: { entries: { type: mysql, url: "mysql://r" } }', 'cache.entries.type'],
    ['cache: { queue: { type: kafka, url: "kafka://r" } }', 'cache.queue.type'],
    ['limits: [{ requests: 5 }]', 'limits'],
    ['logs: { bodies: all }', 'logs.bodies'],
    ['logs: { retentionDays: 30 }', 'logs.retentionDays'],
  ])('is refused by one sentence that says so: %s', (yaml, path) => {
    expect(problemOf({ yaml })).toMatchObject({
      path,
      expected: expect.stringContaining('not available yet: '),
    });
  });

  it('is accepted with the value that leaves it off', () => {
    const yaml = `
server: { processes: 1, adminPort: null }
cache: { staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 0 }
limits: []
logs: { bodies: none }`;
    expect(load({ yaml }).warnings).toEqual([]);
  });
});

describe('who is served', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.internal'])(
    'refuses %s while there are no keys',
    (host) => {
      const problem = problemOf({ env: { REPRISE_HOST: host } });
      expect(problem).toMatchObject({ path: 'server.host', source: 'environment variable REPRISE_HOST' });
      expect(problem.expected).toMatch(/auth\.keys, or auth\.open to always/);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('needs no keys on %s', (host) => {
    expect(load({ env: { REPRISE_HOST: host } }).warnings).toEqual([]);
  });

  it('needs no more than a key, or a word', () => {
    const env = { REPRISE_HOST: '0.0.0.0' };
    expect(load({ env, yaml: `auth: { keys: [{ name: a, hash: "${HASH}" }] }` }).warnings).toEqual([]);
    expect(load({ env, yaml: 'auth: { open: always }' }).warnings).toEqual([
      expect.stringContaining('everybody who reaches the port is served'),
    ]);
    expect(load({ env, yaml: 'auth: { open: never }' }).warnings).toEqual([
      'auth.open: nobody is served, because auth.keys is empty (reprise.config.yaml:1:9)',
    ]);
  });

  it('warns that auth.open has no effect beside keys', () => {
    const yaml = `auth: { open: always, keys: [{ name: a, hash: "${HASH}" }] }`;
    expect(load({ yaml }).warnings).toEqual([expect.stringContaining('has no effect')]);
  });

  it.each(['127.0.0.1:8080', 'http://127.0.0.1', '[::1]', 'a b'])('refuses %j as an address', (host) => {
    expect(problemOf({ env: { REPRISE_HOST: host } })).toMatchObject({ path: 'server.host' });
  });

  it.each(['sk-plain', 'ab'.repeat(32), 'sha256:ab', 'md5:00', `${HASH}0`])(
    'refuses %j as a hash, hides it, and says how to make one',
    (hash) => {
      const problem = problemOf({ yaml: `auth: { keys: [{ name: a, hash: "${hash}" }] }` });
      expect(problem).toMatchObject({ path: 'auth.keys[0].hash', value: '(hidden)' });
      expect(problem.expected).toContain('node -p');
      expect(JSON.stringify(problem)).not.toContain(hash);
    },
  );

  it('refuses two keys of one name or one hash', () => {
    const upper = HASH.replaceAll('ab', 'AB');
    const yaml = `auth: { keys: [{ name: a, hash: "${HASH}" }, { name: a, hash: "${upper}" }] }`;
    expect(problemsOf({ yaml }).map(({ path }) => path)).toEqual(['auth.keys[1].name', 'auth.keys[1].hash']);
  });
});

describe('a provider', () => {
  const withUrl = (url: string, type = 'openai') => ({
    yaml: `providers: { p: { type: ${type}, baseUrl: "${url}" } }`,
  });

  it.each(['localhost:11434', 'ftp://x/v1', '/v1', 'http://', 'x'])('refuses %j as an address', (url) => {
    expect(problemOf(withUrl(url))).toMatchObject({
      path: 'providers.p.baseUrl',
      expected: 'a URL that begins with http:// or https://',
    });
  });

  it('refuses an address with a password and does not show it', () => {
    const problem = problemOf(withUrl('https://user:pass@host/v1'));
    expect(problem).toMatchObject({ path: 'providers.p.baseUrl', value: '"https://(hidden)@host/v1"' });
  });

  it.each([
    ['http://h/v1?key=1', 'openai', 'a URL without ? and #'],
    [
      'http://127.0.0.1:8080/v1',
      'openai',
      'the address of a provider; this is the address of the gateway itself',
    ],
    [
      'http://[::1]:8080/v1',
      'openai',
      'the address of a provider; this is the address of the gateway itself',
    ],
    ['https://api.openai.com', 'openai', 'a URL with /v1 at its end'],
    [
      'https://api.anthropic.com/v1',
      'anthropic',
      'a URL without /v1 at its end; it is added to each request',
    ],
  ])('refuses %s of type %s', (url, type, expected) => {
    expect(problemOf(withUrl(url, type))).toMatchObject({ path: 'providers.p.baseUrl', expected });
  });

  it('may be on this machine, on another port', () => {
    expect(load(withUrl('http://127.0.0.1:8081/v1')).config.providers.p?.baseUrl).toBe(
      'http://127.0.0.1:8081/v1',
    );
  });

  it('of the name openai or anthropic is of that type', () => {
    expect(problemOf({ yaml: 'providers: { openai: { type: anthropic } }' })).toMatchObject({
      path: 'providers.openai.type',
      expected: expect.stringMatching(/^openai/),
    });
  });

  it('refuses keys of one name, keys that fit no header, and weights that choose nothing', () => {
    const yaml =
      'providers: { openai: { keys: [{ name: a, value: "sk 1", weight: 0 }, { name: a, value: "sk-2", weight: 0 }] } }';
    const problems = problemsOf({ yaml });
    expect(problems.map(({ path }) => path)).toEqual([
      'providers.openai.keys[1].name',
      'providers.openai.keys',
      'providers.openai.keys[0].value',
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/sk.[12]/);
  });

  it('refuses a key of the gateway: such a key is never sent to anybody', () => {
    const hash = `sha256:${createHash('sha256').update('our-key').digest('hex')}`;
    const yaml = `auth: { keys: [{ name: a, hash: "${hash}" }] }\nproviders: { openai: { keys: [{ name: a, value: our-key }] } }`;
    expect(problemOf({ yaml })).toMatchObject({ path: 'providers.openai.keys[0].value', value: '(hidden)' });
  });
});

describe('a route', () => {
  const withTargets = (...targets: string[]) => ({
    yaml: `routes: [{ model: m, targets: [${targets.join(', ')}] }]`,
  });

  it('refuses a provider that is not configured, with the one that was meant', () => {
    expect(problemOf(withTargets('{ provider: opnai, model: x }'))).toEqual({
      path: 'routes[0].targets[0].provider',
      expected: 'a configured provider (openai, anthropic); did you mean openai?',
      value: '"opnai"',
      source: 'reprise.config.yaml:1:34',
    });
  });

  it('refuses a target that comes twice, and weights that choose nothing', () => {
    const target = '{ provider: openai, model: x, weight: 0 }';
    expect(problemsOf(withTargets(target, target)).map(({ path }) => path)).toEqual([
      'routes[0].targets[1]',
      'routes[0].targets',
    ]);
  });

  it('refuses a model that another route has, and one with a slash', () => {
    const yaml = `routes: [${ROUTE}, ${ROUTE}, ${ROUTE.replace('model: m', 'model: a/b')}]`;
    expect(problemsOf({ yaml }).map(({ path }) => path)).toEqual(['routes[1].model', 'routes[2].model']);
  });
});

describe('what is shown', () => {
  it('is every problem at once, of every source', () => {
    const yaml = `
server: { port: 99999 }
routes: [{ model: a/b, targets: [{ provider: nobody, model: x }] }]
cache: { mode: of, errorBudget: 1 }
unknown: 1`;
    const paths = problemsOf({
      yaml,
      env: { REPRISE_LOG_LEVEL: 'loud' },
      overrides: { 'server.host': '0.0.0.0' },
    }).map(({ path, source }) => `${path} ${source}`);
    expect(paths.sort()).toEqual([
      'cache.errorBudget reprise.config.yaml:4:20',
      'cache.mode reprise.config.yaml:4:10',
      'logs.level environment variable REPRISE_LOG_LEVEL',
      'routes[0].model reprise.config.yaml:3:12',
      'routes[0].targets[0].provider reprise.config.yaml:3:36',
      'server.host command line',
      'server.port reprise.config.yaml:2:11',
      'unknown reprise.config.yaml:5:1',
    ]);
  });

  it.each([
    'providers: { openai: { apiKey: sk-leak } }',
    'providers: { openai: { keys: sk-leak } }',
    'providers: { openai: { keys: [sk-leak] } }',
    'providers: { openai: sk-leak }',
    'providers: sk-leak',
    'auth: { keys: [{ name: a, hash: leak }] }',
    'auth: leak',
    'openaiKey: leak',
    'cache: { apiToken: leak }',
    'dataDir: [leak]',
    'cache: { mode: sk-leak }',
  ])('is never a secret: %s', (yaml) => {
    const problems = problemsOf({ yaml });
    expect(JSON.stringify(problems)).not.toContain('leak');
    expect(formatProblems(new ConfigError(problems))).not.toContain('leak');
  });

  it('reads well on a terminal', () => {
    const problems = problemsOf({ yaml: 'server:\n  port: 99999\n  prot: 1' });
    expect(formatProblems(new ConfigError(problems))).toBe(`The configuration has 2 problems.

  server.prot  (reprise.config.yaml:3:3)
    expected a known setting; did you mean port?
    got 1

  server.port  (reprise.config.yaml:2:3)
    expected a whole number from 0 to 65535
    got 99999
`);
  });

  it('is the configuration without its secrets', () => {
    const yaml = `auth: { keys: [{ name: a, hash: "${HASH}" }] }\nproviders: { openai: { keys: [{ name: b, value: sk-leak }] } }`;
    const shown = secretsHidden(load({ yaml }).config);
    expect(JSON.stringify(shown)).not.toMatch(/leak|abab/);
    expect(shown).toMatchObject({
      auth: { keys: [{ name: 'a', hash: '(hidden)' }] },
      providers: { openai: { keys: [{ name: 'b', value: '(hidden)', weight: 1 }] } },
      server: { port: 8080 },
    });
  });
});
