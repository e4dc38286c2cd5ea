import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { qualityPage } from '../../../bench/quality/page.ts';
import type { QualityReport } from '../../../bench/quality/report.ts';
import { BUNDLED_BOUND } from '../../../cache/decision/judge-by-bound.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const report: QualityReport = JSON.parse(read('bench/results/quality.json'));

describe('docs/quality.md', () => {
  test('is what bench/results/quality.json says, to the letter', () => {
    expect(read('docs/quality.md')).toBe(qualityPage(report));
  });

  test('is about the bound that a fresh install has', () => {
    expect(report.defaultBound).toBe(BUNDLED_BOUND);
  });

  test('says when the sample that was read is older than the vetoes', () => {
    const { adjudicated } = report;
    expect(adjudicated).toBeDefined();
    if (adjudicated === undefined) return;
    const older = {
      ...report,
      adjudicated: { ...adjudicated, labelWrongHits: adjudicated.labelWrongHits + 1 },
    };
    expect(qualityPage(older)).toContain('The vetoes have changed since');
  });
});

describe('bench/results/quality.json', () => {
  test('holds counts and no text of the development data', () => {
    const strings = JSON.stringify(report).match(/"[^"]{60,}"/g) ?? [];
    const known = strings.filter(
      (text) => !/^"(?:[0-9a-f]{64}|npm run |SRL|NER|Logic|Negation|Taxonomy|Temporal|Vocabulary)/.test(text),
    );
    expect(known).toEqual([]);
    expect(existsSync(new URL('../../../bench/results/quality-adjudicated.json', import.meta.url))).toBe(
      true,
    );
  });
});
