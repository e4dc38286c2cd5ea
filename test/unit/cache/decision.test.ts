import { describe, expect, it } from 'vitest';
import { BUNDLED_BOUND, decideByBound, type Verdict } from '../../../cache/decision.ts';
import { createJudge } from '../../../cache/lookup/judge-candidates.ts';
import { readSlots } from '../../../cache/slots/index.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';

const below: Verdict = { serve: false, reason: 'below-bar' };
const vetoed: Verdict = { serve: false, reason: 'veto:number' };

describe('[C12] the decision', () => {
  it.each<[number, string | undefined, Verdict]>([
    [BUNDLED_BOUND, undefined, { serve: true }],
    [1, undefined, { serve: true }],
    [BUNDLED_BOUND - 1e-6, undefined, below],
    [-1, undefined, below],
    [Number.NaN, undefined, below],
    [1, 'number', vetoed],
    [BUNDLED_BOUND, 'number', vetoed],
    [0.5, 'number', below], // a veto counts only where the similarity would have served it
  ])('at a cosine of %d, vetoed by %s', (similarity, veto, verdict) => {
    expect(decideByBound(BUNDLED_BOUND)({ similarity, veto })).toEqual(verdict);
  });
});

describe('[C12] the choice among candidates', () => {
  const judge = createJudge(decideByBound(0.9));
  const near = (question: string, similarity: number) => ({
    entry: makeEntry(question, 0, { question }),
    similarity,
  });
  const asked = readSlots('Is 5 enough?');

  it('is the nearest one that nothing forbids, never what was vetoed', () => {
    const allowed = near('Would 5 be enough?', 0.95);
    const judged = judge(asked, [near('Is 6 enough?', 0.99), allowed, near('Is 5 enough', 0.91)]);
    expect(judged).toEqual({ type: 'serve', candidate: allowed });
  });

  it('that fails says why the nearest one did', () => {
    const judged = judge(asked, [near('Is 6 enough?', 0.99), near('Is 5 enough', 0.8)]);
    expect(judged).toEqual({ type: 'refuse', reason: 'veto:number' });
    expect(judge(asked, [near('Is 6 enough?', 0.8)])).toEqual({ type: 'refuse', reason: 'below-bar' });
    expect(judge(asked, [])).toEqual({ type: 'refuse', reason: 'no-neighbour' });
  });
});
