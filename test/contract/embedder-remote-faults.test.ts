import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createMockProvider } from '#bench';
import {
  createRemoteEmbedder,
  type Embedder,
  type Embedding,
  type EmbeddingUsage,
  type RemoteEmbedderOptions,
  withMemo,
} from '#embeddings';
import { createUndiciUpstream } from '#providers';
import {
  type EmbeddingFault,
  type EmbeddingProvider,
  type EmbeddingProviderOptions,
  startEmbeddingProvider,
} from '../kit/embedding-provider.ts';
import { until } from '../kit/until.ts';
import { dot64, normalised } from './fixtures/vectors.ts';

const KEY = 'sk-secret-key';
const DIMENSIONS = 32;
const PATIENT = new AbortController().signal;
const UNAVAILABLE = { code: 'embedder-unavailable', retryable: true };
const NEVER_MIND = { failures: 1_000, pauseMs: 1, maxPauseMs: 1 };

const closers: (() => Promise<void>)[] = [];
let provider: EmbeddingProvider;
let used: EmbeddingUsage[];

const connect = (options: Omit<RemoteEmbedderOptions, 'openUpstream'>): Embedder => {
  const embedder = createRemoteEmbedder({
    onUsage: (usage) => used.push(usage),
    random: () => 0,
    ...options,
    openUpstream: (origin) => createUndiciUpstream({ origin, connectMs: 5_000, maxConnections: 8 }),
  });
  closers.push(embedder.close);
  return embedder;
};

const open = async (
  changes: Partial<RemoteEmbedderOptions> = {},
  served: Partial<EmbeddingProviderOptions> = {},
): Promise<Embedder> => {
  const { type = 'openai', model = 'text-embedding-3-small' } = changes;
  const format = type === 'openai-compatible' ? 'openai' : type;
  used = [];
  provider = await startEmbeddingProvider({ format, key: KEY, model, dimensions: DIMENSIONS, ...served });
  closers.push(provider.close);
  const { baseUrl } = provider;
  return connect({ type, model, baseUrl, apiKey: KEY, dimensions: DIMENSIONS, maxTokens: 512, ...changes });
};

const one = async (embedder: Embedder, text: string, signal = PATIENT): Promise<Embedding> => {
  const [embedding] = await embedder.embed([text], signal);
  if (!embedding) throw new Error('no embedding');
  return embedding;
};
const unitOf = (text: string, dimensions = DIMENSIONS): Float32Array =>
  normalised(Float32Array.from(provider.vectorOf(text, dimensions)));
const expectVector = ({ vector }: Embedding, expected: Float32Array): void => {
  for (const [d, value] of expected.entries()) expect(vector[d]).toBeCloseTo(value, 5);
};

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('what is asked for', () => {
  test('of OpenAI: base64, the dimensions, the key as bearer', async () => {
    const embedder = await open();
    expectVector(await one(embedder, 'hello'), unitOf('hello'));
    expect(provider.received[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(provider.received[0]?.body).toEqual({
      model: 'text-embedding-3-small',
      input: ['hello'],
      dimensions: DIMENSIONS,
      encoding_format: 'base64',
    });
  });

  test('of a compatible server: nothing that it may not know', async () => {
    const embedder = await open(
      { type: 'openai-compatible', model: 'bge-m3', apiKey: undefined },
      { key: undefined },
    );
    expectVector(await one(embedder, 'hello'), unitOf('hello'));
    expect(provider.received[0]?.headers).not.toHaveProperty('authorization');
    expect(provider.received[0]?.body).toEqual({ model: 'bge-m3', input: ['hello'] });
  });

  test('of Cohere: one input type, and never a silent cut', async () => {
    const embedder = await open({ type: 'cohere', model: 'embed-v4.0', dimensions: 256 });
    expectVector(await one(embedder, 'hello'), unitOf('hello', 256));
    expect(provider.received[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(provider.received[0]?.body).toEqual({
      model: 'embed-v4.0',
      texts: ['hello'],
      input_type: 'clustering',
      embedding_types: ['float'],
      truncate: 'NONE',
      output_dimension: 256,
    });
  });

  test('of Gemini: the task type, or the prefix that stands for it', async () => {
    const first = await open({ type: 'gemini', model: 'gemini-embedding-001', dimensions: 128 });
    expectVector(await one(first, 'hello'), unitOf('hello', 128));
    expect(provider.received[0]?.headers).toMatchObject({ 'x-goog-api-key': KEY });
    expect(provider.received[0]?.body).toEqual({
      requests: [
        {
          model: 'models/gemini-embedding-001',
          content: { parts: [{ text: 'hello' }] },
          taskType: 'SEMANTIC_SIMILARITY',
          outputDimensionality: 128,
        },
      ],
    });
    const second = await open({ type: 'gemini', model: 'gemini-embedding-2', dimensions: 128 });
    const embedding = await one(second, 'hello');
    expect(embedding.coveredChars).toBe('hello'.length);
    expectVector(embedding, unitOf('task: sentence similarity | query: hello', 128));
    expect(provider.received[0]?.body).toMatchObject({ requests: [{ outputDimensionality: 128 }] });
  });

  test('all callers of a moment share requests, and a memo keeps what came', async () => {
    const embedder = withMemo(await open({ windowMs: 20 }));
    const texts = Array.from({ length: 40 }, (_, at) => `question ${at}`);
    const all = await Promise.all(texts.map((text) => one(embedder, text)));
    for (const [at, embedding] of all.entries()) expectVector(embedding, unitOf(`question ${at}`));
    expect(provider.received.map((request) => request.texts.length)).toEqual([32, 8]);
    await one(embedder, 'question 7');
    expect(provider.received).toHaveLength(2);
  });

  test('the mock provider of `reprise mock` is one of them', async () => {
    used = [];
    const mock = await createMockProvider({ keys: [KEY] });
    closers.push(() => mock.close());
    const embedder = connect({
      type: 'openai',
      model: 'text-embedding-3-large',
      baseUrl: `${mock.url}/v1`,
      apiKey: KEY,
      dimensions: 256,
    });
    const texts = ['reset my password', 'reset the password', 'capital of France'];
    const [asked, near, far] = (await embedder.embed(texts, PATIENT)).map(({ vector }) => vector);
    if (!asked || !near || !far) throw new Error('no embeddings');
    expect(dot64(asked, asked)).toBeCloseTo(1, 5);
    expect(dot64(asked, near)).toBeGreaterThan(dot64(asked, far));
    expect(used).toEqual([{ model: 'text-embedding-3-large', tokens: expect.any(Number), requests: 1 }]);
  });
});

describe('the account', () => {
  test.each([
    ['openai', 'text-embedding-3-small', 32],
    ['cohere', 'embed-v4.0', 256],
    ['gemini', 'gemini-embedding-001', 128],
  ] as const)('of %s has the tokens that it counted, once per batch', async (type, model, dimensions) => {
    const embedder = await open({ type, model, dimensions });
    await embedder.embed(['four', 'seven77'], PATIENT);
    expect(used).toEqual([{ model, tokens: 11, requests: 1 }]);
  });

  test('a provider that does not tell leaves them unknown, not zero', async () => {
    const embedder = await open();
    provider.fail({ kind: 'no-usage' });
    await one(embedder, 'hello');
    expect(used).toEqual([{ model: 'text-embedding-3-small', tokens: undefined, requests: 1 }]);
  });
});

describe('what passes', () => {
  test.each<[string, EmbeddingFault, number | undefined]>([
    ['a 500', { kind: 'status', status: 500 }, 5],
    ['a 503', { kind: 'status', status: 503 }, 5],
    ['a 429', { kind: 'status', status: 429 }, 5],
    ['a lost connection', { kind: 'reset' }, undefined],
    ['half an answer', { kind: 'half' }, undefined],
  ])(
    '%s is asked again within the deadline; tokens of a cut answer are unknown',
    async (_what, fault, tokens) => {
      const embedder = await open();
      provider.fail(fault, 1);
      expectVector(await one(embedder, 'hello'), unitOf('hello'));
      expect(provider.received).toHaveLength(2);
      expect(used).toEqual([{ model: 'text-embedding-3-small', tokens, requests: 2 }]);
    },
  );

  test('Retry-After is waited for where it fits', async () => {
    const embedder = await open();
    provider.fail({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 1);
    await one(embedder, 'hello');
    const [first, second] = provider.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(990);
  });

  test('answers in another order are put in order by their index', async () => {
    const embedder = await open();
    provider.fail({ kind: 'backwards' });
    const [a, b, c] = await embedder.embed(['a', 'b', 'c'], PATIENT);
    for (const [text, embedding] of Object.entries({ a, b, c })) {
      expectVector(
        embedding ?? { vector: new Float32Array(), coveredChars: 0, unknownShare: 0 },
        unitOf(text),
      );
    }
  });
});

describe('[C30] what does not pass is embedder-unavailable', () => {
  test.each<[string, EmbeddingFault]>([
    ['a page of HTML', { kind: 'html' }],
    ['too few vectors', { kind: 'count' }],
    ['two vectors for one text', { kind: 'same-index' }],
    ['values that are no numbers', { kind: 'nan' }],
    ['vectors without a direction', { kind: 'zero' }],
    ['vectors of another length', { kind: 'dimensions' }],
    ['an answer without an end', { kind: 'huge' }],
    ['a wrong key', { kind: 'status', status: 401 }],
    ['a redirection', { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9' } }],
  ])('%s: asked once, and no more', async (_what, fault) => {
    const embedder = await open({ breaker: NEVER_MIND });
    provider.fail(fault);
    await expect(embedder.embed(['hello', 'you'], PATIENT)).rejects.toMatchObject(UNAVAILABLE);
    expect(provider.received).toHaveLength(1);
    provider.mend();
    await one(embedder, 'hello');
  });

  test('an answer without an end is not read to the deadline', async () => {
    const embedder = await open();
    provider.fail({ kind: 'huge' });
    await expect(one(embedder, 'hello')).rejects.toThrow(/more than \d+ bytes/);
    await until('dropped', () => provider.received[0]?.dropped());
  });

  test('two vectors for one text: nobody gets either', async () => {
    const embedder = await open();
    provider.fail({ kind: 'same-index' });
    const ends = await Promise.allSettled([one(embedder, 'hello'), one(embedder, 'you')]);
    expect(provider.received).toHaveLength(1);
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
  });

  test.each(['openai', 'cohere', 'gemini'] as const)('wrong numbers of %s too', async (type) => {
    const model = { openai: 'text-embedding-3-small', cohere: 'embed-x', gemini: 'gemini-x' }[type];
    const embedder = await open({ type, model, breaker: NEVER_MIND });
    for (const kind of ['nan', 'zero', 'dimensions', 'count', 'html'] as const) {
      provider.fail({ kind });
      await expect(embedder.embed(['hello', 'you'], PATIENT)).rejects.toMatchObject(UNAVAILABLE);
    }
    provider.mend();
    await one(embedder, 'hello');
  });

  test('a provider that stays ill: as many attempts as are allowed', async () => {
    const embedder = await open({ maxAttempts: 3 });
    provider.fail({ kind: 'status', status: 503 });
    await expect(one(embedder, 'hello')).rejects.toMatchObject(UNAVAILABLE);
    expect(provider.received).toHaveLength(3);
    expect(used).toEqual([{ model: 'text-embedding-3-small', tokens: 0, requests: 3 }]);
  });

  test('a provider that never answers: at the deadline, and the connection is dropped', async () => {
    const embedder = await open({ timeoutMs: 1_000 });
    provider.fail({ kind: 'hang' });
    await expect(one(embedder, 'hello')).rejects.toMatchObject(UNAVAILABLE);
    await until('dropped', () => provider.received[0]?.dropped());
    expect(used).toEqual([{ model: 'text-embedding-3-small', tokens: undefined, requests: 1 }]);
  });

  test('a provider that is not there', async () => {
    const embedder = await open({ maxAttempts: 2 });
    await provider.close();
    await expect(one(embedder, 'hello')).rejects.toMatchObject(UNAVAILABLE);
  });

  test('a Retry-After beyond the deadline: at once, and the provider is left alone', async () => {
    const embedder = await open({ timeoutMs: 2_000 });
    provider.fail({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    await expect(one(embedder, 'hello')).rejects.toMatchObject(UNAVAILABLE);
    await expect(one(embedder, 'you')).rejects.toThrow(/left alone/);
    expect(provider.received).toHaveLength(1);
  });

  test('after failures in a row texts are refused without a request, until a trial succeeds', async () => {
    const embedder = await open({
      maxAttempts: 1,
      breaker: { failures: 2, pauseMs: 1_000, maxPauseMs: 1_000 },
    });
    provider.fail({ kind: 'status', status: 500 });
    for (const text of ['a', 'b']) await expect(one(embedder, text)).rejects.toMatchObject(UNAVAILABLE);
    await expect(one(embedder, 'c')).rejects.toThrow(/left alone/);
    expect(provider.received).toHaveLength(2);
    provider.mend();
    await until('works again', () => one(embedder, 'd').catch(() => undefined));
    expect(provider.received).toHaveLength(3);
  });

  test('a deadline missed counts as a failure; a caller who gives up does not', async () => {
    const breaker = { failures: 1, pauseMs: 60_000, maxPauseMs: 60_000 };
    const embedder = await open({ timeoutMs: 1_000, breaker });
    provider.fail({ kind: 'hang' });
    const patience = new AbortController();
    const impatient = expect(one(embedder, 'a', patience.signal)).rejects.toThrow('enough');
    await until('asked', () => provider.received.length);
    patience.abort(new Error('enough'));
    await impatient;
    await until('dropped', () => provider.received[0]?.dropped());
    await expect(one(embedder, 'b')).rejects.toThrow(/no answer within 1000 ms/);
    await expect(one(embedder, 'c')).rejects.toThrow(/left alone/);
    expect(provider.received).toHaveLength(2);
  });

  test('neither key nor text is in any error', async () => {
    const embedder = await open({ timeoutMs: 100, breaker: NEVER_MIND, maxAttempts: 1 });
    const faults: EmbeddingFault[] = [
      { kind: 'status', status: 401 },
      { kind: 'status', status: 400 },
      { kind: 'status', status: 500 },
      { kind: 'reset' },
      { kind: 'half' },
      { kind: 'hang' },
      { kind: 'html' },
      { kind: 'nan' },
    ];
    for (const fault of faults) {
      provider.fail(fault);
      const error = await one(embedder, 'my very private question').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(UNAVAILABLE);
      expect(inspect(error, { depth: 10 })).not.toMatch(/private|sk-secret/);
    }
  });
});

describe('[C4] a text that the provider refuses', () => {
  test('spoils only its own caller', async () => {
    const embedder = await open({}, { poison: 'poison' });
    const texts = Array.from({ length: 12 }, (_, at) => (at === 7 ? 'some poison' : `question ${at}`));
    const ends = await Promise.allSettled(texts.map((text) => one(embedder, text)));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(ends[7]).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    expect(used[0]?.requests).toBeLessThanOrEqual(16);
  });

  test('because the batch has too many texts goes in smaller ones', async () => {
    const embedder = await open({}, { maxTexts: 4 });
    const texts = Array.from({ length: 12 }, (_, at) => `question ${at}`);
    const all = await embedder.embed(texts, PATIENT);
    for (const [at, embedding] of all.entries()) expectVector(embedding, unitOf(`question ${at}`));
  });

  test('as too long is cut, and says so; the others of its batch are not', async () => {
    const embedder = await open({ maxTokens: 512 }, { maxChars: 512 });
    const long = 'x'.repeat(2_000);
    const [cut, whole] = await Promise.all([one(embedder, long), one(embedder, 'y'.repeat(500))]);
    expect(cut.coveredChars).toBeGreaterThan(250);
    expect(cut.coveredChars).toBeLessThanOrEqual(512);
    expectVector(cut, unitOf(long.slice(0, cut.coveredChars)));
    expect(whole.coveredChars).toBe(500);
  });

  test('as too long is cut even where the configuration says that the model reads more', async () => {
    const embedder = await open(
      { type: 'openai-compatible', model: 'small', maxTokens: 8_192 },
      { maxChars: 128 },
    );
    const embedding = await one(embedder, 'x'.repeat(1_000));
    expect(embedding.coveredChars).toBe(125);
    expectVector(embedding, unitOf('x'.repeat(125)));
  });

  test('for what it says is not cut to pieces', async () => {
    const embedder = await open({}, { poison: 'poison' });
    await expect(one(embedder, 'a rather long question with poison at its end')).rejects.toMatchObject(
      UNAVAILABLE,
    );
    expect(provider.received).toHaveLength(1);
  });

  test('every one, as with a setting that it does not take, ends in few requests', async () => {
    const embedder = await open({ model: 'text-embedding-3-small' }, { key: KEY, maxTexts: 0 });
    const texts = Array.from({ length: 32 }, (_, at) => `question ${at}`);
    await expect(embedder.embed(texts, PATIENT)).rejects.toMatchObject(UNAVAILABLE);
    expect(provider.received.length).toBeLessThanOrEqual(16);
  });
});
