import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VectorRecord } from '#cache';
import { createMemoryVectorStore } from '../../cache/vectors/memory-vector-store.ts';
import { createManualClock } from '../contract/fixtures/manual-clock.ts';
import { createVectorSource } from '../contract/fixtures/vectors.ts';
import { withoutHnsw } from '../unit/hnsw/hnsw-kit.ts';

const DIMENSIONS = 16;
const never = new AbortController().signal;
const open = (above: number) =>
  createMemoryVectorStore({
    dimensions: DIMENSIONS,
    maxVectors: 1_000,
    clock,
    large: { above, ef: 1_000 },
  });
const clock = createManualClock();

type Step =
  | {
      readonly type: 'upsert';
      readonly from: number;
      readonly count: number;
      readonly seed: number;
      readonly lifetime: number;
      readonly partition: string;
    }
  | { readonly type: 'remove'; readonly from: number; readonly count: number }
  | { readonly type: 'advance'; readonly by: number }
  | {
      readonly type: 'search';
      readonly settled: boolean;
      readonly seed: number;
      readonly partition: string;
      readonly floor: number;
    };

const from = fc.nat(250);
const count = fc.integer({ min: 1, max: 120 });
const partition = fc.constantFrom('p', 'q');
const seed = fc.integer({ min: 1, max: 1_000_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('upsert' as const),
      from,
      count,
      seed,
      lifetime: fc.integer({ min: 1, max: 100 }),
      partition,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('remove' as const), from, count }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('advance' as const), by: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('search' as const),
      settled: fc.boolean(),
      seed,
      partition,
      floor: fc.constantFrom(-1, 0, 0.4),
    }),
  },
);

test.skipIf(withoutHnsw)(
  `[C10] whatever comes, goes and expires: an index over small data gives what the scan gives${withoutHnsw}`,
  async () => {
    let throughIndex = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const [indexed, scanned] = [open(40), open(1_000_000)];
        try {
          for (const one of steps) {
            switch (one.type) {
              case 'upsert': {
                const source = createVectorSource(DIMENSIONS, one.seed);
                const records = Array.from(
                  { length: one.count },
                  (_, i): VectorRecord => ({
                    id: `r${one.from + i}`,
                    tenant: 't',
                    partition: one.partition,
                    vector: source.unit(),
                    expiresAt: clock.now() + one.lifetime,
                  }),
                );
                await Promise.all([indexed.upsert(records), scanned.upsert(records)]);
                break;
              }
              case 'remove': {
                const ids = Array.from({ length: one.count }, (_, i) => `r${one.from + i}`);
                await Promise.all([indexed.remove(ids), scanned.remove(ids)]);
                break;
              }
              case 'advance':
                clock.advance(one.by);
                break;
              case 'search': {
                if (one.settled) await indexed.settled();
                const vector = createVectorSource(DIMENSIONS, one.seed).unit();
                const query = { tenant: 't', partition: one.partition, vector, limit: 5, floor: one.floor };
                expect(await indexed.search(query, never)).toEqual(await scanned.search(query, never));
                break;
              }
            }
          }
          throughIndex += indexed.stats().indexSearches;
        } finally {
          await indexed.close();
          await scanned.close();
        }
      }),
      { numRuns: 40 },
    );
    expect(throughIndex).toBeGreaterThan(10);
  },
);
