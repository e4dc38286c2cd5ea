import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryEntryStore } from '../../../cache/entries/memory-entry-store.ts';
import { createMemoryVectorStore } from '../../../cache/vectors/memory-vector-store.ts';
import { createOverlay } from '../../../cache/write/overlay.ts';
import type { SchemaVerdict } from '../../../cache/write/schema-checker.ts';
import type { WriteJob } from '../../../cache/write/store-answer.ts';
import { writeAnswer } from '../../../cache/write/write-answer.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';
import { createMemoryJournal } from '../../contract/fixtures/memory-journal.ts';

const DIMENSIONS = 4;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const unused = () => Promise.reject(new Error('nothing here is embedded'));

async function createWriting(check: () => Promise<SchemaVerdict>) {
  const clock = createManualClock();
  const entries = await createMemoryEntryStore({
    journal: createMemoryJournal(),
    clock,
    maxEntries: 50,
    maxBytes: 1_000_000,
  });
  closing.push(entries.close);
  const vectors = createMemoryVectorStore({ dimensions: DIMENSIONS, maxVectors: 50, clock });
  const overlay = createOverlay(10);
  const embedder = { embed: unused, spaceId: 's', dimensions: DIMENSIONS, maxTokens: 8, close: unused };
  const schemas = { check, close: () => Promise.resolve() };
  return { clock, parts: { entries, vectors, overlay, embedder, schemas, maxUnknownShare: 0.1 } };
}

const job = (id: string, now: number): WriteJob => ({
  entry: makeEntry(id, now, { vector: Float32Array.from([1, 0, 0, 0]) }),
  compatKey: 'c',
  embed: false,
  check: { schema: '{"type":"object"}', texts: ['{}'] },
});
const signal = AbortSignal.timeout(60_000);

describe('[C20] an answer with a schema to follow', () => {
  it('is seen by nobody before it was checked, and by an equal request from then on', async () => {
    const verdict = Promise.withResolvers<SchemaVerdict>();
    const { parts, clock } = await createWriting(() => verdict.promise);
    const written = writeAnswer(parts, job('a', clock.now()), signal);
    expect(parts.overlay.get('exact:a', clock.now())).toBeUndefined();
    expect(await parts.entries.getMany(['a'])).toEqual([undefined]);
    verdict.resolve('valid');
    await verdict.promise;
    expect(parts.overlay.get('exact:a', clock.now())?.id).toBe('a'); // [C21]
    expect(await written).toBe('stored');
    expect(parts.overlay.size()).toBe(0);
    expect((await parts.entries.getMany(['exact:a']))[0]?.id).toBe('a');
    expect(await parts.vectors.count()).toBe(1);
  });

  it.each([
    ['invalid', 'schema'],
    ['unchecked', 'schema-unchecked'],
  ] as const)('that is %s is not stored, and the write says so', async (verdict, end) => {
    const { parts, clock } = await createWriting(() => Promise.resolve(verdict));
    expect(await writeAnswer(parts, job('a', clock.now()), signal)).toBe(end);
    expect(await parts.entries.getMany(['exact:a'])).toEqual([undefined]);
    expect(parts.overlay.size()).toBe(0);
    expect(await parts.vectors.count()).toBe(0);
  });
});
