import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, OPENAI_JSON, WAYS } from '../kit/asking.ts';
import { postJson } from '../kit/exchange.ts';
import { written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.dispose());

describe.each(WAYS)('$name', ({ name, ask }) => {
  let model = 0;
  /** A new partition, and how it is asked with a `Cache-Control`. */
  const fresh = () => {
    const of = `${name}-${model++}`;
    return (cacheControl?: string, question = 'How do I reset my account password?'): Promise<Answered> =>
      ask(stack.gateway.url)({
        model: of,
        question,
        headers: cacheControl === undefined ? {} : { 'Cache-Control': cacheControl },
      });
  };
  const upstreamCalls = async (work: () => Promise<unknown>): Promise<number> => {
    const before = stack.upstream.requests();
    await work();
    return stack.upstream.requests() - before;
  };

  it('[C8] no-store reads the cache and never writes it', async () => {
    const put = fresh();
    const calls = await upstreamCalls(async () => {
      expect((await put('no-store')).status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
      expect((await put('no-store')).status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
      await put();
      expect((await put('no-store')).status).toMatchObject({ hit: true, detail: 'exact' });
    });
    expect(calls).toBe(3);
  });

  it('[C8] no-cache goes to the provider and replaces what was stored', async () => {
    const put = fresh();
    const first = await put();
    const renewed = await put('no-cache');
    expect(renewed.status).toEqual({ fwd: 'request', detail: 'request' });
    const hit = await put();
    expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
    expect(hit.headers.get('x-reprise-cache-entry')).not.toBeNull();
    expect(renewed.id).not.toBe(first.id);
    // What no-cache wrote is found by its meaning, too.
    await written(stack.gateway.url);
    const paraphrase = await put(undefined, 'How can I reset my account password?');
    expect(paraphrase.status).toMatchObject({ hit: true });
  });

  it('[C8] a first request with no-cache is stored for exact and for semantic hits', async () => {
    const put = fresh();
    await put('no-cache');
    expect((await put()).status).toMatchObject({ hit: true, detail: 'exact' });
  });

  it('[C8] only-if-cached serves exact and semantic hits and asks no provider', async () => {
    const put = fresh();
    const calls = await upstreamCalls(async () => {
      const refused = await put('only-if-cached').catch((error: unknown) => error);
      expect(refused).toMatchObject({ status: 504, headers: expect.any(Headers) });
    });
    expect(calls).toBe(0);
    await put();
    expect((await put('only-if-cached')).status).toMatchObject({ hit: true, detail: 'exact' });
    await written(stack.gateway.url);
    const paraphrase = await put('only-if-cached', 'How can I reset my account password?');
    expect(paraphrase.status).toMatchObject({ hit: true, detail: 'semantic' });
  });

  it('[C8] max-age accepts what is young enough and nothing older', async () => {
    const put = fresh();
    await put();
    expect((await put('max-age=3600')).status).toMatchObject({ hit: true });
    const bad = await put('max-age=soon').catch((error: unknown) => error);
    expect(bad).toMatchObject({ status: 400 });
  });
});

describe('[C28] max-age and requests at once', () => {
  it('a request with a max-age never gets what another found that does not care', async () => {
    const ask = (question: string, maxAge?: number) =>
      OPENAI_JSON.ask(stack.gateway.url)({
        model: 'max-age-at-once',
        question,
        headers: maxAge === undefined ? {} : { 'cache-control': `max-age=${maxAge}` },
      });
    await ask('How do I reset my account password?');
    await written(stack.gateway.url);
    const paraphrase = 'How can I reset my account password?';
    const all = [ask(paraphrase), ask(paraphrase, 0), ask(paraphrase), ask(paraphrase, 0)];
    const hits = (await Promise.all(all)).map(({ status }) => status.hit === true);
    expect(hits).toEqual([true, false, true, false]);
  });
});

describe('refusals of the cache', () => {
  const body = { model: 'never-asked', messages: [{ role: 'user', content: 'Is this cached?' }] };

  it('only-if-cached without an answer is 504 not-cached in each envelope, and its SDK error is not retried', async () => {
    const headers = { 'cache-control': 'only-if-cached' };
    const openai = await postJson(`${stack.gateway.url}/v1/chat/completions`, body, headers);
    expect(openai.status).toBe(504);
    expect(JSON.parse(openai.body.toString())).toMatchObject({ error: { code: 'not-cached', param: null } });
    expect(openai.headers['x-should-retry']).toBe('false');
    const anthropic = await postJson(`${stack.gateway.url}/v1/messages`, { ...body, max_tokens: 9 }, headers);
    expect(anthropic.status).toBe(504);
    expect(JSON.parse(anthropic.body.toString())).toMatchObject({
      type: 'error',
      error: { details: { error_code: 'not-cached' } },
    });
    const client = new OpenAI({ baseURL: `${stack.gateway.url}/v1`, apiKey: 'sk-client', maxRetries: 3 });
    const before = stack.upstream.requests();
    await expect(
      client.chat.completions.create(
        { model: 'never-asked', messages: [{ role: 'user', content: 'Is this cached?' }] },
        { headers },
      ),
    ).rejects.toMatchObject({ status: 504, code: 'not-cached' });
    expect(stack.upstream.requests()).toBe(before);
  });

  it.each([
    ['x-reprise-cache-ttl', 'a while'],
    ['x-reprise-cache-scope', 'global'],
    ['x-reprise-cache-scope', 'team'],
    ['x-reprise-cache-tags', Array.from({ length: 33 }, (_, i) => `t${i}`).join(',')],
    ['cache-control', 'max-age'],
  ])('[C8] %s: %s is refused: a request may tighten, never loosen', async (name, value) => {
    const answer = await postJson(`${stack.gateway.url}/v1/chat/completions`, body, { [name]: value });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString()).error).toMatchObject({ code: 'invalid-request', param: name });
  });

  it('[C8] unknown directives change nothing', async () => {
    const put = (control: string) =>
      postJson(
        `${stack.gateway.url}/v1/chat/completions`,
        { ...body, model: 'directives' },
        { 'cache-control': control },
      );
    await put('stale-while-revalidate=5, x-unknown="no-store"');
    expect((await put('max-stale=5, min-fresh=1, private')).headers['cache-status']).toMatch(/; hit;/);
  });
});

describe('[C23] the time to live', () => {
  it('a request shortens it by x-reprise-cache-ttl, and cannot lengthen it', async () => {
    const put = (ttl: string, model: string) =>
      postJson(
        `${stack.gateway.url}/v1/chat/completions`,
        { model, messages: [{ role: 'user', content: 'How long?' }] },
        { 'x-reprise-cache-ttl': ttl },
      );
    await put('60', 'short');
    expect((await put('60', 'short')).headers['cache-status']).toMatch(/ttl=(60|59);/);
    await put('999999999', 'long');
    expect((await put('60', 'long')).headers['cache-status']).toMatch(/ttl=86(400|399);/);
    await put('0', 'none');
    expect((await put('0', 'none')).headers['cache-status']).toMatch(/fwd=miss/);
  });
});
