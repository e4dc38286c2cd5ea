import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gainOf } from '../../bench/candidates/gain.ts';
import { candidatesPage } from '../../bench/candidates/page.ts';
import { ANSWER_TEXTS, answerText } from '../../bench/candidates/recall.ts';
import type { CandidatesReport } from '../../bench/candidates/report.ts';
import { ANSWER_CHARS } from '../../cache/write/answer-text.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const report: CandidatesReport = JSON.parse(read('bench/results/candidates.json'));

describe('docs/candidates.md', () => {
  it('is what bench/results/candidates.json says, to the letter', () => {
    expect(read('docs/candidates.md')).toBe(candidatesPage(report));
  });

  it('has figures for the length that is embedded', () => {
    const lengths = report.recall.map(({ answers }) => answers?.chars);
    expect(lengths).toContain(ANSWER_CHARS);
    expect(report.embedding.map(({ chars }) => chars)).toContain(ANSWER_CHARS);
  });

  it('[C10] the answers that are embedded bring more right entries among five, with none that bring fewer', () => {
    const rows = report.recall.filter(
      ({ answers, floor }) => answers?.chars === ANSWER_CHARS && floor === 0.4,
    );
    expect(rows).toHaveLength(12);
    for (const { gain } of rows) expect(gain?.low).toBeGreaterThan(0);
  });
});

describe('the benchmark of candidates', () => {
  it('gains are of whole questions: where all gain alike the interval has no width', () => {
    const before = Array.from({ length: 50 }, () => [false, true]);
    const after = Array.from({ length: 50 }, () => [true, true]);
    expect(gainOf(before, after)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(gainOf(before, before)).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('a lengthened answer begins with its own words', () => {
    const answers = Array.from({ length: 20 }, (_, n) => `Answer number ${n}.`);
    for (const how of ANSWER_TEXTS) {
      expect(answerText(answers, 3, how).startsWith('Answer number 3.'.slice(0, how.chars ?? 99))).toBe(true);
    }
    const long = { text: 'lengthened', chars: 40 } as const;
    expect(answerText(answers, 3, long)).toHaveLength(40);
  });
});
