import { describe, expect, it } from 'vitest';
import type { ChatRequest, Turn } from '#core';
import {
  type CacheSettings,
  type CacheWishes,
  MAX_QUESTION_CHARS,
  planCache,
} from '../../../cache/policy/plan.ts';

const QUESTION = 'How do vaccines work?';
const turn = (role: Turn['role'], text: string): Turn => ({ role, parts: [{ type: 'text', text }] });
const request = (fields: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'm',
  turns: [turn('user', QUESTION)],
  question: { text: QUESTION, path: ['messages', 0, 'content'] },
  stream: false,
  streamUsage: false,
  temperature: undefined,
  topP: undefined,
  n: 1,
  seed: undefined,
  maxTokens: undefined,
  stop: [],
  hasTools: false,
  tools: [],
  toolChoice: undefined,
  parallelTools: true,
  effort: undefined,
  format: undefined,
  user: undefined,
  responseFormat: undefined,
  outputs: [],
  serverState: [],
  extensions: [],
  ...fields,
});
const SETTINGS: CacheSettings = {
  mode: 'on',
  match: 'semantic',
  scope: 'team',
  ttlSeconds: 3600,
  errorBudget: 0.01,
};
const NO_WISHES: CacheWishes = { cacheControl: undefined, ttl: undefined, scope: undefined, tags: undefined };
const plan = (
  fields: Partial<ChatRequest> = {},
  settings: Partial<CacheSettings> = {},
  wishes: Partial<CacheWishes> = {},
) => planCache(request(fields), { ...SETTINGS, ...settings }, { ...NO_WISHES, ...wishes });

describe('[C8] what a request may do with the cache', () => {
  it('a question at the bound of length is still matched by meaning', () => {
    const question = { text: 'x'.repeat(MAX_QUESTION_CHARS), path: [] };
    expect(plan({ question })).toMatchObject({ match: 'semantic', reason: undefined });
  });

  it('by default it is read, written and matched by meaning', () => {
    expect(plan()).toEqual({
      read: true,
      write: true,
      match: 'semantic',
      shadow: false,
      onlyIfCached: false,
      maxAgeSeconds: undefined,
      ttlSeconds: 3600,
      errorBudget: 0.01,
      scope: 'team',
      tags: [],
      requestClass: 'general',
      reason: undefined,
    });
  });

  it.each<[string, Partial<ChatRequest>, string | undefined]>([
    ['temperature 0', { temperature: 0 }, undefined],
    ['temperature 0.3', { temperature: 0.3 }, undefined],
    ['temperature 0.31', { temperature: 0.31 }, 'policy:temperature'],
    ['temperature 1', { temperature: 1 }, 'policy:temperature'],
    ['n of 2', { n: 2 }, 'policy:n'],
    ['a seed', { seed: 0 }, 'policy:seed'],
    ['a tool turn', { turns: [turn('tool', 'found'), turn('user', QUESTION)] }, 'policy:tool-results'],
    [
      'a tool result',
      { turns: [{ role: 'user', parts: [{ type: 'tool-result', id: '1', parts: [] }] }] },
      'policy:tool-results',
    ],
    ['no question', { question: undefined }, 'policy:no-question'],
    ['a blank question', { question: { text: ' \n', path: [] } }, 'policy:no-question'],
    [
      'a question too long to be read on the event loop',
      { question: { text: 'x'.repeat(MAX_QUESTION_CHARS + 1), path: [] } },
      'policy:long-question',
    ],
    ['tools that were not called', { hasTools: true }, undefined],
    ['top_p', { topP: 0.9 }, undefined],
  ])('%s leaves equal requests only: %j', (_, fields, reason) => {
    expect(plan(fields)).toMatchObject({
      read: true,
      write: true,
      match: reason === undefined ? 'semantic' : 'exact',
      reason,
    });
  });

  it.each<[string, Partial<ChatRequest>, Partial<CacheSettings>, string]>([
    ['state at the provider', { serverState: ['store'] }, {}, 'policy:server-state'],
    ['audio', { outputs: ['audio'] }, {}, 'policy:output'],
    ['mode off', {}, { mode: 'off' }, 'policy:off'],
    ['match off', {}, { match: 'off' }, 'policy:off'],
    ['mode off, whatever else', { n: 2, serverState: ['store'] }, { mode: 'off' }, 'policy:off'],
  ])('%s bypasses it', (_, fields, settings, reason) => {
    expect(plan(fields, settings)).toMatchObject({ read: false, write: false, reason });
  });

  it('text among the outputs is no other output', () => {
    expect(plan({ outputs: ['text'] })).toMatchObject({ read: true, reason: undefined });
  });

  it('a route may ask for exact matches', () => {
    expect(plan({}, { match: 'exact' })).toMatchObject({
      read: true,
      match: 'exact',
      reason: 'policy:exact',
    });
  });

  it('[C17] shadow mode reads and writes, and serves nothing', () => {
    expect(plan({}, { mode: 'shadow' })).toMatchObject({ read: true, write: true, shadow: true });
  });
});

describe('[C8] what depends on the moment, the person or a deed', () => {
  const asked = (
    text: string,
    settings: Partial<CacheSettings> = {},
    fields: Partial<ChatRequest> = {},
    wishes: Partial<CacheWishes> = {},
  ) => plan({ turns: [turn('user', text)], question: { text, path: [] }, ...fields }, settings, wishes);
  const WEATHER = 'What is the weather today?';
  const ORDER = 'Where is my order?';

  it('a question of the moment is matched exactly, and stored as long as any', () => {
    expect(asked(WEATHER)).toMatchObject({
      read: true,
      write: true,
      match: 'exact',
      scope: 'team',
      ttlSeconds: 3600,
      reason: 'policy:time-bound',
    });
  });

  it('with a time of its own it is matched by meaning, and stored for that time', () => {
    const settings = { timeBoundTtlSeconds: 60 };
    expect(asked(WEATHER, settings)).toMatchObject({ match: 'semantic', ttlSeconds: 60, reason: undefined });
    expect(asked('What is weather?', settings)).toMatchObject({ match: 'semantic', ttlSeconds: 3600 });
  });

  it('that time never lengthens what the route or the client allows', () => {
    expect(asked(WEATHER, { timeBoundTtlSeconds: 9999 }).ttlSeconds).toBe(3600);
    expect(asked(WEATHER, { timeBoundTtlSeconds: 60 }, {}, { ttl: '30' }).ttlSeconds).toBe(30);
  });

  it.each(['team', 'key', 'customer', 'global', 'credential'] as const)(
    'a value of the asker’s own is matched exactly within the credential, where the scope is %s',
    (scope) => {
      expect(asked(ORDER, { scope })).toMatchObject({
        read: true,
        write: true,
        match: 'exact',
        scope: 'credential',
        reason: 'policy:personal',
      });
    },
  );

  it('it is so where another reason stands, too', () => {
    expect(asked(ORDER, {}, { temperature: 1 })).toMatchObject({
      scope: 'credential',
      reason: 'policy:temperature',
    });
    expect(asked(ORDER, { match: 'exact' })).toMatchObject({ scope: 'credential', reason: 'policy:exact' });
  });

  it('what tells to do something is neither read nor written', () => {
    expect(asked('Cancel my order')).toMatchObject({ read: false, write: false, reason: 'policy:action' });
    expect(asked('Cancel my order', { match: 'exact' })).toMatchObject({ read: false, write: false });
  });

  it('what leans on earlier turns is matched exactly where none are seen', () => {
    const text = 'And the second one?';
    const earlier = [turn('user', 'Name two rivers.'), turn('assistant', 'Rhine, Main.'), turn('user', text)];
    expect(asked(text)).toMatchObject({ match: 'exact', reason: 'policy:context' });
    expect(asked(text, {}, { turns: [turn('system', 'Be kind.'), turn('user', text)] })).toMatchObject({
      match: 'exact',
      reason: 'policy:context',
    });
    expect(asked(text, {}, { turns: earlier })).toMatchObject({ match: 'semantic', reason: undefined });
  });

  it('is not asked where a route treats all requests alike', () => {
    for (const text of [WEATHER, ORDER, 'Cancel my order', 'Why?']) {
      expect(asked(text, { classify: false })).toMatchObject({
        read: true,
        write: true,
        match: 'semantic',
        scope: 'team',
        requestClass: 'general',
        reason: undefined,
      });
    }
  });
});

describe('[C8] what the client may ask for', () => {
  const control = (cacheControl: string) => plan({}, {}, { cacheControl });

  it.each<[string, object]>([
    ['no-cache', { read: false, write: true, reason: 'request' }],
    ['no-store', { read: true, write: false, reason: undefined }],
    ['no-cache, no-store', { read: false, write: false, reason: 'request' }],
    ['NO-STORE', { read: true, write: false }],
    ['only-if-cached', { read: true, onlyIfCached: true }],
    ['max-age=60', { maxAgeSeconds: 60 }],
    ['max-age="60"', { maxAgeSeconds: 60 }],
    ['max-age=0 , private,,', { maxAgeSeconds: 0, read: true, write: true }],
    ['max-stale=5, no-transform, x="no-store"', { read: true, write: true, maxAgeSeconds: undefined }],
    ['', { read: true, write: true }],
  ])('Cache-Control: %s', (header, expected) => {
    expect(control(header)).toMatchObject(expected);
  });

  it.each(['max-age', 'max-age=', 'max-age=-1', 'max-age=1.5', 'max-age=99999999999'])(
    '%s is refused',
    (header) => {
      expect(() => control(header)).toThrow(
        expect.objectContaining({ code: 'invalid-request', param: 'cache-control' }),
      );
    },
  );

  it('a wish never turns on what the settings turn off', () => {
    for (const cacheControl of ['max-age=60', 'only-if-cached', 'no-store']) {
      expect(plan({}, { mode: 'off' }, { cacheControl })).toMatchObject({ read: false, write: false });
    }
  });

  it.each<[string, number | undefined]>([
    ['60', 60],
    ['0', 0],
    ['3600', 3600],
    ['7200', 3600],
    ['9999999999', 3600],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
    ['99999999999', undefined],
  ])('x-reprise-cache-ttl: %s shortens only', (ttl, expected) => {
    const planned = () => plan({}, {}, { ttl });
    if (expected === undefined)
      expect(planned).toThrow(expect.objectContaining({ param: 'x-reprise-cache-ttl' }));
    else expect(planned().ttlSeconds).toBe(expected);
  });

  it.each<[CacheSettings['scope'], string, string | undefined]>([
    ['team', 'key', 'key'],
    ['team', 'credential', 'credential'],
    ['global', 'credential', 'credential'],
    ['customer', 'key', 'key'],
    ['key', 'key', 'key'],
    ['credential', 'credential', 'credential'],
    ['credential', 'key', undefined],
    ['key', 'team', undefined],
    ['team', 'team', undefined],
    ['team', 'global', undefined],
    ['team', 'customer', undefined],
    ['team', '', undefined],
  ])('scope %s with the wish %s is %s', (scope, wish, expected) => {
    const planned = () => plan({}, { scope }, { scope: wish });
    if (expected === undefined)
      expect(planned).toThrow(expect.objectContaining({ param: 'x-reprise-cache-scope' }));
    else expect(planned().scope).toBe(expected);
  });

  it('[C33] tags are trimmed, each once, and bounded', () => {
    expect(plan({}, {}, { tags: ' a, b ,a,, c' }).tags).toEqual(['a', 'b', 'c']);
    const many = (count: number): string => Array.from({ length: count }, (_, i) => `t${i}`).join(',');
    expect(plan({}, {}, { tags: many(32) }).tags).toHaveLength(32);
    expect(plan({}, {}, { tags: 'x'.repeat(128) }).tags).toHaveLength(1);
    for (const tags of [many(33), 'x'.repeat(129)]) expect(() => plan({}, {}, { tags })).toThrow();
  });
});
