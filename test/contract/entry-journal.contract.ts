import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '#cache';
import type { EntryJournal, JournalChange } from '../../cache/entries/entry-journal.ts';
import { bitsOf, idsOf, makeEntry } from './fixtures/entries.ts';

export interface JournalHarness {
  readonly journal: EntryJournal;
  /** Closes the journal and opens what it left; undefined where nothing outlives it. */
  readonly reopen: (() => Promise<EntryJournal>) | undefined;
  readonly dispose: () => Promise<void>;
}

const put = (entry: Entry): JournalChange => ({ type: 'put', entry });
const remove = (id: string): JournalChange => ({ type: 'delete', id });

/** What every `EntryJournal` promises. */
export function entryJournalContract(adapter: string, open: () => Promise<JournalHarness>): void {
  describe(`${adapter} as EntryJournal`, () => {
    let harness: JournalHarness;
    let journal: EntryJournal;
    beforeEach(async () => {
      harness = await open();
      journal = harness.journal;
    });
    afterEach(() => harness.dispose());

    test('gives every field back as it was put, the vector to the bit', async () => {
      const odd = Float32Array.from([-0, 1e-45, 3.4e38, 0.1]);
      const entries = [
        makeEntry('full', 1, { vector: odd }),
        makeEntry('unknowns', 2, {
          vector: undefined,
          costNanos: undefined,
          usage: { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined },
          keys: [],
          tags: [],
        }),
        makeEntry('text', 3, {
          question: 'naïve \u0000 "quoted" 日本語 👩‍🚀',
          body: { text: '\ud800 \u0000 \u2028 👩‍🚀', nested: { deep: [1, null, { a: 1e-7 }] } },
        }),
      ];
      await journal.append(entries.map(put));
      const read = await journal.read(['full', 'unknowns', 'text']);
      const found = entries.map(({ id }) => read.find((entry) => entry.id === id));
      expect(found).toEqual(entries);
      expect(bitsOf(found[0]?.vector)).toEqual(bitsOf(odd));
    });

    test('a vector that is a view of a larger buffer is kept as the view it is', async () => {
      const arena = Float32Array.from({ length: 100 }, (_, i) => i / 100);
      await journal.append([put(makeEntry('a', 1, { vector: arena.subarray(7, 11) }))]);
      const [entry] = await journal.read(['a']);
      expect(bitsOf(entry?.vector)).toEqual(bitsOf(arena.slice(7, 11)));
    });

    test("[C10] an answer's vector is kept beside its entry, in heads too, and goes with it", async () => {
      const answerVector = Float32Array.from([-0, 1e-45, 3.4e38, 0.1]);
      const withAnswer = (id: string) => put(makeEntry(id, 1, { answerVector }));
      await journal.append([withAnswer('kept'), withAnswer('replaced'), withAnswer('removed')]);
      await journal.append([put(makeEntry('replaced', 1)), remove('removed'), put(makeEntry('plain', 1))]);
      const vectorsOf = async (from: EntryJournal) => {
        const heads = (await from.page(0, 10)).map(({ head }) => head);
        const entries = await from.read(['kept', 'replaced', 'plain']);
        return [heads, entries].map((list) =>
          Object.fromEntries(list.map(({ id, answerVector: vector }) => [id, bitsOf(vector)])),
        );
      };
      const expected = { kept: bitsOf(answerVector), replaced: [], plain: [] };
      expect(await vectorsOf(journal)).toEqual([expected, expected]);
      await journal.append([put(makeEntry('removed', 1))]);
      expect((await journal.read(['removed']))[0]?.answerVector).toBeUndefined();
      if (!harness.reopen) return;
      expect((await vectorsOf(await harness.reopen()))[1]).toEqual(expected);
    });

    test('every change has its own sequence: the answer is the last of a run without gaps', async () => {
      const first = await journal.append([put(makeEntry('a', 1))]);
      const second = await journal.append([put(makeEntry('b', 1)), remove('a'), remove('nobody')]);
      expect(second).toBe(first + 3);
      const page = await journal.page(0, 10);
      expect(page.map(({ sequence, head }) => [sequence, head.id])).toEqual([[first + 1, 'b']]);
    });

    test('a put replaces by id and moves the entry to its new sequence', async () => {
      await journal.append([put(makeEntry('a', 1)), put(makeEntry('b', 1))]);
      const last = await journal.append([put(makeEntry('a', 1, { question: 'again' }))]);
      const page = await journal.page(0, 10);
      expect(page.map(({ head }) => head.id)).toEqual(['b', 'a']);
      expect(page.at(-1)?.sequence).toBe(last);
      expect((await journal.read(['a']))[0]?.question).toBe('again');
    });

    test('within one batch the last change of an id counts', async () => {
      await journal.append([
        put(makeEntry('a', 1)),
        remove('a'),
        put(makeEntry('b', 1)),
        remove('c'),
        put(makeEntry('c', 1, { question: 'first' })),
        put(makeEntry('c', 1, { question: 'second' })),
      ]);
      const page = await journal.page(0, 10);
      expect(page.map(({ head }) => [head.id, head.question])).toEqual([
        ['b', makeEntry('b', 1).question],
        ['c', 'second'],
      ]);
    });

    test('deleting an unknown id and reading one are not errors', async () => {
      await journal.append([remove('nobody')]);
      expect(await journal.read(['nobody', 'no one'])).toEqual([]);
      expect(await journal.read([])).toEqual([]);
    });

    test('pages show every entry once, oldest first, with all of it but the answer', async () => {
      const entries = Array.from({ length: 1_203 }, (_, i) => makeEntry(`e${i}`, i));
      await journal.append(entries.map(put));
      const seen: unknown[] = [];
      for (let after = 0; ; ) {
        const page = await journal.page(after, 500);
        const last = page.at(-1);
        if (!last) break;
        after = last.sequence;
        seen.push(...page.map(({ head }) => head));
      }
      expect(seen).toEqual(entries.map(({ body: _body, ...head }) => head));
    });

    test('requests take effect in the order they are made, answered or not', async () => {
      const [, early, , late] = await Promise.all([
        journal.append([put(makeEntry('a', 1, { question: 'old' }))]),
        journal.read(['a']),
        journal.append([put(makeEntry('a', 1, { question: 'new' }))]),
        journal.read(['a']),
      ]);
      expect([early[0]?.question, late[0]?.question]).toEqual(['old', 'new']);
    });

    test('what was appended is there when it is opened again, and sequences go on', async ({ skip }) => {
      if (!harness.reopen) return skip('nothing outlives this adapter');
      const entries = ['a', 'b', 'c'].map((id) => makeEntry(id, 1));
      const last = await journal.append(entries.map(put));
      journal = await harness.reopen();
      const read = await journal.read(['a', 'b', 'c']);
      expect(new Set(idsOf(read))).toEqual(new Set(['a', 'b', 'c']));
      expect(read.map((entry) => bitsOf(entry.vector))).toEqual(entries.map((entry) => bitsOf(entry.vector)));
      expect(await journal.append([remove('a')])).toBe(last + 1);
    });

    test('check resolves while it serves', async () => {
      await expect(journal.check()).resolves.toBeUndefined();
    });
  });
}
