import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AnswerVectorEnd,
  type AnswerVectors,
  createAnswerVectors,
  type Entry,
  partitionOf,
} from '#cache';
import type { Embedder } from '#embeddings';
import { answerTextOf } from '../../../cache/write/answer-text.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { createManualClock, type ManualClock } from '../../contract/fixtures/manual-clock.ts';
import { until } from '../../kit/until.ts';

const PLACE = { tenant: 'team:support', compatKey: 'compat' };
const VECTOR = Float32Array.of(0, 1);

describe("[C10] answers' vectors", () => {
  let clock: ManualClock;
  let ends: AnswerVectorEnd[];
  let stored: Entry[];
  let gone: Set<string>;
  /** Texts in the model, each with what lets it out. */
  let inModel: { readonly text: string; readonly finish: (error?: Error) => void }[];
  let embedder: Embedder;
  let answers: AnswerVectors;
  let unknownShare: number;

  const create = (maxBytes = 1_000_000) =>
    createAnswerVectors({
      embedder,
      isStored: async (id) => !gone.has(id),
      store: async (entry) => void stored.push(entry),
      clock,
      maxUnknownShare: 0.1,
      maxBytes,
      timeShare: 0.25,
      ended: (end) => ends.push(end),
    });
  const entry = (id: string, changes: Partial<Entry> = {}) =>
    makeEntry(id, clock.now(), { partition: partitionOf(PLACE, 'space', ''), ...changes });
  const add = (one: Entry, text = `answer of ${one.id}`) =>
    answers.add({ entry: one, compatKey: PLACE.compatKey, text });
  const inTheModel = async (text: string) => {
    const found = await until(
      () => `${text} in the model`,
      () => inModel.find((one) => one.text === text),
    );
    if (!found) throw new Error(`${text} is not in the model`);
    return found;
  };

  beforeEach(() => {
    clock = createManualClock();
    ends = [];
    stored = [];
    gone = new Set();
    inModel = [];
    unknownShare = 0;
    embedder = {
      embed: ([text = ''], signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          inModel.push({
            text,
            finish: (error) =>
              error ? reject(error) : resolve([{ vector: VECTOR, coveredChars: text.length, unknownShare }]),
          });
        }),
      spaceId: 'space',
      dimensions: 2,
      maxTokens: 256,
      close: () => Promise.resolve(),
    };
    answers = create();
  });
  afterEach(() => answers.close());

  it('are made one after another, and stored with their entries', async () => {
    add(entry('a'));
    add(entry('b'));
    const first = await inTheModel('answer of a');
    expect(inModel).toHaveLength(1);
    first.finish();
    (await inTheModel('answer of b')).finish();
    await answers.settled();
    expect(stored).toEqual([entry('a', { answerVector: VECTOR }), entry('b', { answerVector: VECTOR })]);
    expect(ends).toEqual(['stored', 'stored']);
  });

  it('are left out where the embedder is busy or dead, and the next one is tried', async () => {
    add(entry('a'));
    add(entry('b'));
    (await inTheModel('answer of a')).finish(new Error('busy'));
    (await inTheModel('answer of b')).finish();
    await answers.settled();
    expect(ends).toEqual(['failed', 'stored']);
    expect(stored.map(({ id }) => id)).toEqual(['b']);
  });

  it('[C22] do not bring back an entry that went meanwhile', async () => {
    add(entry('a'));
    const text = await inTheModel('answer of a');
    gone.add('a');
    text.finish();
    await answers.settled();
    expect(ends).toEqual(['gone']);
    expect(stored).toEqual([]);
  });

  it('[C22] of an answer that was replaced meanwhile do not undo the newer one', async () => {
    add(entry('a', { question: 'older' }), 'older');
    const older = await inTheModel('older');
    add(entry('a', { question: 'newer' }), 'newer');
    older.finish();
    (await inTheModel('newer')).finish();
    await answers.settled();
    expect(ends).toEqual(['gone', 'stored']);
    expect(stored.map(({ question }) => question)).toEqual(['newer']);
  });

  it('[C7] are not put among vectors of another space', async () => {
    add(entry('a', { partition: partitionOf(PLACE, 'another space', '') }));
    await answers.settled();
    expect(ends).toEqual(['unfit']);
    expect(inModel).toEqual([]);
  });

  it('[C4] are not kept where the model knows few of the words', async () => {
    unknownShare = 0.2;
    add(entry('a'));
    (await inTheModel('answer of a')).finish();
    await answers.settled();
    expect(ends).toEqual(['unfit']);
    expect(stored).toEqual([]);
  });

  it('of expired entries are not made', async () => {
    add(entry('a', { expiresAt: clock.now() }));
    await answers.settled();
    expect(ends).toEqual(['gone']);
    expect(inModel).toEqual([]);
  });

  it('are bounded by what waits: one more is left out', async () => {
    answers = create(2 * 4_096 + 1_000);
    for (const id of ['a', 'b', 'c']) add(entry(id));
    // The first is in work and waits no more, so the third has its place and a fourth has none.
    expect(ends).toEqual([]);
    add(entry('d'));
    expect(ends).toEqual(['full']);
  });

  it('are given up when the process ends', async () => {
    add(entry('a'));
    add(entry('b'));
    await inTheModel('answer of a');
    await answers.close();
    add(entry('c'));
    expect(stored).toEqual([]);
    expect(ends).toEqual([]);
  });
});

describe('what of an answer is embedded', () => {
  const answer = (...texts: string[]) => ({
    model: 'm',
    choices: [
      { finishReason: 'stop' as const, parts: texts.map((text) => ({ type: 'text' as const, text })) },
    ],
    usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
  });

  it('is its beginning, of all its parts of text', () => {
    expect(answerTextOf(answer('  You have ', '30 days. '))).toBe('You have 30 days.');
    expect(answerTextOf(answer('x'.repeat(5_000)))).toHaveLength(128);
  });

  it('is well formed where it is cut in the middle of a character', () => {
    expect(answerTextOf(answer(`${'x'.repeat(127)}👩`))?.isWellFormed()).toBe(true);
  });

  it('is nothing where the answer has no words', () => {
    expect(answerTextOf(answer())).toBeUndefined();
    expect(answerTextOf(answer(' \n'))).toBeUndefined();
    expect(answerTextOf({ ...answer(), choices: [] })).toBeUndefined();
  });
});
