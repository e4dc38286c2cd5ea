import { describe, expect, it } from 'vitest';
import { ConfigError, formatProblems, loadConfig } from '#config';
import { createMemoryVectorStore } from '../../../cache/vectors/memory-vector-store.ts';
import { mostVectors } from '../../../cache/vectors/wasm-arena.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';

const BUNDLED_DIMENSIONS = 384;
const clock = createManualClock();
const create = (dimensions: number, maxVectors: number) => () =>
  createMemoryVectorStore({ dimensions, maxVectors, clock });

describe('[C23] as many entries as there is room for vectors', () => {
  it.each([3, 384, 768, 1024])(
    'of %i dimensions one memory holds so many, and not one more',
    (dimensions) => {
      expect(create(dimensions, mostVectors(dimensions))).not.toThrow();
      expect(create(dimensions, mostVectors(dimensions) + 200)).toThrow(RangeError); // a page may hold some more
    },
  );

  it('the configuration accepts what works with the bundled model, and says the largest value otherwise', () => {
    const load = (maxEntries: number) =>
      loadConfig({ env: {}, cwd: '/nonexistent', overrides: { 'cache.maxEntries': maxEntries } });
    expect(load(2_796_000).config.cache.maxEntries).toBeLessThan(mostVectors(BUNDLED_DIMENSIONS) - 100);
    let told = '';
    try {
      load(5_000_000);
    } catch (error) {
      if (error instanceof ConfigError) told = formatProblems(error);
    }
    expect(told).toContain('cache.maxEntries');
    expect(told).toContain('2796000');
  });
});
