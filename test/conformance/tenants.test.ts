import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANTHROPIC_JSON, OPENAI_JSON, WAYS } from '../kit/asking.ts';
import { postJson } from '../kit/exchange.ts';
import { keyed } from '../kit/keys.ts';
import { written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';

describe('[C2] without keys of the gateway the client’s credential is the tenant', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ keys: 'none', mock: { keys: 'any', record: 10 } });
  });
  afterAll(() => stack.dispose());

  it.each(WAYS)('$name: two credentials never share an entry', async ({ name, ask }) => {
    const put = (key: string, question: string) =>
      ask(stack.gateway.url, key)({ model: `credentials-${name}`, question });
    await put('sk-one', QUESTION);
    await written(stack.gateway.url);
    expect((await put('sk-two', QUESTION)).status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
    expect((await put('sk-three', PARAPHRASE)).status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
    expect((await put('sk-one', QUESTION)).status).toMatchObject({ hit: true, detail: 'exact' });
    expect((await put('sk-one', PARAPHRASE)).status).toMatchObject({ hit: true, detail: 'semantic' });
  });

  it('the credential is the same in either header, and goes to the provider as it came', async () => {
    const body = {
      model: 'headers',
      max_tokens: 9,
      messages: [{ role: 'user' as const, content: QUESTION }],
    };
    const url = `${stack.gateway.url}/v1/messages`;
    stack.upstream.reset();
    await postJson(url, body, { authorization: 'Bearer sk-same' });
    const hit = await postJson(url, body, { authorization: undefined, 'x-api-key': 'sk-same' });
    expect(hit.headers['cache-status']).toMatch(/; hit;/);
    await postJson(url, { ...body, model: 'x' }, { authorization: undefined, 'x-api-key': 'sk-same' });
    const [bearer, apiKey] = stack.upstream.seen();
    expect(bearer?.headers).toMatchObject({ authorization: 'Bearer sk-same' });
    expect(bearer?.headers).not.toHaveProperty('x-api-key');
    expect(apiKey?.headers).toMatchObject({ 'x-api-key': 'sk-same' });
    expect(apiKey?.headers).not.toHaveProperty('authorization');
  });
});

describe('[C2] with keys of the gateway the team is the tenant', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      mock: { record: 50 },
      settings: {
        'auth.keys': [
          keyed('support-1', { team: 'support' }),
          keyed('support-2', { team: 'support' }),
          keyed('sales', { team: 'sales' }),
          keyed('loner-1'),
          keyed('loner-2'),
          keyed('narrow', { team: 'support', models: ['allowed'] }),
        ],
      },
    });
  });
  afterAll(() => stack.dispose());

  it.each(WAYS)('$name: keys of one team share, of two teams and without a team do not', async (way) => {
    const put = (key: string, question: string) =>
      way.ask(stack.gateway.url, `key-${key}`)({ model: `teams-${way.name}`, question });
    await put('support-1', QUESTION);
    await written(stack.gateway.url);
    expect((await put('support-2', QUESTION)).status).toMatchObject({ hit: true, detail: 'exact' });
    expect((await put('support-2', PARAPHRASE)).status).toMatchObject({ hit: true, detail: 'semantic' });
    for (const other of ['sales', 'loner-1', 'loner-2']) {
      expect((await put(other, QUESTION)).status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
    }
    expect((await put('loner-1', QUESTION)).status).toMatchObject({ hit: true });
  });

  it('a request may keep its answer to its key', async () => {
    const put = (key: string, scope?: string) =>
      OPENAI_JSON.ask(
        stack.gateway.url,
        `key-${key}`,
      )({
        model: 'narrowed',
        question: QUESTION,
        headers: scope === undefined ? {} : { 'x-reprise-cache-scope': scope },
      });
    await put('support-1', 'key');
    expect((await put('support-2')).status).toMatchObject({ fwd: 'miss' });
    expect((await put('support-2', 'key')).status).toMatchObject({ fwd: 'miss' });
    expect((await put('support-1', 'key')).status).toMatchObject({ hit: true });
    await put('support-1', 'credential');
    expect((await put('support-1', 'credential')).status).toMatchObject({ hit: true });
  });

  it('a key of the gateway never reaches the provider', async () => {
    for (const way of WAYS) {
      await way.ask(stack.gateway.url, 'key-sales')({ model: `leak-${way.name}`, question: QUESTION });
    }
    for (const seen of stack.upstream.seen()) expect(JSON.stringify(seen)).not.toContain('key-s');
    expect(stack.upstream.seen().at(-1)?.headers).toMatchObject({ 'x-api-key': 'sk-ant-provider' });
  });

  it('[C27] a hit needs the same permission as a miss', async () => {
    await OPENAI_JSON.ask(stack.gateway.url, 'key-support-1')({ model: 'forbidden', question: QUESTION });
    for (const way of [OPENAI_JSON, ANTHROPIC_JSON]) {
      await expect(
        way.ask(stack.gateway.url, 'key-narrow')({ model: 'forbidden', question: QUESTION }),
      ).rejects.toMatchObject({ status: 403 });
      await expect(
        way.ask(stack.gateway.url, 'key-unknown')({ model: 'forbidden', question: QUESTION }),
      ).rejects.toMatchObject({ status: 401 });
    }
  });
});

describe('[C2] scope global is explicit', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ settings: { 'cache.scope': 'global' } });
  });
  afterAll(() => stack.dispose());

  it('all credentials share, except where a request keeps its answer to itself', async () => {
    const put = (key: string, scope?: string) =>
      OPENAI_JSON.ask(
        stack.gateway.url,
        key,
      )({
        model: 'global',
        question: QUESTION,
        headers: scope === undefined ? {} : { 'x-reprise-cache-scope': scope },
      });
    await put('sk-one');
    expect((await put('sk-two')).status).toMatchObject({ hit: true });
    expect((await put('sk-two', 'credential')).status).toMatchObject({ fwd: 'miss' });
    expect((await put('sk-one', 'credential')).status).toMatchObject({ fwd: 'miss' });
  });
});
