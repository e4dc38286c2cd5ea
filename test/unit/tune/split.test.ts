import { describe, expect, it } from 'vitest';
import { groupPairs, observationOf } from '../../../src/tune/groups.ts';
import type { QuestionPair } from '../../../src/tune/labels/labelled-pair.ts';
import { foldPairs, partPairs } from '../../../src/tune/split.ts';

const pair = (asked: string, cached: string, more: Partial<QuestionPair> = {}): QuestionPair => ({
  line: 1,
  asked,
  cached,
  weight: 1,
  ...more,
});
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

describe('[C19] what is left out when a bar is chosen', () => {
  const untimed = traffic.map(({ time: _, ...rest }) => rest);

  it('shares no text with what it is chosen on', () => {
    for (const pairs of [traffic, untimed]) {
      for (const set of foldPairs(pairs, groupPairs(pairs), 1)) {
        const left = new Set(set);
        const textsOf = (wanted: boolean) =>
          pairs.flatMap(({ asked, cached }, i) => (left.has(i) === wanted ? [asked, cached] : []));
        const others = new Set(textsOf(false));
        expect(textsOf(true).filter((text) => others.has(text))).toEqual([]);
      }
    }
  });

  it('is each pair once, a fifth at a time', () => {
    const pairs = Array.from({ length: 100 }, (_, i) => pair(`a${i}`, `c${i}`));
    const sets = foldPairs(pairs, groupPairs(pairs), 1);
    expect(sets.map((set) => set.length)).toEqual([20, 20, 20, 20, 20]);
    expect(sets.flat().sort((one, other) => one - other)).toEqual(pairs.map((_, i) => i));
  });

  it('is the latest three tenths where all pairs have a time', () => {
    const pairs = Array.from({ length: 100 }, (_, i) => pair(`a${i}`, `c${i}`, { time: (i * 37) % 100 }));
    const sets = foldPairs(pairs, groupPairs(pairs), 1);
    expect(sets).toHaveLength(1);
    expect(sets[0]?.map((i) => pairs[i]?.time).sort((one = 0, other = 0) => one - other)).toEqual(
      Array.from({ length: 30 }, (_, i) => 70 + i),
    );
  });

  it('is the same every time, for another order of the lines too, and other pairs for another seed', () => {
    const pairs = Array.from({ length: 60 }, (_, i) => pair(`a${i}`, `c${i}`));
    const firstOf = (list: readonly QuestionPair[], seed: number) =>
      new Set(foldPairs(list, groupPairs(list), seed)[0]?.map((i) => list[i]?.asked));
    expect(firstOf(pairs.toReversed(), 1)).toEqual(firstOf(pairs, 1));
    expect(firstOf(pairs, 2)).not.toEqual(firstOf(pairs, 1));
  });
});

describe('what weights are fitted on', () => {
  it('shares no text with what the bar is chosen on, and has the size that was asked for', () => {
    const pairs = traffic;
    const parts = partPairs(pairs, groupPairs(pairs), 0.4, 1);
    const textsOf = (part: string) =>
      pairs.flatMap(({ asked, cached }, i) => (parts[i] === part ? [asked, cached] : []));
    const fitted = new Set(textsOf('fit'));
    expect(textsOf('choose').filter((text) => fitted.has(text))).toEqual([]);
    expect(textsOf('fit').length / 400).toBeCloseTo(0.4, 1);
    expect(partPairs(pairs, groupPairs(pairs), 0, 1).every((part) => part === 'choose')).toBe(true);
  });
});
