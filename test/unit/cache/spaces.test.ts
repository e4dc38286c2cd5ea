import { expect, it } from 'vitest';
import { partitionOf } from '../../../cache/identity/identity.ts';
import { createMemoryVectorStore } from '../../../cache/vectors/memory-vector-store.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';

const identity = { tenant: 't', compatKey: 'c' };
const signal = AbortSignal.timeout(60_000);

it('[C7] vectors of two embedding spaces never meet', async () => {
  const clock = createManualClock();
  const store = createMemoryVectorStore({ dimensions: 2, maxVectors: 10, clock });
  const vector = Float32Array.of(1, 0);
  const old = partitionOf(identity, 'model@1/int8/mean/n1', '');
  await store.upsert([{ id: 'old', tenant: 't', partition: old, vector, expiresAt: clock.now() + 1_000 }]);
  const ask = (spaceId: string) =>
    store.search(
      { tenant: 't', partition: partitionOf(identity, spaceId, ''), vector, limit: 5, floor: -1 },
      signal,
    );
  expect(await ask('model@1/int8/mean/n1')).toHaveLength(1);
  for (const other of [
    'model@2/int8/mean/n1',
    'model@1/fp32/mean/n1',
    'model@1/int8/mean/n2',
    'exact-only',
  ]) {
    expect(await ask(other)).toEqual([]);
  }
});

it('[C4] what the embedder did not read of a question is matched exactly', () => {
  const partition = (unseen: string) => partitionOf(identity, 's', unseen);
  expect(partition('the tail')).toBe(partition('the tail'));
  expect(partition('the tail')).not.toBe(partition('The tail'));
  expect(partition('')).not.toBe(partition(' '));
});
