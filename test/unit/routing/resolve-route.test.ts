import { describe, expect, it } from 'vitest';
import { createRouter, type RouteSettings } from '#routing';
import { provider } from './fixture.ts';

const key = (name: string) => ({ name, value: `sk-${name}` });
const openai = provider('openai');
const backup = provider('backup', { keys: [key('one'), key('two')] });
const anthropic = provider('anthropic', { dialect: 'anthropic-messages' });
const settings = (model: string, targets: RouteSettings['targets'], retries = 1): RouteSettings => ({
  model,
  targets,
  retries,
  unsupported: 'drop',
  cache: { match: 'exact', ttlSeconds: 60, errorBudget: 0.01 },
});
const router = createRouter({
  providers: [openai, backup, anthropic],
  retries: 2,
  routes: [
    settings('assistant', [
      { provider: 'openai', model: 'gpt' },
      { provider: 'backup', model: 'other' },
    ]),
    settings('openai/shadowed', [{ provider: 'backup', model: 'x' }]),
    settings('mixed', [
      { provider: 'openai', model: 'gpt' },
      { provider: 'anthropic', model: 'claude' },
    ]),
  ],
});
const ways = (model: string, dialect: 'openai-chat' | 'anthropic-messages' = 'openai-chat') =>
  router
    .resolve(model, dialect)
    .targets.map(({ provider: to, key: of, model: name }) => [to.name, of?.name, name]);

describe('where a model name leads', () => {
  it('a route: its targets in order, each provider once per key', () => {
    expect(ways('assistant')).toEqual([
      ['openai', undefined, 'gpt'],
      ['backup', 'one', 'other'],
      ['backup', 'two', 'other'],
    ]);
    expect(router.resolve('assistant', 'openai-chat')).toMatchObject({
      name: 'assistant',
      retries: 1,
      cache: { match: 'exact', ttlSeconds: 60 },
    });
  });

  it('provider/model: that provider, and everything behind the first slash', () => {
    expect(ways('openai/gpt')).toEqual([['openai', undefined, 'gpt']]);
    expect(ways('openai/org/model/v1')).toEqual([['openai', undefined, 'org/model/v1']]);
    expect(router.resolve('openai/gpt', 'openai-chat')).toMatchObject({ name: undefined, retries: 2 });
  });

  it('a route goes before a provider of the same name', () => {
    expect(ways('openai/shadowed').map(([to]) => to)).toEqual(['backup', 'backup']);
  });

  it('any other name: the first provider that speaks the dialect', () => {
    expect(ways('gpt-4o')).toEqual([['openai', undefined, 'gpt-4o']]);
    expect(ways('claude', 'anthropic-messages')).toEqual([['anthropic', undefined, 'claude']]);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(ways(name)).toEqual([['openai', undefined, name]]);
    }
  });

  it('a provider may speak another dialect than the client, and a route several', () => {
    expect(ways('anthropic/claude')).toEqual([['anthropic', undefined, 'claude']]);
    expect(ways('openai/gpt', 'anthropic-messages')).toEqual([['openai', undefined, 'gpt']]);
    for (const dialect of ['openai-chat', 'anthropic-messages'] as const) {
      expect(ways('mixed', dialect).map(([to]) => to)).toEqual(['openai', 'anthropic']);
    }
  });

  it('what happens to fields that a target cannot express is the route’s to say, and else they are refused', () => {
    expect(router.resolve('mixed', 'openai-chat').unsupported).toBe('drop');
    expect(router.resolve('anthropic/claude', 'openai-chat').unsupported).toBe('reject');
  });

  it('an unknown provider is refused', () => {
    for (const model of ['acme/gpt', '/gpt', 'OPENAI/gpt', '__proto__/x', 'constructor/x']) {
      expect(() => router.resolve(model, 'openai-chat')).toThrow(
        expect.objectContaining({ code: 'unknown-provider' }),
      );
    }
  });

  it('without a provider for the dialect nothing is resolved', () => {
    const lonely = createRouter({ providers: [openai], routes: [], retries: 0 });
    expect(() => lonely.resolve('claude', 'anthropic-messages')).toThrow(
      expect.objectContaining({ code: 'unknown-provider' }),
    );
    expect(() => lonely.nativeRoute('anthropic-messages')).toThrow();
  });

  it('[C1] the version changes with whoever would answer, and with nothing else', () => {
    const version = (model: string): string => router.resolve(model, 'openai-chat').version;
    expect(version('gpt')).toBe(version('openai/gpt'));
    const all = ['gpt', 'gpt-2', 'backup/gpt', 'assistant', 'openai/shadowed'].map(version);
    expect(new Set(all).size).toBe(all.length);
  });
});
