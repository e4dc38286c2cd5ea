import { describe, expect, it } from 'vitest';
import { createHistogram, summarise } from '../../bench/load/histogram.ts';

function filled(values: readonly number[]) {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('histogram', () => {
  it('keeps every value to within a tenth of a percent or a tenth of a microsecond', () => {
    for (let us = 0.1; us < 200e6; us *= 1.37) {
      const kept = filled([us]).quantile(0.5);
      expect(Math.abs(kept - us)).toBeLessThanOrEqual(Math.max(0.1, us * 0.001));
    }
  });

  it('gives the quantiles of the sorted values', () => {
    const { n, ...latencies } = summarise(filled(Array.from({ length: 1000 }, (_, index) => index + 1)));
    expect(n).toBe(1000);
    const exact = { p50: 500, p90: 900, p99: 990, p999: 999, max: 1000 };
    for (const [name, value] of Object.entries(exact)) {
      expect(Math.abs(latencies[name as keyof typeof exact] - value) / value).toBeLessThanOrEqual(0.001);
    }
  });

  it('gives the single value for every quantile, and zero for none', () => {
    expect(summarise(filled([42]))).toEqual({ n: 1, p50: 42, p90: 42, p99: 42, p999: 42, max: 42 });
    expect(summarise(filled([])).p99).toBe(0);
  });

  it('is the same whether values are recorded in one or added from two', () => {
    const one = Array.from({ length: 500 }, (_, index) => 10 + index * 37.7);
    const two = Array.from({ length: 500 }, (_, index) => 5000 + index * 911.3);
    const joined = filled(one);
    joined.add(filled(two));
    expect(summarise(joined)).toEqual(summarise(filled([...one, ...two])));
  });

  it('counts what is longer than its range as the longest, and what is negative as zero', () => {
    const histogram = filled([-5, 1e12]);
    expect(histogram.quantile(0.5)).toBe(0);
    expect(histogram.quantile(1)).toBeGreaterThan(214e6);
  });
});
