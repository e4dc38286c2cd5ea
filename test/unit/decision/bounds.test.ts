import { describe, expect, it } from 'vitest';
import {
  clopperPearsonLower,
  clopperPearsonUpper,
  provenWithin,
  rowsToProve,
} from '../../../cache/decision/clopper-pearson.ts';
import { evidenceOf } from '../../../cache/decision/evidence-count.ts';
import { incompleteBeta, logGamma } from '../../../cache/decision/incomplete-beta.ts';

describe('the incomplete beta function', () => {
  it.each([
    // Closed forms: I_x(1, b) = 1 - (1-x)^b, I_x(a, 1) = x^a, I_½(a, a) = ½, I_x(½, ½) = (2/π) asin √x.
    [0.01, 1, 300, 1 - 0.99 ** 300],
    [0.3, 4, 1, 0.3 ** 4],
    [0.5, 700, 700, 0.5],
    [0.2, 0.5, 0.5, (2 / Math.PI) * Math.asin(Math.sqrt(0.2))],
    // I_x(2, 3) = x² (6 - 8x + 3x²)
    [0.4, 2, 3, 0.16 * (6 - 3.2 + 0.48)],
    [0, 3, 4, 0],
    [1, 3, 4, 1],
  ])('has its closed forms: I_%d(%d, %d)', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 12);
  });

  it('is the tail of the binomial for whole numbers, far from the mean too', () => {
    // P(X ≥ 3), X ~ Binomial(10, 0.02), summed by hand: 45 and 10 are binomial coefficients.
    const below = 0.98 ** 10 + 10 * 0.02 * 0.98 ** 9 + 45 * 0.02 ** 2 * 0.98 ** 8;
    expect(incompleteBeta(0.02, 3, 8)).toBeCloseTo(1 - below, 13);
    expect(incompleteBeta(0.005, 1001, 199_000)).toBeCloseTo(0.5, 1);
  });

  it('stands on a gamma function that knows factorials and √π', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11);
  });
});

describe('[C12] the exact binomial bounds', () => {
  it.each([
    // R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 5 (two-sided 95 %).
    [81, 263, 0.2527, 0.3676],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
    // The example of R's help page of binom.test, after W. J. Conover, Practical Nonparametric Statistics, 1971.
    [682, 925, 0.7077, 0.7654],
  ])('are the published ones for %d of %d', (wrong, n, low, high) => {
    expect(clopperPearsonLower(wrong, n, 0.025)).toBeCloseTo(low, 4);
    expect(clopperPearsonUpper(wrong, n, 0.025)).toBeCloseTo(high, 4);
  });

  it('say that no error in n proves 3/n', () => {
    expect(clopperPearsonUpper(0, 299, 0.05)).toBeLessThanOrEqual(0.01);
    expect(clopperPearsonUpper(0, 298, 0.05)).toBeGreaterThan(0.01);
    expect(rowsToProve(0.01, 0, 0.05)).toBe(299);
  });

  it('prove nothing from nothing, and nothing where all are wrong', () => {
    expect(clopperPearsonUpper(0, 0, 0.05)).toBe(1);
    expect(clopperPearsonUpper(7, 7, 0.05)).toBe(1);
    expect(provenWithin(0.5, 0, 0, 0.05)).toBe(false);
    expect(clopperPearsonLower(0, 7, 0.05)).toBe(0);
  });

  it.each([1, 2, 8, 40])('find the fewest rows that bear %d errors', (wrong) => {
    const rows = rowsToProve(0.02, wrong, 0.05);
    expect(provenWithin(0.02, wrong, rows, 0.05)).toBe(true);
    expect(provenWithin(0.02, wrong, rows - 1, 0.05)).toBe(false);
  });
});

describe('[C12] counting evidence', () => {
  it('counts plain rows as they are', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ wrong: i < 3 }));
    const { n, unlabelled, wrong, rate } = evidenceOf(rows);
    expect([n, unlabelled, wrong, rate]).toEqual(
      [40, 40, 3, 0.075].map((value) => expect.closeTo(value, 12)),
    );
  });

  it('counts a cluster once, however many labels it has', () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({ wrong: false, cluster: `c${i % 50}` }));
    expect(evidenceOf(rows).n).toBeCloseTo(50);
  });

  it('takes unequal weights for fewer rows, and heavy errors for fewer still', () => {
    const weighted = [
      ...Array.from({ length: 99 }, () => ({ wrong: false, weight: 1 })),
      { wrong: false, weight: 99 },
    ];
    expect(evidenceOf(weighted).n).toBeCloseTo(198 ** 2 / (99 + 99 ** 2));
    const light = evidenceOf([...weighted.slice(1), { wrong: true, weight: 1 }]);
    const heavy = evidenceOf(weighted.map((row) => ({ ...row, wrong: row.weight > 1 })));
    expect(heavy.n).toBeLessThan(light.n);
    expect(heavy.unlabelled).toBeCloseTo(light.unlabelled, 0);
  });
});
