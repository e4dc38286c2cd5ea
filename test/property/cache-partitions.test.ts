import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CacheRequest, LookupResult, SemanticCache } from '#cache';
import type { JsonObject } from '#core';
import { openaiChat } from '#providers';
import { createTestCache } from '../kit/cache.ts';

// To the embedder of these tests all questions are one, so only the partition and the exact keys tell answers apart.
const QUESTIONS = ['What is it?', 'What could it be?', 'what is it', 'And what then?'];

const caller = fc.constantFrom(
  { key: 'k1', team: 't1', customer: 'c1', credential: 'h1' },
  { key: 'k2', team: 't1', customer: 'c2', credential: 'h2' },
  { key: 'k3', team: 't2', customer: 'c1', credential: 'h3' },
  { key: 'k4', team: undefined, customer: undefined, credential: 'h4' },
  { key: undefined, team: undefined, customer: undefined, credential: 'h5' },
  { key: undefined, team: undefined, customer: undefined, credential: 'h6' },
);
const body = fc
  .record({
    question: fc.constantFrom(...QUESTIONS),
    system: fc.option(fc.constantFrom('Be brief.', 'Be long.'), { nil: undefined }),
    model: fc.constantFrom('m1', 'm2'),
    fields: fc.constantFrom<JsonObject>(
      {},
      { temperature: 0 },
      { temperature: 1 },
      { seed: 1 },
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      { x_unknown: 1 },
      { stream: true },
      { user: 'somebody' },
    ),
  })
  .map(
    ({ question, system, model, fields }): JsonObject => ({
      model,
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        { role: 'user', content: question },
      ],
      ...fields,
    }),
  );
const asking = fc.record({
  caller,
  body,
  scope: fc.constantFrom('key', 'team', 'customer', 'credential', 'global'),
  version: fc.constantFrom('v1', 'v2'),
  beta: fc.option(fc.constant('b'), { nil: undefined }),
  store: fc.boolean(),
});
type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never;

function requestOf({ caller: who, body: of, scope, version, beta }: Asking): CacheRequest {
  return {
    request: openaiChat.decodeRequest(of),
    dialect: 'openai-chat',
    body: of,
    raw: Buffer.from(JSON.stringify(of)),
    headers: beta === undefined ? {} : { 'openai-beta': beta },
    caller: who,
    settings: { mode: 'on', match: 'semantic', scope, ttlSeconds: 60, classify: false, errorBudget: 0.01 },
    policyVersion: version,
  };
}

/** Who may share with whom, told without the code under test. */
function tenantOf({ caller: { key, team, customer, credential }, scope }: Asking): string {
  const own = key === undefined ? ['credential', credential] : ['key', key];
  const wider = { team: team && ['team', team], customer: customer && ['customer', customer] };
  if (scope === 'global') return 'global';
  if (scope === 'credential') return `credential ${credential}`;
  return ((scope === 'key' ? undefined : wider[scope]) ?? own).join(' ');
}

/** All that has to be equal for two requests to be compared at all. */
function partitionOf(one: Asking): string {
  const { stream: _stream, user: _user, messages, ...rest } = one.body;
  const others = (messages as readonly JsonObject[]).slice(0, -1);
  return JSON.stringify([tenantOf(one), one.version, one.beta ?? '', others, Object.entries(rest).sort()]);
}

const questionOf = (one: Asking): string => {
  const messages = one.body.messages as readonly { readonly content: string }[];
  return messages.at(-1)?.content ?? '';
};
const isExactOnly = ({ body: { temperature, seed } }: Asking): boolean => temperature === 1 || seed === 1;

async function look(cache: SemanticCache, one: Asking): Promise<LookupResult> {
  const cacheCase = cache.open(requestOf(one));
  const { signal } = new AbortController();
  const exact = await cache.exact(cacheCase, signal);
  return exact.type === 'hit' || cacheCase.plan.match === 'exact'
    ? exact
    : cache.near(cacheCase, exact, signal);
}

function store(cache: SemanticCache, one: Asking, answer: string): void {
  const stored: JsonObject = {
    id: 'x',
    choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
  };
  const result = cache.store(cache.open(requestOf(one)), {
    body: stored,
    bodyBytes: 100,
    response: openaiChat.decodeResponse(stored),
    costNanos: undefined,
    latencyMs: 1,
    provenance: { requestId: 'r', credential: 'h', provider: 'p', model: 'm' },
    prepared: undefined,
  });
  expect(result).toBe('queued');
}

const answerIn = (found: LookupResult): string | undefined => {
  if (found.type === 'miss') return undefined;
  const [choice] = openaiChat.decodeResponse(found.entry.body).choices;
  const [part] = choice?.parts ?? [];
  return part?.type === 'text' ? part.text : undefined;
};

describe('[C2] partitions', () => {
  test('whatever is stored and asked, an answer never leaves its tenant or its partition, and equal requests find it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asking, { minLength: 2, maxLength: 40 }), async (askings) => {
        const { cache, written, close } = await createTestCache();
        /** Answers by partition and question; the number is the answer. */
        const stored = new Map<string, Map<string, string>>();
        for (const [i, one] of askings.entries()) {
          const found = await look(cache, one);
          const known = stored.get(partitionOf(one));
          const answer = answerIn(found);
          const equal = known?.get(questionOf(one));
          if (equal !== undefined) expect(answer).toBe(equal);
          else if (answer !== undefined) {
            expect(isExactOnly(one)).toBe(false);
            expect([...(known?.values() ?? [])]).toContain(answer);
          }
          if (!one.store) continue;
          store(cache, one, `answer ${i}`);
          await written();
          stored.set(partitionOf(one), new Map(known).set(questionOf(one), `answer ${i}`));
        }
        await close();
      }),
      { numRuns: 150 },
    );
  });

  test('what has expired is never found, in any tier', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asking, { minLength: 1, maxLength: 10 }), async (askings) => {
        const { cache, written, clock, close } = await createTestCache();
        for (const one of askings) store(cache, one, 'old');
        await written();
        clock.advance(60_000);
        for (const one of askings) expect((await look(cache, one)).type).toBe('miss');
        await close();
      }),
      { numRuns: 50 },
    );
  });
});
