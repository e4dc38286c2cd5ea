import { describe, expect, test } from 'vitest';
import { decodeEntry, decodeWriteJob, encodeEntry, encodeWriteJob, type WriteJob } from '#cache';
import { bitsOf, makeEntry } from '../../contract/fixtures/entries.ts';

const entry = makeEntry('a', 1_700_000_000_000);

describe('an entry as text', () => {
  test('comes back as it was, every bit of its vector', () => {
    const back = decodeEntry(encodeEntry(entry));
    expect(back).toEqual(entry);
    expect(bitsOf(back?.vector)).toEqual(bitsOf(entry.vector));
  });

  test('comes back without what it had not', () => {
    const bare = { ...entry, vector: undefined, costNanos: undefined, tags: [] };
    expect(decodeEntry(encodeEntry(bare))).toEqual(bare);
  });

  test('keeps fields of the answer that nobody knows, and any character', () => {
    const body = { new_field: [{ deep: 'ü\u2028\ud83d\ude00"\\' }], nothing: null };
    expect(decodeEntry(encodeEntry({ ...entry, body }))?.body).toEqual(body);
  });

  test.each(['', '{', 'null', '[]', '"x"', '{}'])('is absent where the text is %j', (text) => {
    expect(decodeEntry(text)).toBeUndefined();
  });

  test.each([
    { v: 2 },
    { v: undefined },
    { id: 7 },
    { keys: 'exact:a' },
    { keys: [7] },
    { dialect: 'morse' },
    { body: [] },
    { expiresAt: '1' },
    { vector: 'AAA' },
    { vector: [1] },
    { answerVector: 'AAA' },
    { provenance: null },
  ])('is absent where a field is wrong: %j', (change) => {
    expect(decodeEntry(JSON.stringify({ ...JSON.parse(encodeEntry(entry)), ...change }))).toBeUndefined();
  });
});

describe('a write job as text', () => {
  const check = { schema: '{"type":"object"}', texts: ['{}'] };
  const job: WriteJob = { entry, compatKey: 'compat', embed: false, check };

  test('comes back as it was', () => {
    expect(decodeWriteJob(encodeWriteJob(job))).toEqual(job);
    const plain = { ...job, embed: true, check: undefined };
    expect(decodeWriteJob(encodeWriteJob(plain))).toEqual(plain);
    const answered = { ...job, answerText: 'You have 30 days.' };
    expect(decodeWriteJob(encodeWriteJob(answered))).toEqual(answered);
  });

  test.each([
    [{ v: 2 }, 'version 2'],
    [{ entry: '{}' }, 'entry'],
    [{ entry: 3 }, 'entry'],
    [{ compatKey: 3 }, 'compatKey'],
    [{ embed: 'yes' }, 'embed'],
    [{ check: { schema: 1, texts: [] } }, 'check'],
    [{ check: { schema: '{}', texts: [1] } }, 'check'],
  ])('is refused where a field is wrong: %j', (change, named) => {
    const text = JSON.stringify({ ...JSON.parse(encodeWriteJob(job)), ...change });
    expect(() => decodeWriteJob(text)).toThrow(named);
  });

  test('is refused where it is no JSON', () => {
    expect(() => decodeWriteJob('{')).toThrow();
  });
});
