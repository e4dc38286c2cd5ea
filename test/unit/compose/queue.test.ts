import { describe, expect, test } from 'vitest';
import { handedOverMs } from '../../../src/compose/queue.ts';
import { load } from '../config/fixture.ts';

const SHARED = {
  REPRISE_AUTH__SECRET: 'x'.repeat(32),
  REPRISE_CACHE__ENTRIES__TYPE: 'redis',
  REPRISE_CACHE__ENTRIES__URL: 'redis://entries',
  REPRISE_CACHE__QUEUE__TYPE: 'bullmq',
  REPRISE_CACHE__QUEUE__URL: 'redis://queue',
};

describe('how long an answer is shown from memory before it is stored', () => {
  test('until it is stored, where only this process can store it', () => {
    expect(handedOverMs(load().config)).toBeUndefined();
  });

  test.each([
    [
      'workers of their own',
      { REPRISE_CACHE__VECTORS__TYPE: 'weaviate', REPRISE_CACHE__VECTORS__URL: 'http://w' },
    ],
    ['the gateways, any of which may take it', {}],
  ])('a bounded time, where %s store it: this process may never hear of it', (_who, vectors) => {
    const { config } = load({ env: { ...SHARED, ...vectors } });
    expect(config.cache.queue.workers).toBe(
      'REPRISE_CACHE__VECTORS__TYPE' in vectors ? 'separate' : 'gateway',
    );
    expect(handedOverMs(config)).toBe(30_000);
  });

  test('never longer than a copy may be stale', () => {
    expect(handedOverMs(load({ env: { ...SHARED, REPRISE_CACHE__L1__MAX_STALE_SECONDS: '5' } }).config)).toBe(
      5_000,
    );
  });
});
