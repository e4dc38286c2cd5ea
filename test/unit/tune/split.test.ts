import { describe, expect, it } from 'vitest';
import { groupPairs, observationOf } from '../../../src/tune/groups.ts';
import type { QuestionPair } from '../../../src/tune/labels/labelled-pair.ts';
import { splitPairs } from '../../../src/tune/split.ts';

const pair = (asked: string, cached: string, more: Partial<QuestionPair> = {}): QuestionPair => ({
  line: 1,
  asked,
  cached,
  weight: 1,
  ...more,
});
const SHARES = { fit: 0.3, choose: 0.45 };
/** Forty entries, each asked for five times, and every tenth asker turns up at two entries. */
const traffic = Array.from({ length: 200 }, (_, i) =>
  pair(i % 10 === 0 ? `asker ${i % 40}` : `asker ${i}`, `entry ${i % 40}`, { time: i * 1000 }),
);

describe('groups', () => {
  it('join pairs that share a text, directly or through others, and pairs of one cluster', () => {
    const groups = groupPairs([
      pair('a', 'b'),
      pair('c', 'd'),
      pair('b', 'e'),
      pair('f', 'g', { cluster: 'x' }),
      pair('h', 'i', { cluster: 'x' }),
      pair('j', 'd'),
    ]);
    expect(groups[0]).toBe(groups[2]);
    expect(groups[1]).toBe(groups[5]);
    expect(groups[3]).toBe(groups[4]);
    expect(new Set(groups).size).toBe(3);
  });

  it('are found in long chains without running out of stack', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => pair(`t${i}`, `t${i + 1}`));
    expect(new Set(groupPairs(chain)).size).toBe(1);
  });

  it('are not what counts as one observation: that is a cluster, or copies of one pair', () => {
    expect(observationOf(pair('a', 'b'))).toBe(observationOf(pair('a', 'b', { line: 9 })));
    expect(observationOf(pair('a', 'b'))).not.toBe(observationOf(pair('c', 'b')));
    expect(observationOf(pair('a', 'b', { cluster: '1' }))).toBe(
      observationOf(pair('c', 'd', { cluster: '1' })),
    );
  });
});

describe('[C19] parts', () => {
  it('never share a text', () => {
    for (const pairs of [traffic, traffic.map(({ time: _, ...rest }) => rest)]) {
      const parts = splitPairs(pairs, SHARES, 1);
      const partOf = new Map<string, string>();
      pairs.forEach(({ asked, cached }, i) => {
        for (const text of [asked, cached]) {
          const part = parts[i] ?? '';
          expect(partOf.get(text) ?? part).toBe(part);
          partOf.set(text, part);
        }
      });
    }
  });

  it('have about the sizes that were asked for', () => {
    const parts = splitPairs(
      traffic.map(({ time: _, ...rest }) => rest),
      SHARES,
      1,
    );
    const size = (name: string) => parts.filter((part) => part === name).length / parts.length;
    expect(size('fit')).toBeCloseTo(0.3, 1);
    expect(size('choose')).toBeCloseTo(0.45, 1);
  });

  it('report on the latest pairs where all have a time', () => {
    const pairs = Array.from({ length: 100 }, (_, i) => pair(`a${i}`, `c${i}`, { time: (i * 37) % 100 }));
    const parts = splitPairs(pairs, { fit: 0, choose: 0.7 }, 1);
    expect(pairs.filter((_, i) => parts[i] === 'report').every(({ time = 0 }) => time >= 70)).toBe(true);
  });

  it('are the same every time, for another order of the lines too, and others for another seed', () => {
    const pairs = Array.from({ length: 60 }, (_, i) => pair(`a${i}`, `c${i}`));
    const parts = splitPairs(pairs, SHARES, 1);
    expect(splitPairs(pairs, SHARES, 1)).toEqual(parts);
    expect(splitPairs(pairs.toReversed(), SHARES, 1).toReversed()).toEqual(parts);
    expect(splitPairs(pairs, SHARES, 2)).not.toEqual(parts);
  });
});
