import { describe, expect, test } from 'vitest';
import { secretsHidden } from '#config';
import { load, problemOf, problemsOf } from './fixture.ts';

const cacheYaml = (lines: string): string =>
  `cache:\n${lines
    .trim()
    .split('\n')
    .map((line) => `  ${line.trim()}`)
    .join('\n')}\n`;
const loaded = (lines: string, env = {}) => load({ yaml: cacheYaml(lines), env });
const problem = (lines: string) => problemOf({ yaml: cacheYaml(lines) });
const SHARED = `
  vectors: { type: weaviate, url: "http://weaviate:8080" }
  entries: { type: redis, url: "redis://entries:6379" }`;
const SECRET = { REPRISE_AUTH__SECRET: 'x'.repeat(32) };
const BULLMQ = 'queue: { type: bullmq, url: "redis://queue:6379" }';

describe('where the cache keeps its parts', () => {
  test('in this process unless said otherwise', () => {
    const { cache } = load().config;
    expect([cache.vectors.type, cache.entries.type, cache.queue.type]).toEqual([
      'memory',
      'sqlite',
      'memory',
    ]);
  });

  test.each([
    ['vectors: { type: weaviate, url: "http://w:8080" }'],
    ['vectors: { type: pgvector, url: "postgres://u@p/d" }'],
    ['entries: { type: redis, url: "rediss://r" }'],
    ['entries: { type: postgres, url: "postgresql://p/d" }'],
    ['queue: { type: bullmq, url: "redis://r:1" }'],
  ])('%s', (lines) => {
    expect(loaded(lines, SECRET).warnings).toEqual([]);
  });

  test('gateways that share answers need one secret to know their clients by, where they have no keys', () => {
    const lines = 'entries: { type: redis, url: "redis://r" }';
    expect(loaded(lines).warnings).toEqual([expect.stringContaining('auth.secret')]);
    expect(loaded(`${lines}\nscope: global`).warnings).toEqual([]);
    expect(loaded('vectors: { type: weaviate, url: "http://w" }').warnings).toEqual([]);
  });

  test.each(['vectors: { type: weaviate }', 'entries: { type: redis }', 'queue: { type: bullmq }'])(
    'a service needs its address: %s',
    (lines) => {
      expect(problem(lines)).toMatchObject({ path: expect.stringMatching(/url$/), value: 'null' });
    },
  );

  test('an address of another kind of service is refused, and never shown', () => {
    const found = problem('entries: { type: redis, url: "postgres://u:letmein@p/d" }');
    expect(found).toMatchObject({ path: 'cache.entries.url', expected: expect.stringContaining('redis://') });
    expect(JSON.stringify(found)).not.toContain('letmein');
  });

  test.each([
    ['redis://redis:6379/2', 'redis://redis:6379/2'],
    ['redis://user:geheim@redis:6379', 'redis://(hidden)@redis:6379'],
    ['redis://redis?password=geheim', '(hidden)'],
  ])('%s is printed as %s', (url, shown) => {
    const { config } = loaded(`entries: { type: redis, url: "${url}" }`);
    const printed = JSON.stringify(secretsHidden(config));
    expect(printed).not.toMatch(/geheim/);
    expect(JSON.parse(printed)).toMatchObject({
      cache: { entries: { url: shown }, vectors: { url: null, apiKey: null } },
    });
  });

  test.each([
    ['a query', 'http://weaviate:8080/?a=1'],
    ['a part after #', 'http://weaviate:8080/#a'],
    ['a user', 'http://me:letmein@weaviate:8080'],
  ])(
    'a Weaviate address with %s is refused, which would go unused; the key has its own setting',
    (_what, url) => {
      const found = problem(`vectors: { type: weaviate, url: "${url}" }`);
      expect(found).toMatchObject({
        path: 'cache.vectors.url',
        expected: expect.stringContaining('cache.vectors.apiKey'),
      });
      expect(JSON.stringify(found)).not.toContain('letmein');
    },
  );

  test('a Weaviate address may have a path, as behind a proxy', () => {
    expect(loaded('vectors: { type: weaviate, url: "https://w/weaviate/" }').warnings).toEqual([]);
  });

  test('an address without its service is refused', () => {
    expect(problem('entries: { url: "redis://r" }').expected).toContain('sqlite are in this process');
  });

  test('one Redis for both roles is warned about', () => {
    const [warning] = loaded(
      `
      entries: { type: redis, url: "redis://one:6379/0" }
      queue: { type: bullmq, url: "redis://one:6379/1" }`,
      SECRET,
    ).warnings;
    expect(warning).toContain('noeviction');
  });
});

describe('a misspelt setting is one problem, without those that would be gone with it', () => {
  test.each([
    ['entries: { typ: redis, url: "redis://r" }', 'cache.entries.typ', 'type'],
    ['entries: { type: redis, ulr: "redis://r" }', 'cache.entries.ulr', 'url'],
    [
      `vectors: { Type: weaviate, url: "http://w" }
       entries: { type: redis, url: "redis://r" }
       queue: { type: bullmq, url: "redis://q", workers: separate }`,
      'cache.vectors.Type',
      'type',
    ],
    ['embedder: { typ: cohere, model: embed-v4.0, apiKey: k }', 'cache.embedder.typ', 'type'],
    [
      'embedder: { type: openai-compatible, model: m, baseurl: "http://e" }',
      'cache.embedder.baseurl',
      'baseUrl',
    ],
  ])('%s', (lines, path, meant) => {
    expect(problem(lines)).toMatchObject({
      path,
      expected: expect.stringContaining(`did you mean ${meant}?`),
    });
  });

  test('what has nothing to do with it is told beside it', () => {
    const found = problemsOf({
      yaml: cacheYaml(
        'entries: { typ: redis }\nvectors: { type: weaviate }\nqueue: { type: bullmq, foo: 1 }',
      ),
    });
    expect(found.map(({ path }) => path)).toEqual([
      'cache.entries.typ',
      'cache.queue.foo',
      'cache.vectors.url',
      'cache.queue.url',
    ]);
  });
});

describe('who stores what waits', () => {
  test('the gateway, as long as something is in its process', () => {
    expect(loaded(BULLMQ).config.cache.queue.workers).toBe('gateway');
  });

  test('processes of their own, where everything is in services', () => {
    expect(loaded(`${SHARED}\n${BULLMQ}`).config.cache.queue.workers).toBe('separate');
  });

  test('separate workers with an index inside the gateway are refused, with what to set', () => {
    const found = problem('queue: { type: bullmq, url: "redis://q", workers: separate }');
    expect(found).toMatchObject({ path: 'cache.queue.workers', value: '"separate"' });
    expect(found.expected).toContain('cache.vectors.type');
  });
});

describe('an embedder of a provider', () => {
  const OPENAI = 'embedder: { type: openai, model: text-embedding-3-small }\nlookupTimeoutMs: 1000';

  test('takes the key that the provider of that name has', () => {
    expect(loaded(`${OPENAI}\nbound: 0.9`, { OPENAI_API_KEY: 'sk-x' }).warnings).toEqual([]);
  });

  test('without any key is refused', () => {
    expect(problem(OPENAI)).toMatchObject({
      path: 'cache.embedder.apiKey',
      expected: expect.stringContaining('providers.openai.keys'),
    });
  });

  test('is warned about until it has a bound of its own', () => {
    const { warnings } = loaded(OPENAI, { OPENAI_API_KEY: 'sk-x' });
    expect(warnings).toEqual([expect.stringContaining('set the bound for text-embedding-3-small')]);
  });

  test('is warned about where a lookup would not wait for it', () => {
    const { warnings } = loaded(
      'embedder: { type: cohere, model: embed-v4.0, apiKey: k }\nbound: 0.8\nlookupTimeoutMs: 50',
    );
    expect(warnings).toEqual([expect.stringContaining('lookupTimeoutMs')]);
  });

  test('needs a model of its own', () => {
    expect(problem('embedder: { type: gemini, apiKey: k }').path).toBe('cache.embedder.model');
  });

  test('of a compatible endpoint needs an address', () => {
    expect(problem('embedder: { type: openai-compatible, model: m }').path).toBe('cache.embedder.baseUrl');
  });

  test('has settings that a local model has not', () => {
    expect(problem('embedder: { apiKey: k }').path).toBe('cache.embedder.apiKey');
  });
});
