import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CacheRequest, judgeByBound } from '#cache';
import type { JsonObject } from '#core';
import { openaiChat } from '#providers';
import { understand } from '../../../src/simulate/arrivals/understand.ts';
import { createTemplates } from '../../../src/simulate/churn/templates.ts';
import type { LoggedRequest } from '../../../src/simulate/log/logged-request.ts';
import { everyQuestion } from '../../../src/simulate/replay/comparing.ts';
import { createMeaningTier } from '../../../src/simulate/replay/meaning.ts';
import { createReplay } from '../../../src/simulate/replay/replay.ts';
import { createWorld } from '../../../src/simulate/replay/world.ts';
import { createTestCache } from '../../kit/cache.ts';
import { simulateParts, wordEmbedder } from './kit.ts';

/** The bound of the test cache. */
const BOUND = 0.9;
const SETTINGS = {
  mode: 'on',
  match: 'semantic',
  scope: 'team',
  ttlSeconds: 600,
  errorBudget: 0.01,
} as const;
const UNKNOWN = { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined };

const questions = [
  'How do I reset the password of my account?',
  'how do i reset the password of my account',
  'How do I reset the password of an account?',
  'How do I reset the password of my old account?',
  'How do I delete the password of my account?',
  'What does the plan cost for 10 users?',
  'What does the plan cost for 12 users?',
  'what does the plan cost for 10 users',
  'Where is the nearest office in the city of Leeds?',
  'How does one pay an invoice by card?',
  'How does one pay an invoice by a card?',
  'What is the weather in the city of Leeds today?',
  'Where is my order?',
  'Cancel my order now.',
  'Wo ist das nächste Büro in der Stadt Graz?',
  '',
];
const finish = fc.constantFrom('stop', 'stop', 'stop', 'length');
const asked = fc.record({
  question: fc.constantFrom(...questions),
  system: fc.constantFrom(undefined, 'You help customers.', 'You help customers. Be short.'),
  temperature: fc.constantFrom(undefined, undefined, 0, 0.9),
  team: fc.constantFrom('a', 'b'),
  afterMs: fc.constantFrom(0, 1_000, 60_000, 400_000, 30_000_000),
  control: fc.constantFrom(undefined, undefined, undefined, 'no-cache', 'no-store', 'max-age=100'),
  answer: fc.constantFrom('An answer.', ''),
  finish,
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const bodyOf = ({ question, system, temperature }: Asked): JsonObject => ({
  model: 'm',
  messages: [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: question },
  ],
  ...(temperature === undefined ? {} : { temperature }),
});

const answerOf = ({ answer, finish }: Asked): JsonObject => ({
  choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: finish }],
});

/** The tiers that the gateway's cache answers from: what is asked there in turn, each answer stored before the next one. */
async function tiersOfGateway(list: readonly Asked[]): Promise<readonly string[]> {
  const { cache, clock, written, close } = await createTestCache(wordEmbedder);
  const never = new AbortController().signal;
  const tiers: string[] = [];
  for (const one of list) {
    clock.advance(one.afterMs);
    const body = bodyOf(one);
    const request: CacheRequest = {
      request: openaiChat.decodeRequest(body),
      dialect: 'openai-chat',
      body,
      raw: Buffer.from(JSON.stringify(body)),
      headers: one.control === undefined ? {} : { 'cache-control': one.control },
      caller: { key: 'k', team: one.team, customer: undefined, credential: 'c' },
      settings: SETTINGS,
      policyVersion: 'v',
    };
    const opened = cache.open(request);
    const { plan } = opened;
    const exact = plan.read
      ? await cache.exact(opened, never)
      : ({ type: 'miss', reason: 'request' } as const);
    const found =
      exact.type === 'miss' && plan.read && plan.match === 'semantic'
        ? await cache.near(opened, exact, never)
        : exact;
    tiers.push(found.type === 'hit' ? found.tier : 'miss');
    if (found.type === 'hit' || !plan.write) continue;
    const answer = answerOf(one);
    cache.store(opened, {
      body: answer,
      bodyBytes: 100,
      response: openaiChat.decodeResponse(answer),
      costNanos: undefined,
      latencyMs: 0,
      provenance: { requestId: String(tiers.length), credential: 'c', provider: 'p', model: 'm' },
      prepared: found.prepared,
    });
    await written();
  }
  await close();
  return tiers;
}

async function tiersOfReplay(list: readonly Asked[]): Promise<readonly string[]> {
  const parts = { ...simulateParts(), judge: judgeByBound(BOUND), settingsOf: () => SETTINGS };
  const world = await createWorld({ ...parts, dimensions: wordEmbedder.dimensions, onGone: () => {} });
  const comparing = everyQuestion(createMeaningTier({ ...parts, world }), () => false, false);
  const replay = createReplay({ ...parts, world, comparing });
  const templates = createTemplates();
  const tiers: string[] = [];
  let time = 1_700_000_000_000;
  for (const [index, one] of list.entries()) {
    time += one.afterMs;
    const request: LoggedRequest = {
      time,
      durationMs: 0,
      dialect: 'openai-chat',
      body: bodyOf(one),
      headers: one.control === undefined ? {} : { 'cache-control': one.control },
      answer: { dialect: 'openai-chat', body: answerOf(one) },
      failed: false,
      usage: UNKNOWN,
      costNanos: undefined,
      who: { key: 'k', team: one.team, customer: undefined },
      fromOtherCache: false,
    };
    const outcome = await replay.ask(understand({ ...parts, templates }, index + 1, request, time), index);
    tiers.push(outcome.type === 'hit' ? outcome.tier : outcome.type);
  }
  await world.close();
  return tiers;
}

test('a replay finds in each tier what the gateway’s own cache serves for the same requests', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 40, size: 'max' }), async (list) => {
      const served = await tiersOfGateway(list);
      for (const tier of served) seen.add(tier);
      expect(await tiersOfReplay(list)).toEqual(served);
    }),
    { numRuns: 150, seed: 3 },
  );
  expect([...seen].sort()).toEqual(['exact', 'miss', 'normalised', 'semantic']);
});
