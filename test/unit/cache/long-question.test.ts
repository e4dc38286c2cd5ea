import { expect, it } from 'vitest';
import type { ChatRequest } from '#core';
import type { CacheCase } from '../../../cache/open-case.ts';
import { MAX_QUESTION_CHARS, planCache } from '../../../cache/policy/plan.ts';
import { buildWriteJob } from '../../../cache/write/build-entry.ts';

it('[C4] a question that is too long is stored for exact matches only: neither read nor embedded', () => {
  const text = 'x'.repeat(MAX_QUESTION_CHARS + 1);
  const request = { n: 1, turns: [], outputs: [], serverState: [], question: { text, path: [] } };
  const plan: CacheCase['plan'] = planCache(
    request as unknown as ChatRequest,
    { mode: 'on', match: 'semantic', scope: 'team', ttlSeconds: 60, errorBudget: 0.01 },
    { cacheControl: undefined, ttl: undefined, scope: undefined, tags: undefined },
  );
  const identity = { tenant: 't', compatKey: 'c', exactKey: 'e', question: text };
  const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };
  const job = buildWriteJob(
    {
      identity,
      plan,
      dialect: 'openai-chat',
      responseFormat: undefined,
      body: {},
      bodyBytes: 2,
      response: { model: 'm', choices: [], usage },
      costNanos: undefined,
      latencyMs: 1,
      provenance: { requestId: 'r', credential: 'h', provider: 'p', model: 'm' },
      prepared: undefined,
    },
    0,
  );
  expect(job).toMatchObject({ embed: false, entry: { keys: ['e'], question: '', vector: undefined } });
});
