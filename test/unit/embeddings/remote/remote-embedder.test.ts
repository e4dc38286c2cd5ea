import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRemoteEmbedder, type RemoteEmbedderOptions } from '#embeddings';
import { hasSize, KNOWN_MODELS } from '../../../../embeddings/remote/known-models.ts';

const page = readFileSync('docs/embeddings.md', 'utf8').split('\n');
const origins: string[] = [];
const open = (changes: Partial<RemoteEmbedderOptions> = {}) =>
  createRemoteEmbedder({
    type: 'openai',
    model: 'text-embedding-3-small',
    apiKey: 'sk-1',
    openUpstream: (origin) => {
      origins.push(origin);
      return { send: () => Promise.reject(new Error('not asked')), close: () => Promise.resolve() };
    },
    ...changes,
  });
const spaceOf = (changes?: Partial<RemoteEmbedderOptions>) => open(changes).spaceId;
const SERVED = {
  type: 'openai-compatible',
  model: 'bge-m3',
  dimensions: 1_024,
  maxTokens: 8_192,
  baseUrl: 'http://127.0.0.1:8080/v1',
} as const;

describe('the table of known models', () => {
  it.each(KNOWN_MODELS)(
    'names the public source of $model and the day it was read',
    ({ source, checked }) => {
      expect(new URL(source).protocol).toBe('https:');
      expect(checked).toMatch(/^20\d\d-\d\d-\d\d$/);
    },
  );

  it.each(KNOWN_MODELS)('has a usual size of $model that can be asked for', (row) => {
    expect(hasSize(row, row.dimensions)).toBe(true);
    expect(row.maxTokens).toBeGreaterThanOrEqual(512);
  });

  it.each(KNOWN_MODELS)(
    'is what docs/embeddings.md says of $model',
    ({ type, model, dimensions, maxTokens }) => {
      const row = page.find((line) => line.startsWith(`| \`${type}\` |`) && line.includes(`\`${model}\``));
      expect(row).toContain(`| ${dimensions.toLocaleString('en-US')}`);
      expect(row).toMatch(new RegExp(`\\| ${maxTokens.toLocaleString('en-US')} \\|$`));
    },
  );

  it('lists no model twice', () => {
    expect(new Set(KNOWN_MODELS.map(({ type, model }) => `${type} ${model}`)).size).toBe(KNOWN_MODELS.length);
  });
});

describe('a model', () => {
  it('that is known needs nothing else', () => {
    expect(open()).toMatchObject({ dimensions: 1_536, maxTokens: 8_192 });
    expect(open({ type: 'cohere', model: 'embed-english-v3.0' })).toMatchObject({
      dimensions: 1_024,
      maxTokens: 512,
    });
    expect(open({ type: 'gemini', model: 'models/gemini-embedding-001' })).toMatchObject({
      dimensions: 3_072,
    });
    expect(origins).toEqual([
      'https://api.openai.com',
      'https://api.cohere.com',
      'https://generativelanguage.googleapis.com',
    ]);
  });

  it('may have other dimensions where it can', () => {
    expect(open({ dimensions: 256 }).dimensions).toBe(256);
    expect(open({ type: 'cohere', model: 'embed-v4.0', dimensions: 512 }).dimensions).toBe(512);
  });

  it.each([
    [{ model: 'text-embedding-ada-002', dimensions: 512 }, /1536, and no other/],
    [{ dimensions: 4_096 }, /any from 16 to 1536/],
    [{ type: 'cohere', model: 'embed-v4.0', dimensions: 768 }, /256, 512, 1024, 1536/],
    [{ maxTokens: 9_000 }, /reads 8192/],
    [
      { model: 'text-embedding-9' },
      /set cache.embedder.dimensions and cache.embedder.maxTokens.*text-embedding-3-small/,
    ],
    [{ model: 'text-embedding-9', dimensions: 64 }, /maxTokens/],
    [{ ...SERVED, dimensions: undefined }, /is not known/],
    [{ ...SERVED, baseUrl: undefined }, /cache.embedder.baseUrl is needed/],
    [{ baseUrl: 'localhost:8080' }, /no http or https address/],
    [{ apiKey: undefined }, /cache.embedder.apiKey is needed/],
    [{ apiKey: 'sk-1\n' }, /characters that no key has/],
  ] as const)('is refused for %j, with a sentence that says why', (changes, sentence) => {
    let thrown: unknown;
    try {
      open(changes as Partial<RemoteEmbedderOptions>);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'embedder-model', publicMessage: expect.stringMatching(sentence) });
  });

  it('a server of one’s own needs no key', () => {
    expect(open({ ...SERVED, apiKey: undefined })).toMatchObject({ dimensions: 1_024, maxTokens: 8_192 });
  });
});

describe('[C7] the space', () => {
  it('has a name that does not change from release to release', () => {
    expect(spaceOf()).toBe('openai/text-embedding-3-small/1536/n1');
    expect(spaceOf({ type: 'cohere', model: 'embed-v4.0' })).toBe('cohere/embed-v4.0/1536/clustering/n1');
    expect(spaceOf({ type: 'gemini', model: 'gemini-embedding-001' })).toBe(
      'gemini/gemini-embedding-001/3072/SEMANTIC_SIMILARITY/n1',
    );
    expect(spaceOf(SERVED)).toBe('openai-compatible/127.0.0.1%3A8080%2Fv1%2Fembeddings/bge-m3/1024/n1');
  });

  it.each([
    ['model', { model: 'text-embedding-3-large', dimensions: 1_536 }],
    ['dimensions', { dimensions: 512 }],
    ['address', { baseUrl: 'https://proxy.example/v1' }],
    ['type', { type: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
  ] as const)('is another with another %s', (_what, changes) => {
    expect(spaceOf(changes)).not.toBe(spaceOf());
  });

  it.each([
    ['key', { apiKey: 'sk-2' }],
    ['deadline', { timeoutMs: 1 }],
    ['spelling of the address', { baseUrl: 'https://api.openai.com/v1/' }],
    ['dimensions that are the usual ones', { dimensions: 1_536 }],
  ] as const)('is the same with another %s', (_what, changes) => {
    expect(spaceOf(changes)).toBe(spaceOf());
  });
});
