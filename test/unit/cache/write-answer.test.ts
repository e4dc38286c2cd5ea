import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryQueue } from '#workers';
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
const MAX_ENTRIES = 50;
const CONCURRENCY = 8;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const unused = () => Promise.reject(new Error('nothing here is embedded'));

async function createWriting(check: () => Promise<SchemaVerdict>) {
  const clock = createManualClock();
  const vectors = createMemoryVectorStore({
    dimensions: DIMENSIONS,
    maxVectors: MAX_ENTRIES + CONCURRENCY,
    clock,
  });
  const entries = await createMemoryEntryStore({
    journal: createMemoryJournal(),
    clock,
    maxEntries: MAX_ENTRIES,
    onEvict: (ids, tenant) => void vectors.remove(ids, tenant),
    maxBytes: 1_000_000,
  });
  closing.push(entries.close);
  const overlay = createOverlay(10);
  const embedder = { embed: unused, spaceId: 's', dimensions: DIMENSIONS, maxTokens: 8, close: unused };
  const schemas = { check, close: () => Promise.resolve() };
  const failures: unknown[] = [];
  const vectorFailed = (_entry: unknown, error: unknown) => void failures.push(error);
  const parts = { entries, vectors, overlay, embedder, schemas, vectorFailed, maxUnknownShare: 0.1 };
  return { clock, failures, parts };
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

describe('[C22] entry first, then vector', () => {
  const unchecked = () => Promise.resolve<SchemaVerdict>('unchecked');
  const plain = (id: string, now: number, costNanos = 1): WriteJob => ({
    entry: makeEntry(id, now, { vector: Float32Array.from([1, 0, 0, 0]), costNanos }),
    compatKey: 'c',
    embed: false,
    check: undefined,
  });

  it('an entry that goes before its vector came leaves none behind', async () => {
    const { parts, clock, failures } = await createWriting(unchecked);
    const lost: unknown[] = [];
    const queue = createMemoryQueue<WriteJob>({
      max: 400,
      concurrency: CONCURRENCY,
      process: async (job, signal) => void (await writeAnswer(parts, job, signal)),
      onLost: (_job, _why, error) => lost.push(error),
    });
    // Every other one is worth nothing, so what is put beside it takes its place at once.
    for (let n = 0; n < 400; n++) queue.offer(plain(`e${n}`, clock.now(), n % 2 === 0 ? 0 : 1e9));
    await queue.drain(signal);
    await Promise.resolve();
    expect(lost).toEqual([]);
    expect(failures).toEqual([]);
    const { entries } = await parts.entries.scan({});
    expect(entries).toHaveLength(MAX_ENTRIES);
    expect(await parts.vectors.count()).toBe(MAX_ENTRIES);
    const query = {
      tenant: 'team:support',
      partition: 'team:support/compat',
      vector: Float32Array.from([1, 0, 0, 0]),
      floor: 0,
    };
    const found = await parts.vectors.search({ ...query, limit: 400 }, signal);
    expect(found.map(({ id }) => id).sort()).toEqual(entries.map(({ id }) => id).sort());
  });

  it('a vector that cannot be stored fails no write: the entry is found exactly', async () => {
    const { parts, clock, failures } = await createWriting(unchecked);
    const job = plain('a', clock.now());
    const broken = { ...job, entry: { ...job.entry, vector: Float32Array.from([Number.NaN, 0, 0, 0]) } };
    expect(await writeAnswer(parts, broken, signal)).toBe('stored');
    expect((await parts.entries.getMany(['exact:a']))[0]?.id).toBe('a');
    expect(failures).toMatchObject([{ code: 'vector-invalid' }]);
  });
});
