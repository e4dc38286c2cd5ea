import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson } from '../kit/exchange.ts';
import { keyed } from '../kit/keys.ts';
import { written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

type Messages = readonly { readonly role: string; readonly content: string }[];

let stack: Stack;
let models = 0;
beforeAll(async () => {
  stack = await startStack({
    settings: {
      'auth.keys': [keyed('one', { team: 'shop' }), keyed('two', { team: 'shop' })],
      routes: [
        {
          model: 'short-lived',
          targets: [{ provider: 'openai', model: 'gpt' }],
          cache: { timeBoundTtlSeconds: 60 },
        },
        { model: 'all-alike', targets: [{ provider: 'openai', model: 'gpt' }], cache: { classify: false } },
      ],
    },
  });
});
afterAll(() => stack.dispose());

async function statusOf(model: string, asked: string | Messages, key = 'one'): Promise<string> {
  const messages = typeof asked === 'string' ? [{ role: 'user', content: asked }] : asked;
  const answer = await postJson(
    `${stack.gateway.url}/v1/chat/completions`,
    { model, messages },
    { authorization: `Bearer key-${key}` },
  );
  await written(stack.gateway.url);
  return String(answer.headers['cache-status']);
}

const fresh = (): string => `classes-${models++}`;

describe('[C8] the gateway tells requests apart by what they want', () => {
  it('general: the whole team shares it, in other words too', async () => {
    const model = fresh();
    expect(await statusOf(model, 'How do I track an order?')).toBe('reprise; fwd=miss; detail=no-neighbour');
    expect(await statusOf(model, 'How do I track an order?', 'two')).toMatch(/; hit; .*detail=exact$/);
    expect(await statusOf(model, 'how do i track an order', 'two')).toMatch(/; hit; .*detail=normalised$/);
  });

  it('time-bound: equal words only', async () => {
    const model = fresh();
    const text = 'What is the weather in Oslo today?';
    expect(await statusOf(model, text)).toBe('reprise; fwd=miss; detail=policy:time-bound');
    expect(await statusOf(model, text)).toMatch(/; hit; .*detail=exact$/);
    expect(await statusOf(model, 'what is the weather in oslo today')).toMatch(/detail=policy:time-bound$/);
  });

  it('time-bound with a time of its own: other words too, for that time', async () => {
    expect(await statusOf('short-lived', 'What is the weather in Oslo today?')).toMatch(/fwd=miss/);
    const hit = await statusOf('short-lived', 'what is the weather in oslo today');
    expect(hit).toMatch(/; hit; .*detail=normalised$/);
    expect(Number(/ttl=(\d+)/.exec(hit)?.[1])).toBeLessThanOrEqual(60);
  });

  it('personal: equal words of one key only', async () => {
    const model = fresh();
    expect(await statusOf(model, 'Where is my order?')).toBe('reprise; fwd=miss; detail=policy:personal');
    expect(await statusOf(model, 'Where is my order?')).toMatch(/; hit; .*detail=exact$/);
    expect(await statusOf(model, 'Where is my order?', 'two')).toMatch(/detail=policy:personal$/);
  });

  it('action: every one goes to the provider', async () => {
    const model = fresh();
    for (let i = 0; i < 2; i++) {
      expect(await statusOf(model, 'Cancel my order')).toBe('reprise; fwd=bypass; detail=policy:action');
    }
  });

  it('context: equal words only, unless the earlier turns are there', async () => {
    const model = fresh();
    expect(await statusOf(model, 'And the second one?')).toBe('reprise; fwd=miss; detail=policy:context');
    const earlier = [
      { role: 'user', content: 'Name two rivers.' },
      { role: 'assistant', content: 'Rhine and Main.' },
    ];
    const followed = (content: string): Messages => [...earlier, { role: 'user', content }];
    expect(await statusOf(model, followed('And the second one?'))).not.toMatch(/policy:/);
    expect(await statusOf(model, followed('and the second one'))).toMatch(/; hit; .*detail=normalised$/);
  });

  it('a route may treat all alike', async () => {
    expect(await statusOf('all-alike', 'Cancel my order')).toMatch(/fwd=miss/);
    expect(await statusOf('all-alike', 'cancel my order', 'two')).toMatch(/; hit; .*detail=normalised$/);
  });
});
