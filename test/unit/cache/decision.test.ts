import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../cache/decision/candidate.ts';
import { BUNDLED_BOUND, judgeByBound } from '../../../cache/decision/judge-by-bound.ts';
import { readSlots } from '../../../cache/slots/index.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';

const signal = new AbortController().signal;
const asked = { text: 'Is 5 enough?', slots: readSlots('Is 5 enough?'), errorBudget: 0.01 };
const near = (question: string, similarity: number): Candidate => ({
  entry: makeEntry(question, 0, { question }),
  similarity,
});
const ended = async (bound: number, ...candidates: readonly Candidate[]): Promise<string> => {
  const judged = await judgeByBound(bound)(asked, candidates, signal);
  return judged.type === 'serve' ? judged.candidate.entry.question : judged.reason;
};

describe('[C12] a decision by bound', () => {
  it.each<[number, string, string]>([
    [BUNDLED_BOUND, 'Would 5 be enough?', 'Would 5 be enough?'],
    [1, 'Would 5 be enough?', 'Would 5 be enough?'],
    [BUNDLED_BOUND - 1e-6, 'Would 5 be enough?', 'below-bar'],
    [-1, 'Would 5 be enough?', 'below-bar'],
    [Number.NaN, 'Would 5 be enough?', 'below-bar'],
    [1, 'Is 6 enough?', 'veto:number'],
    [0.5, 'Is 6 enough?', 'below-bar'], // a veto counts only where the similarity would have served it
  ])('at a cosine of %d to "%s" ends with %s', async (similarity, cached, end) => {
    expect(await ended(BUNDLED_BOUND, near(cached, similarity))).toBe(end);
  });

  it('serves the nearest one that nothing forbids, never what was vetoed', async () => {
    const candidates = [
      near('Is 6 enough?', 0.99),
      near('Would 5 be enough?', 0.95),
      near('Is 5 enough', 0.91),
    ];
    expect(await ended(0.9, ...candidates)).toBe('Would 5 be enough?');
  });

  it('says why the nearest one is not served', async () => {
    expect(await ended(0.9, near('Is 6 enough?', 0.99), near('Is 5 enough', 0.8))).toBe('veto:number');
    expect(await ended(0.9, near('Is 6 enough?', 0.8))).toBe('below-bar');
    expect(await ended(0.9)).toBe('no-neighbour');
  });
});
