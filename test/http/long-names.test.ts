import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange } from '../kit/exchange.ts';
import { type Stack, startStack } from '../kit/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ settings: { 'cache.match': 'exact' } });
});
afterAll(() => stack.dispose());

it.each([
  ['letters', 'm'.repeat(100_000)],
  ['what a header cannot carry', 'é😀'.repeat(30_000)],
  ['half a pair', `${'m'.repeat(255)}😀`],
])('a model with a long name costs no client its answer, on a miss or a hit: %s', async (_, model) => {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] });
  for (const status of [/fwd=miss/, /; hit;/]) {
    const answer = await exchange(`${stack.gateway.url}/v1/chat/completions`, { body });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-status']).toMatch(status);
    const name = String(answer.headers['x-reprise-model']);
    expect(name.length).toBeLessThanOrEqual(256);
    expect(name).toMatch(/^([!-$&-~]|%[0-9A-F]{2})+\.\.\.$/);
  }
});
