import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  createMemoryEntryStore,
  createMemoryVectorStore,
  type Entry,
  findNear,
  recordsOf,
  silentObserver,
} from '#cache';
import type { NearQuestion } from '../../../cache/lookup/near.ts';
import { nearEntries } from '../../../cache/lookup/near-entries.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';
import { createMemoryJournal } from '../../contract/fixtures/memory-journal.ts';

/** A unit vector whose cosine with `ASKED` is the number. */
const at = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine));
const ASKED = Float32Array.of(1, 0);
const PARTITION = 'team:support/compat';

async function createNear() {
  const clock = createManualClock();
  const bounds = { maxEntries: 100, maxBytes: 10_000_000 };
  const entries = await createMemoryEntryStore({ journal: createMemoryJournal(), clock, ...bounds });
  const vectors = createMemoryVectorStore({ dimensions: 2, maxVectors: 200, clock });
  let judged: readonly Candidate[] = [];
  const ask = async (partition = PARTITION, tenant = 'team:support') => {
    judged = [];
    const question = {
      ...{ tenant, text: 'q', slots: undefined },
      embedded: { vector: ASKED, partition },
      plan: { errorBudget: 0.01 },
    } as unknown as NearQuestion;
    const judge = async (_asked: unknown, candidates: readonly Candidate[]) => {
      judged = candidates;
      return { type: 'refuse', reason: 'below-bar', best: undefined } as const;
    };
    await findNear(
      { entries, vectors, judge, clock, observer: silentObserver },
      question,
      AbortSignal.timeout(5_000),
    );
    return judged.map(({ entry, similarity, answerSimilarity }) => [
      entry.id,
      Number(similarity.toFixed(3)),
      answerSimilarity === undefined ? undefined : Number(answerSimilarity.toFixed(3)),
    ]);
  };
  const add = async (id: string, changes: Partial<Entry>) => {
    const entry = makeEntry(id, clock.now(), changes);
    await entries.put(entry);
    await vectors.upsert(recordsOf(entry));
  };
  return { clock, entries, vectors, ask, add };
}

describe('[C10] candidates', () => {
  it('are the nearest five by the larger of the two similarities, with both, nearest question first', async () => {
    const { ask, add } = await createNear();
    await add('question', { vector: at(0.8), answerVector: at(0.1) });
    await add('answer', { vector: at(0.3), answerVector: at(0.9) });
    await add('unread', { vector: at(0.7) });
    await add('both', { vector: at(0.6), answerVector: at(0.65) });
    await add('fifth', { vector: at(0.5), answerVector: at(0.45) });
    await add('sixth', { vector: at(0.44), answerVector: at(0.43) });
    await add('far', { vector: at(0.2), answerVector: at(0.3) });
    expect(await ask()).toEqual([
      ['question', 0.8, 0.1],
      ['unread', 0.7, undefined],
      ['both', 0.6, 0.65],
      ['fifth', 0.5, 0.45],
      ['answer', 0.3, 0.9],
    ]);
  });

  it('are five entries where each has both vectors near, not five vectors', async () => {
    const { ask, add } = await createNear();
    for (const n of [0, 1, 2, 3, 4, 5]) {
      await add(`e${n}`, { vector: at(0.9 - n / 100), answerVector: at(0.8 - n / 100) });
    }
    expect((await ask()).map(([id]) => id)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  });

  it("[C2] are never another partition's or tenant's, near as their answers may be", async () => {
    const { ask, add, vectors, clock, entries } = await createNear();
    await add('theirs', { partition: 'other', vector: at(0.3), answerVector: ASKED });
    const misplaced = makeEntry('tenant', clock.now(), {
      tenant: 'team:other',
      vector: at(0.3),
      answerVector: ASKED,
    });
    await entries.put(misplaced);
    await vectors.upsert(recordsOf(misplaced));
    expect(await ask()).toEqual([]);
  });

  it('[C22] an answer whose entry is gone is a miss, and both of its vectors are removed', async () => {
    const { ask, add, entries, vectors } = await createNear();
    await add('a', { vector: at(0.1), answerVector: at(0.9) });
    await entries.delete(['a']);
    expect(await ask()).toEqual([]);
    await Promise.resolve();
    expect(await vectors.count()).toBe(0);
  });

  it('an answer that was replaced brings its entry, and does not count', async () => {
    const { ask, add, entries, clock } = await createNear();
    await add('a', { vector: at(0.5), answerVector: at(0.9) });
    await entries.put(makeEntry('a', clock.now(), { vector: at(0.5) }));
    expect(await ask()).toEqual([['a', 0.5, undefined]]);
  });
});

it('an entry keeps its place when its other vector is found behind the last', () => {
  const near = nearEntries(
    [
      { id: 'a#answer', similarity: 0.9 },
      { id: 'b', similarity: 0.8 },
      { id: 'c', similarity: 0.7 },
      { id: 'a', similarity: 0.6 },
    ],
    2,
  );
  expect(near).toEqual([
    { id: 'a', similarity: 0.6, answerSimilarity: 0.9 },
    { id: 'b', similarity: 0.8, answerSimilarity: undefined },
  ]);
});
