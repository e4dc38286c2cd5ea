import { describe, expect, test } from 'vitest';
import { mendOfEmbedder, mendOfProvider, mendOfService } from '../../../src/compose/mends.ts';
import { load } from '../config/fixture.ts';

describe('what the doctor advises names the setting', () => {
  test.each([
    [
      'entries',
      'entry store: Redis: WRONGPASS invalid username-password pair',
      'user and password in cache.entries.url',
    ],
    ['queue', 'NOAUTH Authentication required.', 'user and password in cache.queue.url'],
    [
      'entries',
      'password authentication failed for user "reprise"',
      'user and password in cache.entries.url',
    ],
    ['entries', 'database "nothing" does not exist', 'name another in cache.entries.url'],
    ['entries', 'permission denied for schema reprise', 'right to write'],
    [
      'vectors',
      'Weaviate at http://w refuses the key (HTTP 401); mend cache.vectors.apiKey',
      'Set cache.vectors.apiKey',
    ],
    [
      'vectors',
      "Weaviate's gRPC port w:1 cannot be reached: x; mend cache.vectors.grpcPort",
      'Set cache.vectors.grpcPort',
    ],
    [
      'vectors',
      'no answer; is it running, and is cache.vectors.url right?',
      'that cache.vectors.url is its address',
    ],
    ['queue', 'connect ECONNREFUSED 127.0.0.1:1', 'that cache.queue.url is its address'],
  ] as const)('%s: %s', (part, why, advice) => {
    expect(mendOfService(part, why)).toContain(advice);
  });

  test.each([
    ['openai', 'embedder unavailable: api answered 401 (invalid_api_key)', 'first of providers.openai.keys'],
    ['cohere', 'embedder unavailable: api answered 403', 'cache.embedder.apiKey'],
    ['cohere', 'embedder unavailable: api answered 404', 'cache.embedder.model'],
    ['cohere', 'embedder unavailable: a vector has 3 dimensions instead of 4', 'cache.embedder.dimensions'],
    ['cohere', 'embedder unavailable: api answered 503', 'try again later'],
    ['cohere', 'embedder unavailable: api: connect ECONNREFUSED', 'cache.embedder.baseUrl'],
  ] as const)('an embedder of %s: %s', (type, why, advice) => {
    const { config } = load({
      env: {
        REPRISE_CACHE__EMBEDDER__TYPE: type,
        REPRISE_CACHE__EMBEDDER__MODEL: type === 'openai' ? 'text-embedding-3-small' : 'embed-v4.0',
        ...(type === 'openai' ? { OPENAI_API_KEY: 'sk-x' } : { REPRISE_CACHE__EMBEDDER__API_KEY: 'k' }),
      },
    });
    expect(mendOfEmbedder(config, why)).toContain(advice);
  });

  test('a local embedder has its model, a provider its keys or its address', () => {
    expect(mendOfEmbedder(load().config, 'no model')).toContain('cache.embedder.model');
    expect(mendOfProvider('openai', 'key default is refused (401): set another one')).toContain(
      'providers.openai.keys',
    );
    expect(mendOfProvider('openai', 'it answers with 500')).toContain('providers.openai.baseUrl');
  });
});
