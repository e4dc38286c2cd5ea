import { describe, expect, it } from 'vitest';
import { HASH, load, problemOf } from './fixture.ts';

describe('REPRISE_ variables', () => {
  it('reach every depth by the upper snake case of the path', () => {
    const env = {
      REPRISE_SERVER__BODY_LIMIT_BYTES: '2048',
      REPRISE_CACHE__TTL_SECONDS__DEFAULT: '60',
      REPRISE_CACHE__BOUND: '0.97',
      REPRISE_AUTH__OPEN: 'never',
      REPRISE_PROVIDERS__OPENAI__TIMEOUTS__FIRST_TOKEN_MS: '1000',
    };
    const { config } = load({ env });
    expect(config.server.bodyLimitBytes).toBe(2048);
    expect(config.cache.ttlSeconds.default).toBe(60);
    expect(config.cache.bound).toBe(0.97);
    expect(config.auth.open).toBe('never');
    expect(config.providers.openai?.timeouts).toMatchObject({ firstTokenMs: 1000, connectMs: 5000 });
  });

  it('have the four short forms', () => {
    const env = {
      REPRISE_PORT: '1234',
      REPRISE_HOST: '127.0.0.9',
      REPRISE_DATA_DIR: 'data',
      REPRISE_LOG_LEVEL: 'silent',
    };
    const { config } = load({ env });
    expect(config.server).toMatchObject({ port: 1234, host: '127.0.0.9' });
    expect(config.dataDir).toBe('data');
    expect(config.logs.level).toBe('silent');
  });

  it('warn where a short form loses against its long form', () => {
    const { config, warnings } = load({ env: { REPRISE_PORT: '1', REPRISE_SERVER__PORT: '2' } });
    expect(config.server.port).toBe(2);
    expect(warnings).toEqual(['REPRISE_PORT is not used, because REPRISE_SERVER__PORT is set too.']);
  });

  it('give lists and mappings as JSON, which what is more special goes over', () => {
    const env = {
      REPRISE_AUTH__KEYS: JSON.stringify([{ name: 'app', hash: HASH }]),
      REPRISE_ROUTES: '[{"model":"m","targets":[{"provider":"my-proxy","model":"x"}]}]',
      REPRISE_PROVIDERS: '{"my-proxy":{"type":"openai","baseUrl":"http://a/v1"}}',
      REPRISE_PROVIDERS__MY_PROXY__BASE_URL: 'http://b/v1',
    };
    const { config } = load({ env });
    expect(config.auth.keys[0]?.name).toBe('app');
    expect(config.routes[0]?.targets[0]).toEqual({ provider: 'my-proxy', model: 'x', weight: 1 });
    expect(config.providers['my-proxy']?.baseUrl).toBe('http://b/v1');
  });

  it('find a provider that the file declares, however it is spelled there', () => {
    const yaml = 'providers: { My.Proxy: { type: openai, baseUrl: "http://a/v1" } }';
    const { config } = load({ yaml, env: { REPRISE_PROVIDERS__MY_PROXY__MAX_CONNECTIONS: '7' } });
    expect(config.providers['My.Proxy']?.maxConnections).toBe(7);
  });

  it('set null by the word and count as not set when they are empty', () => {
    const yaml = 'cache: { bound: 0.9 }\nserver: { port: 1 }';
    const { config } = load({ yaml, env: { REPRISE_CACHE__BOUND: 'null', REPRISE_PORT: '' } });
    expect(config.cache.bound).toBeNull();
    expect(config.server.port).toBe(1);
  });

  it('of Kubernetes for a service named reprise are no settings', () => {
    const env = {
      REPRISE_PORT: 'tcp://10.0.0.1:8080',
      REPRISE_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      REPRISE_PORT_8080_TCP_ADDR: '10.0.0.1',
      REPRISE_SERVICE_HOST: '10.0.0.1',
      REPRISE_SERVICE_PORT_HTTP: '8080',
    };
    const { config, warnings } = load({ env });
    expect(config.server.port).toBe(8080);
    expect(warnings).toEqual([expect.stringMatching(/^REPRISE_PORT is ignored/)]);
  });

  it.each([
    ['REPRISE_PROT', 'the name of a setting; did you mean REPRISE_PORT?'],
    ['REPRISE_CACHE__MAX_ENTRYS', 'the name of a setting; did you mean REPRISE_CACHE__MAX_ENTRIES?'],
    ['REPRISE_NOTHING__LIKE__THIS', 'the name of a setting'],
    ['REPRISE_ROUTES__0__MODEL', 'the whole list as JSON in REPRISE_ROUTES'],
  ])('refuses %s', (name, expected) => {
    expect(problemOf({ env: { [name]: '1' } })).toMatchObject({ path: name, expected });
  });

  it('warn of a name that is like no setting', () => {
    expect(load({ env: { REPRISE_API_KEY: 'x' } }).warnings).toEqual([
      'REPRISE_API_KEY is ignored: it is not the name of a setting.',
    ]);
  });

  it('refuse a wrong type with the name of the variable', () => {
    expect(problemOf({ env: { REPRISE_PORT: '80a' } })).toEqual({
      path: 'server.port',
      expected: 'a whole number from 0 to 65535',
      value: '"80a"',
      source: 'environment variable REPRISE_PORT',
    });
  });

  it('refuse broken JSON without repeating it', () => {
    const problem = problemOf({ env: { REPRISE_AUTH__KEYS: '[{"name": "sk-secret"' } });
    expect(problem).toMatchObject({ path: 'auth.keys', expected: 'a list as JSON' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe("the providers' usual variables", () => {
  const env = {
    OPENAI_API_KEY: 'sk-openai\n',
    OPENAI_BASE_URL: 'http://localhost:9/v1/',
    ANTHROPIC_API_KEY: 'sk-ant',
    ANTHROPIC_BASE_URL: 'http://localhost:9',
  };

  it('fill in the providers', () => {
    const { config, warnings } = load({ env });
    expect(config.providers.openai).toMatchObject({
      baseUrl: 'http://localhost:9/v1',
      keys: [{ name: 'default', value: 'sk-openai', weight: 1 }],
    });
    expect(config.providers.anthropic).toMatchObject({
      baseUrl: 'http://localhost:9',
      keys: [{ name: 'default', value: 'sk-ant', weight: 1 }],
    });
    expect(warnings).toEqual([]);
  });

  it('lose against the file, with a warning that says what to write', () => {
    const yaml = 'providers: { openai: { baseUrl: "https://proxy.example/v1" } }';
    const { config, warnings } = load({
      yaml,
      env: { OPENAI_API_KEY: 'sk-openai', ANTHROPIC_API_KEY: 'sk-ant' },
    });
    expect(config.providers.openai).toMatchObject({ baseUrl: 'https://proxy.example/v1', keys: [] });
    expect(config.providers.anthropic?.keys).toHaveLength(1);
    expect(warnings).toEqual([
      'OPENAI_API_KEY is not used, because reprise.config.yaml:1:14 declares providers.openai. To use it, write there keys: [{ name: default, value: "$' +
        '{env:OPENAI_API_KEY}" }].',
    ]);
  });

  it('are no shadow where the file refers to them', () => {
    const yaml = 'providers: { openai: { keys: [{ name: a, value: "$' + '{env:OPENAI_API_KEY}" }] } }';
    expect(load({ yaml, env: { OPENAI_API_KEY: 'sk-openai' } }).warnings).toEqual([]);
  });

  it('give way to REPRISE_ variables, with a warning', () => {
    const { config, warnings } = load({
      env: { ...env, REPRISE_PROVIDERS__OPENAI__BASE_URL: 'http://x/v1' },
    });
    expect(config.providers.openai).toMatchObject({ baseUrl: 'http://x/v1', keys: [{ value: 'sk-openai' }] });
    expect(warnings).toEqual([expect.stringMatching(/^OPENAI_BASE_URL is not used/)]);
  });

  it('count as not set when they are empty', () => {
    expect(load({ env: { OPENAI_API_KEY: ' ' } }).config.providers.openai?.keys).toEqual([]);
  });

  it('are named as the source of a bad address', () => {
    expect(problemOf({ env: { OPENAI_BASE_URL: 'localhost:11434' } })).toMatchObject({
      path: 'providers.openai.baseUrl',
      source: 'environment variable OPENAI_BASE_URL',
    });
  });

  it('may not point at the gateway itself', () => {
    expect(problemOf({ env: { OPENAI_BASE_URL: 'http://localhost:8080/v1' } }).expected).toContain(
      'the address of the gateway itself',
    );
  });
});
