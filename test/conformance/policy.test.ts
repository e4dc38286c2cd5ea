import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, type Asking, WAYS } from '../kit/asking.ts';
import { jsonOf, postJson } from '../kit/exchange.ts';
import { written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';
const TOOL: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: { name: 'lookup', parameters: { type: 'object', properties: { id: { type: 'string' } } } },
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.dispose());

let models = 0;
/** Asks the question, then again, then in other words, in a partition of their own. */
async function thrice(put: (asking: Asking) => Promise<Answered>, fields: Partial<Asking>) {
  const model = `policy-${models++}`;
  const first = await put({ model, question: QUESTION, ...fields });
  const again = await put({ model, question: QUESTION, ...fields });
  await written(stack.gateway.url);
  const paraphrase = await put({ model, question: PARAPHRASE, ...fields });
  return { first: first.status, again: again.status, paraphrase: paraphrase.status };
}

describe.each(WAYS)('$name', ({ name, ask }) => {
  const put = (asking: Asking) => ask(stack.gateway.url)(asking);

  it.each([1, 0.31, 0.7])('[C8] temperature %d is matched exactly only, and says so', async (temperature) => {
    const { first, again, paraphrase } = await thrice(put, { temperature });
    expect(first).toEqual({ fwd: 'miss', detail: 'policy:temperature' });
    expect(again).toMatchObject({ hit: true, detail: 'exact' });
    expect(paraphrase).toEqual({ fwd: 'miss', detail: 'policy:temperature' });
  });

  it.each([0, 0.3])('[C8] temperature %d is matched by meaning', async (temperature) => {
    const { paraphrase } = await thrice(put, { temperature });
    expect(paraphrase).toMatchObject({ hit: true, detail: 'semantic' });
  });

  it('[C2] another sampling parameter, system prompt or earlier turn is another partition', async () => {
    const model = `partitions-${name}`;
    const statusOf = async (extra: object) => (await put({ model, question: QUESTION, extra })).status;
    const user = { role: 'user', content: QUESTION };
    const system = name.startsWith('openai')
      ? (content: string) => ({ messages: [{ role: 'system', content }, user] })
      : (content: string) => ({ system: content });
    const miss = { fwd: 'miss', detail: 'no-neighbour' };
    expect(await statusOf({})).toEqual(miss);
    expect(await statusOf({ top_p: 0.5 })).toEqual(miss);
    expect(await statusOf(system('You are a pirate.'))).toEqual(miss);
    expect(await statusOf(system('You are a lawyer.'))).toEqual(miss);
    const earlier = [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hello! What can I do?' },
    ];
    expect(await statusOf({ messages: [...earlier, user] })).toEqual(miss);
    expect(await statusOf({ max_tokens: 77 })).toEqual(miss);
    expect(await statusOf({ x_nobody_knows: 1 })).toEqual(miss);
    expect(await statusOf({ x_nobody_knows: 2 })).toEqual(miss);
    expect(await statusOf({})).toMatchObject({ hit: true, detail: 'exact' });
  });

  it('[C1] fields that do not change the answer are no part of the key', async () => {
    const model = `deny-list-${name}`;
    await put({ model, question: QUESTION });
    const denied = name.startsWith('openai')
      ? { user: 'u-1', metadata: { a: 'b' }, safety_identifier: 's', prompt_cache_key: 'k', store: false }
      : { metadata: { user_id: 'u-1' } };
    const again = await put({ model, question: QUESTION, extra: denied });
    expect(again.status).toMatchObject({ hit: true, detail: 'exact' });
  });
});

describe('OpenAI', () => {
  const put = async (fields: object) => {
    const answer = await postJson(`${stack.gateway.url}/v1/chat/completions`, {
      messages: [{ role: 'user', content: QUESTION }],
      ...fields,
    });
    expect(answer.status).toBe(200);
    return { status: answer.headers['cache-status'], body: jsonOf(answer) };
  };
  const exactOnly = async (reason: string, fields: object) => {
    const model = `openai-${models++}`;
    expect((await put({ model, ...fields })).status).toBe(`reprise; fwd=miss; detail=${reason}`);
    expect((await put({ model, ...fields })).status).toMatch(/; hit; ttl=\d+; detail=exact$/);
  };
  const bypass = async (reason: string, fields: object) => {
    const model = `openai-${models++}`;
    for (let i = 0; i < 2; i++) {
      expect((await put({ model, ...fields })).status).toBe(`reprise; fwd=bypass; detail=${reason}`);
    }
  };

  it('[C8] n above 1 and a seed are matched exactly only', async () => {
    await exactOnly('policy:n', { n: 2 });
    await exactOnly('policy:seed', { seed: 7 });
  });

  it('[C8] tool results in the history are matched exactly only', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":"1"}' } };
    await exactOnly('policy:tool-results', {
      tools: [TOOL],
      messages: [
        { role: 'user', content: QUESTION },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'found' },
        { role: 'user', content: 'So, how do I reset it?' },
      ],
    });
  });

  it('[C8] without one question in the last turn only equal requests hit', async () => {
    const text = (part: string) => ({ type: 'text', text: part });
    await exactOnly('policy:no-question', {
      messages: [{ role: 'user', content: [text('How do I reset'), text('my password?')] }],
    });
    await exactOnly('policy:no-question', { messages: [{ role: 'user', content: ' \n ' }] });
  });

  it('[C8] state on the provider’s side and outputs beyond text bypass the cache', async () => {
    await bypass('policy:server-state', { store: true });
    await bypass('policy:server-state', { web_search_options: {} });
    await bypass('policy:output', { modalities: ['text', 'audio'], audio: { voice: 'x', format: 'wav' } });
  });

  it('[C2] tools, tool_choice and response_format are part of the key', async () => {
    const model = 'tools';
    const variants = [
      { tools: [TOOL] },
      { tools: [TOOL], tool_choice: 'none' },
      { tools: [{ ...TOOL, function: { ...TOOL.function, name: 'other' } }] },
      { logit_bias: { 50256: -100 } },
    ];
    for (const fields of variants) expect((await put({ model, ...fields })).status).toMatch(/fwd=miss/);
    for (const fields of variants) expect((await put({ model, ...fields })).status).toMatch(/; hit;/);
  });

  it('[C3] case is meaning for the exact tier: git -c never meets git -C', async () => {
    const ask = (content: string) => put({ model: 'case', messages: [{ role: 'user', content }] });
    const lower = await ask('What does `git -c user.name=x commit` do?');
    await written(stack.gateway.url);
    const upper = await ask('What does `git -C user.name=x commit` do?');
    expect(upper.status).toMatch(/fwd=miss; detail=(veto:code|below-bar)$/);
    expect(upper.body).not.toEqual(lower.body);
  });

  it('[C1] key order and Unicode form do not change the key', async () => {
    const messages = [{ role: 'user', content: 'Wo ist das Café?' }];
    await put({ model: 'order', top_p: 1, messages });
    const other = await postJson(`${stack.gateway.url}/v1/chat/completions`, {
      messages: [{ content: 'Wo ist das Cafe\u0301?', role: 'user' }],
      top_p: 1.0,
      model: 'order',
    });
    expect(other.headers['cache-status']).toMatch(/; hit; .*detail=exact/);
  });
});

describe('Anthropic', () => {
  it('[C8] a tool result in the last turn is matched exactly only', async () => {
    const body = {
      model: `anthropic-${models++}`,
      max_tokens: 9,
      tools: [{ name: 'lookup', input_schema: { type: 'object' } }],
      messages: [
        { role: 'user', content: QUESTION },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'lookup', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: 'found' },
            { type: 'text', text: 'So, how?' },
          ],
        },
      ],
    };
    const statuses = [];
    for (let i = 0; i < 2; i++) {
      const answer = await postJson(`${stack.gateway.url}/v1/messages`, body);
      statuses.push(answer.headers['cache-status']);
    }
    expect(statuses[0]).toBe('reprise; fwd=miss; detail=policy:tool-results');
    expect(statuses[1]).toMatch(/; hit; ttl=\d+; detail=exact$/);
  });

  it('[C1] a version or beta header is part of the key', async () => {
    const put = async (headers: Record<string, string>) => {
      const body = { model: 'versions', max_tokens: 9, messages: [{ role: 'user', content: QUESTION }] };
      return (await postJson(`${stack.gateway.url}/v1/messages`, body, headers)).headers['cache-status'];
    };
    expect(await put({ 'anthropic-version': '2023-06-01' })).toMatch(/fwd=miss/);
    expect(await put({ 'anthropic-version': '2026-10-21' })).toMatch(/fwd=miss/);
    expect(await put({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'x' })).toMatch(/fwd=miss/);
    expect(await put({ 'anthropic-version': '2023-06-01' })).toMatch(/; hit;/);
  });
});

describe('[C20] what a provider did not finish well is not stored', () => {
  it.each(['fault-length', 'fault-filter', 'fault-blank'])('%s', async (model) => {
    for (const way of WAYS) {
      const put = () => way.ask(stack.gateway.url)({ model, question: `${QUESTION} (${way.name})` });
      expect((await put()).status).toMatchObject({ fwd: 'miss' });
      expect((await put()).status).toMatchObject({ fwd: 'miss' });
    }
  });

  it('an answer that breaks the schema it was asked for', async () => {
    const fields = {
      model: 'schema',
      messages: [{ role: 'user', content: 'Name a city.' }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'city', schema: { type: 'object', required: ['city'] } },
      },
    };
    for (let i = 0; i < 2; i++) {
      const answer = await postJson(`${stack.gateway.url}/v1/chat/completions`, fields);
      expect(answer.headers['cache-status']).toMatch(/fwd=miss/);
    }
  });
});
