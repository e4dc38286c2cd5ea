import { expect, it } from 'vitest';
import { readRecordId } from '../../../cache/vectors/entry-records.ts';
import { loadVectors } from '../../../cache/vectors/load-vectors.ts';
import { createMemoryVectorStore } from '../../../cache/vectors/memory-vector-store.ts';
import { toHead, toRow } from '../../../src/storage/entries/entry-row.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';

it('[C22] a damaged vector is left out and counted; every other one is found', async () => {
  const clock = createManualClock();
  const store = createMemoryVectorStore({ dimensions: 2, maxVectors: 10, clock });
  const heads = [
    [1, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
    [0, 0],
    [1],
    [1, 0, 0],
    [0, 1],
    undefined,
  ].map((values, n) =>
    makeEntry(`e${n}`, clock.now(), { vector: values && Float32Array.from(values), partition: 'p' }),
  );
  expect(await loadVectors(store, heads, 2)).toBe(5);
  const query = {
    tenant: 'team:support',
    partition: 'p',
    vector: Float32Array.of(0, 1),
    limit: 10,
    floor: -1,
  };
  const found = await store.search(query, AbortSignal.timeout(60_000));
  expect(found.map(({ id }) => id)).toEqual(['e6', 'e0']);
});

it("[C10] answers' vectors are loaded beside the questions', and one that is damaged costs only itself", async () => {
  const clock = createManualClock();
  const store = createMemoryVectorStore({ dimensions: 2, maxVectors: 10, clock });
  const away = Float32Array.of(1, 0);
  const near = Float32Array.of(0, 1);
  const heads = [
    makeEntry('both', clock.now(), { vector: away, answerVector: near, partition: 'p' }),
    makeEntry('damaged', clock.now(), { vector: away, answerVector: Float32Array.of(1), partition: 'p' }),
    makeEntry('exact', clock.now(), { vector: undefined, answerVector: near, partition: 'p' }),
  ];
  expect(await loadVectors(store, heads, 2)).toBe(1);
  expect(await store.count('p')).toBe(3);
  const query = { tenant: 'team:support', partition: 'p', vector: near, limit: 10, floor: 0.5 };
  const found = await store.search(query, AbortSignal.timeout(60_000));
  expect(found.map(({ id }) => readRecordId(id))).toEqual([{ entryId: 'both', of: 'answer' }]);
});

it('[C22] a row whose vector was cut in the middle of a number is read all the same', () => {
  const row = toRow(makeEntry('a', 0, { vector: Float32Array.of(1, 0) }));
  expect(toHead({ ...row, vector: row.vector?.slice(0, 6) ?? null }).vector).toEqual(Float32Array.of(1));
});
