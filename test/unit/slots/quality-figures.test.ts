import { describe, expect, test } from 'vitest';
import { boundDecision, createSlotReader } from '../../../bench/quality/decisions.ts';
import { share, weightedShare } from '../../../bench/quality/intervals.ts';
import { lightlyReworded } from '../../../bench/quality/rewordings.ts';
import { replay, sampleOf } from '../../../bench/quality/streams.ts';

const vetoes = boundDecision('vetoes', 0.9, createSlotReader());
const alone = boundDecision('alone', 0.9);

describe('intervals', () => {
  test('zero wrong in n proves no more than about 3/n', () => {
    expect(share(0, 300).value).toBe(0);
    expect(share(0, 300).high).toBeGreaterThan(0.01);
    expect(share(0, 300).high).toBeLessThan(0.014);
  });

  test('nothing measured is anything between 0 and 1', () => {
    expect(share(0, 0)).toEqual({ value: 0, low: 0, high: 1, n: 0 });
  });

  test('a heavy row widens the interval, equal weights are counts', () => {
    const equal = weightedShare([true, false, true, false].map((hit) => ({ hit, weight: 7 })));
    expect(equal).toEqual(share(2, 4));
    const heavy = weightedShare(
      [true, false, true, false].map((hit, index) => ({ hit, weight: index === 0 ? 97 : 1 })),
    );
    expect(heavy.n).toBeLessThan(1.1);
  });
});

describe('decisions', () => {
  const nearest = [
    { text: 'Is 6 enough?', cosine: 0.99 },
    { text: 'Would 5 be enough?', cosine: 0.95 },
    { text: 'Is it?', cosine: 0.8 },
  ];

  test('the nearest candidate that nothing forbids is served', async () => {
    expect((await alone.pick('Is 5 enough?', nearest))?.cosine).toBe(0.99);
    expect((await vetoes.pick('Is 5 enough?', nearest))?.cosine).toBe(0.95);
  });

  test('only the nearest five are candidates', async () => {
    const crowd = [
      ...Array.from({ length: 5 }, () => ({ text: 'Is 6 enough?', cosine: 0.99 })),
      ...nearest.slice(1),
    ];
    expect(await vetoes.pick('Is 5 enough?', crowd)).toBe(undefined);
  });
});

describe('streams', () => {
  const requests = [
    { text: 'Is tea good?', cluster: 'a' },
    { text: 'Is tea good', cluster: 'a' },
    { text: 'Is tea god?', cluster: 'b' },
    { text: 'Is tea good?', cluster: 'a' },
    { text: 'Is rain wet?', cluster: 'c' },
  ];
  const neighbours = [
    [],
    [{ index: 0, cosine: 0.99 }],
    [
      { index: 1, cosine: 0.97 },
      { index: 0, cosine: 0.95 },
    ],
    [],
    [],
  ];

  test('a miss inserts, a hit does not; verbatim, paraphrase and label-wrong hits are told apart', async () => {
    const { figures, wrong } = await replay('s', requests, neighbours, vetoes);
    expect(figures).toMatchObject({ verbatimHits: 1, paraphraseHits: 2, labelWrong: 1 });
    expect(figures.oracle.value).toBe(0.4);
    expect(figures.ofOracle).toBe(1);
    // The neighbour at 0.97 was a hit and so was never stored.
    expect(wrong).toEqual([{ asked: 'Is tea god?', cached: 'Is tea good?', cosine: 0.95 }]);
  });

  test('a sample for reading is spread evenly and the same each time', () => {
    const hits = Array.from({ length: 10 }, (_, index) => ({ asked: String(index), cached: '', cosine: 1 }));
    expect(sampleOf(hits, 5).map(({ asked }) => asked)).toEqual(['1', '3', '5', '7', '9']);
    expect(sampleOf(hits, 20)).toHaveLength(10);
  });
});

test('light rewordings differ from the text and from each other', () => {
  const forms = lightlyReworded('How do I reset my password?');
  expect(new Set([...forms, 'How do I reset my password?']).size).toBe(forms.length + 1);
  expect(forms).toContain('how do i reset my password');
});
