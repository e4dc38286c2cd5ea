import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core';
import { type CacheCase, openCase } from '../../../cache/open-case.ts';
import { openaiChat } from '../../../providers/dialects/index.ts';

const NOW = Date.UTC(2026, 10, 25, 14, 5);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Asking {
  readonly now?: number;
  readonly credential?: string;
  readonly user?: string;
  readonly timeBoundTtlSeconds?: number;
}

function open(content: string, asking: Asking = {}): CacheCase {
  const { now = NOW, credential = 'c', user, timeBoundTtlSeconds } = asking;
  const body: JsonObject = {
    model: 'm',
    messages: [{ role: 'user', content }],
    ...(user === undefined ? {} : { user }),
  };
  return openCase(
    {
      request: openaiChat.decodeRequest(body),
      dialect: openaiChat.id,
      body,
      raw: Buffer.from(JSON.stringify(body)),
      headers: {},
      caller: { key: 'k', team: 't', customer: undefined, credential },
      settings: {
        mode: 'on',
        match: 'semantic',
        scope: 'team',
        ttlSeconds: 60,
        timeBoundTtlSeconds,
        errorBudget: 0.01,
      },
      policyVersion: 'v',
    },
    now,
  );
}

const keys = (content: string, asking?: Asking) => {
  const { identity } = open(content, asking);
  return { exact: identity?.exactKey, compat: identity?.compatKey, tenant: identity?.tenant };
};

describe('[C8] the moment joins the key of what depends on it', () => {
  it.each([
    'What is the weather today?',
    'Weather in Oslo',
    'Do I have any meetings today?',
    '今天天气怎么样？',
  ])('asked tomorrow, %s is another request in another partition', (text) => {
    const [today, tomorrow] = [keys(text), keys(text, { now: NOW + DAY })];
    expect(tomorrow.exact).not.toBe(today.exact);
    expect(tomorrow.compat).not.toBe(today.compat);
  });

  it('asked again on the same day it is the same request', () => {
    const text = 'What is the weather today?';
    expect(keys(text, { now: NOW + HOUR })).toEqual(keys(text));
  });

  it('"right now" is another moment an hour later', () => {
    const text = 'How is the traffic on the A1 right now?';
    expect(keys(text, { now: NOW + HOUR }).exact).not.toBe(keys(text).exact);
  });

  it('where such answers have a time of their own, words for one day share a partition', () => {
    const short = { timeBoundTtlSeconds: 60 };
    const tomorrow = keys('Will it rain in Oslo tomorrow?', short);
    const today = keys('Will it rain in Oslo today?', { ...short, now: NOW + DAY });
    expect(today.compat).toBe(tomorrow.compat);
    expect(today.exact).not.toBe(tomorrow.exact);
  });

  it.each([
    'How do vaccines work?',
    'Write a haiku about today.',
    'What role does religion play in today’s society?',
  ])('%s is the same request on any day', (text) => {
    expect(keys(text, { now: NOW + 40 * DAY })).toEqual(keys(text));
  });
});

describe('[C8] what is asked of one’s own records stays with who asks', () => {
  const ORDER = 'Where is my order?';

  it('two credentials of one team never share it', () => {
    const [one, other] = [keys(ORDER), keys(ORDER, { credential: 'd' })];
    expect(other.tenant).not.toBe(one.tenant);
    expect(other.exact).not.toBe(one.exact);
    expect(keys('How do I track an order?', { credential: 'd' })).toEqual(keys('How do I track an order?'));
  });

  it('nor do two users of one credential, where the request names them', () => {
    expect(keys(ORDER, { user: 'ann' }).exact).not.toBe(keys(ORDER, { user: 'bob' }).exact);
    expect(keys('How do I track an order?', { user: 'ann' })).toEqual(keys('How do I track an order?'));
  });

  it('what tells to do something has no key at all', () => {
    expect(open('Cancel my order').identity).toBeUndefined();
  });
});
