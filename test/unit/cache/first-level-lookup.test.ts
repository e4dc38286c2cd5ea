import { describe, expect, test } from 'vitest';
import type { CacheCase, CacheRequest, FirstLevel, Judge, LookupResult, SemanticCache } from '#cache';
import { judgeByBound, silentObserver } from '#cache';
import type { JsonObject } from '#core';
import { openaiChat } from '#providers';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createTestCache, levelEmbedder } from '../../kit/cache.ts';

const NEVER = new AbortController().signal;
const BODY: JsonObject = { model: 'm', messages: [{ role: 'user', content: 'What is it?' }] };
const REQUEST: CacheRequest = {
  request: openaiChat.decodeRequest(BODY),
  dialect: 'openai-chat',
  body: BODY,
  raw: Buffer.from(JSON.stringify(BODY)),
  headers: {},
  caller: { key: 'k', team: 't', customer: undefined, credential: 'h' },
  settings: { mode: 'on', match: 'semantic', scope: 'team', ttlSeconds: 60, errorBudget: 0.01 },
  policyVersion: 'v',
};
const ask = async (cache: SemanticCache, opened: CacheCase, signal = NEVER): Promise<LookupResult> =>
  cache.near(opened, await cache.exact(opened, signal), signal);

/** A first level that holds one copy, near every question of its tenant. */
function holding(tenant: string): FirstLevel {
  const now = 1_700_000_000_000;
  const entry = makeEntry('copy', now, { tenant, vector: Float32Array.of(1, 0) });
  return {
    find: () => undefined,
    near: async () => [{ entry, similarity: 1 }],
    keep: () => {},
    drop: () => {},
    drops: () => 0,
    stats: () => ({ entries: 1, bytes: 1 }),
  };
}

/** As for a copy whose body cannot be read; the shared stores hold none here. */
const failsForCopies: Judge = async (_asked, candidates) => {
  if (candidates.length > 0) throw new TypeError('broken');
  return { type: 'refuse', reason: 'no-neighbour', best: undefined };
};

async function open(judge: Judge, change: (level: FirstLevel) => FirstLevel = (level) => level) {
  const failures: unknown[] = [];
  let firstLevel: FirstLevel | undefined;
  const { cache, close } = await createTestCache(levelEmbedder, {
    judge,
    // Told apart by the request: the tenant is known once it is opened.
    firstLevel: {
      ...holding(''),
      near: (...asked) => (firstLevel ?? holding('')).near(...asked),
    },
    lookupTimeoutMs: 50,
    observer: { ...silentObserver, failure: (_part, error) => failures.push(error) },
  });
  const opened = cache.open(REQUEST);
  firstLevel = change(holding(opened.identity?.tenant ?? ''));
  return { cache, opened, failures, close };
}

describe('[C30] a lookup among the copies of this process', () => {
  test('serves what the decision allows', async () => {
    const { cache, opened, close } = await open(judgeByBound(0.9));
    expect(await ask(cache, opened)).toMatchObject({ type: 'hit', entry: { id: 'copy' } });
    await close();
  });

  test('ends at the lookup’s deadline when the decision never does', async () => {
    const { cache, opened, failures, close } = await open(() => new Promise(() => {}));
    expect(await ask(cache, opened)).toMatchObject({ type: 'miss', reason: 'unavailable' });
    expect(failures).toMatchObject([{ code: 'lookup-timeout' }]);
    await close();
  });

  test.each([
    ['a decision', failsForCopies, undefined],
    [
      'an index',
      judgeByBound(0.9),
      (level: FirstLevel): FirstLevel => ({ ...level, near: () => Promise.reject(new Error('closed')) }),
    ],
  ] as const)(
    '%s that fails is no error of the request; the shared stores are asked',
    async (_what, judge, change) => {
      const { cache, opened, failures, close } = await open(judge, change);
      expect(await ask(cache, opened)).toMatchObject({ type: 'miss', reason: 'no-neighbour' });
      expect(failures).toHaveLength(1);
      await close();
    },
  );

  test('a client that leaves ends it with its reason', async () => {
    const { cache, opened, close } = await open(() => new Promise(() => {}));
    const leaving = new AbortController();
    const exact = await cache.exact(opened, leaving.signal);
    const asked = cache.near(opened, exact, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await close();
  });

  test('[C2] a copy of another tenant is never served', async () => {
    const { cache, opened, close } = await open(judgeByBound(0.9), () => holding('team:other'));
    expect(await ask(cache, opened)).toMatchObject({ type: 'miss' });
    await close();
  });
});
