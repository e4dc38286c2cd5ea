import { describe, expect, test } from 'vitest';
import type { Judge } from '#cache';
import type { JsonObject } from '#core';
import { createLexicalIndex } from '../../../src/simulate/replay/lexical-index.ts';
import { createSampler } from '../../../src/simulate/replay/sampler.ts';
import { row, simulateRows } from './kit.ts';

const THINGS = [
  'invoice',
  'parcel',
  'contract',
  'password',
  'refund',
  'delivery',
  'passport',
  'meter',
  'ticket',
  'bill',
];
const VERBS = [
  'change',
  'find',
  'cancel',
  'print',
  'share',
  'renew',
  'check',
  'download',
  'translate',
  'return',
];
const PLACES = ['Leeds', 'Lyon', 'Graz', 'Turin', 'Porto', 'Malmo', 'Gdansk', 'Bergen', 'Ghent', 'Basel'];
/** A linear congruential generator (Knuth's MMIX): the same log each time. */
function* numbers(): Generator<number> {
  for (let state = 12345n; ; ) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    yield Number(state >> 40n);
  }
}

/** Questions of which many repeat another one, in the same words or with an adjective more. */
function paraphrasedLog(count: number): readonly JsonObject[] {
  const random = numbers();
  const pick = <T>(list: readonly T[]): T => list[random.next().value % list.length] as T;
  return Array.from({ length: count }, (_, at) => {
    const [verb, thing, place] = [pick(VERBS), pick(THINGS), pick(PLACES)];
    const extra =
      random.next().value % 3 === 0 ? ` really ${random.next().value % 97 === 0 ? 'well' : 'soon'}` : '';
    return row(
      `How do I ${verb} the ${thing} that I got from the office in the city of ${place}${extra}?`,
      at * 20,
    );
  });
}

describe('a sample', () => {
  test('comes to what the whole log gives, within its intervals, and says how large it was', async () => {
    const rows = paraphrasedLog(4_000);
    const full = await simulateRows(rows, {}, { full: true });
    const sampled = await simulateRows(rows, {}, { sample: 100 });
    expect(full.mode.type).toBe('full');
    expect(full.hits.byTier.semantic.requests).toBeGreaterThan(200);
    expect(sampled.mode).toMatchObject({ type: 'sample' });
    if (sampled.mode.type === 'sample') {
      expect(sampled.mode.sampled).toBeLessThan(sampled.mode.of / 2);
      expect(sampled.mode.embedded).toBeLessThan(full.mode.embedded);
    }
    for (const share of [sampled.hits.share, sampled.hits.byTier.semantic.share]) {
      expect(share.high).toBeGreaterThan(share.low);
    }
    expect(full.hits.share.value).toBeGreaterThan(sampled.hits.share.low);
    expect(full.hits.share.value).toBeLessThan(sampled.hits.share.high);
    expect(full.hits.byTier.semantic.share.value).toBeGreaterThan(sampled.hits.byTier.semantic.share.low);
    expect(full.hits.byTier.semantic.share.value).toBeLessThan(sampled.hits.byTier.semantic.share.high);
  });

  test('stands for all: hits and misses come to the number of requests', async () => {
    const { hits, misses, requests } = await simulateRows(paraphrasedLog(4_000), {}, { sample: 100 });
    const missed = misses.reduce((sum, miss) => sum + miss.requests, 0);
    expect(Math.abs(hits.requests + missed - requests)).toBeLessThan(8); // each count is rounded;
    expect(misses.map(({ reason }) => reason)).not.toContain('unasked');
  });

  test.each([{ sample: 100 }, { full: true }])(
    'with vectors of answers gives the judge both similarities: %j',
    async (how) => {
      const seen = new Set<string>();
      const judge: Judge = async (_asked, candidates) => {
        for (const { answerSimilarity } of candidates) seen.add(typeof answerSimilarity);
        return { type: 'refuse', reason: 'below-bar', best: undefined };
      };
      const found = await simulateRows(paraphrasedLog(1_500), { answerVectors: true, judge }, how);
      expect(found.mode.type).toBe('full' in how ? 'full' : 'sample');
      expect([...seen]).toEqual(['number']);
    },
  );

  test('of a log that is small enough is the whole log', async () => {
    expect((await simulateRows(paraphrasedLog(300), {}, { sample: 100 })).mode.type).toBe('full');
  });
});

describe('the sampler', () => {
  const sizes = [5_000, 300, 10_000, 90_000];
  const strata = sizes.flatMap((size, stratum) => Array<number>(size).fill(stratum));
  const sample = () =>
    createSampler({ sizes, requests: strata.length, stratumOf: (at) => strata[at] ?? 0, wanted: 5_000 });

  test('draws from each stratum, the small ones more, and what it draws stands for all', () => {
    const sampler = sample();
    const taken = sizes.map(
      (_, stratum) => strata.filter((one, at) => one === stratum && sampler.takes(at)).length,
    );
    expect(taken[0]).toBe(0);
    expect(taken[1]).toBeGreaterThan(150);
    expect(taken[3]).toBeGreaterThan(4_000);
    expect(taken[3]).toBeLessThan(5_000);
    for (const stratum of [1, 2, 3]) {
      expect((taken[stratum] ?? 0) * sampler.weight(stratum)).toBeCloseTo(sizes[stratum] ?? 0, 6);
    }
    expect(sampler.sampled).toBe(taken.reduce((sum, count) => sum + count, 0));
  });

  test('draws the same in each run', () => {
    const [one, other] = [sample(), sample()];
    expect(strata.every((_, at) => one.takes(at) === other.takes(at))).toBe(true);
  });
});

describe('the index of words', () => {
  const question = (id: string, text: string, partition = 'p') => ({
    id,
    partition,
    tenant: 't',
    compatKey: 'c',
    text,
    answer: undefined,
    expiresAt: 1_000,
  });

  test('finds the question that shares rare words before those that share common ones', () => {
    const index = createLexicalIndex();
    for (let at = 0; at < 50; at++)
      index.add(question(`common-${at}`, `How do I change the invoice number ${at}?`));
    index.add(question('rare', 'Where is the Gdansk office?'));
    const found = index.nearest('p', 'How do I find the office in Gdansk?', 3, 0);
    expect(found[0]?.id).toBe('rare');
    expect(found).toHaveLength(3);
  });

  test('keeps nothing of what left, however rare its words', () => {
    const index = createLexicalIndex();
    for (let at = 0; at < 5_000; at++) {
      index.add(question(`q${at}`, `Where is contract ${at}?`));
      if (at >= 10) index.remove([`q${at - 10}`]);
    }
    expect(index.size()).toBe(10);
    expect(index.nearest('p', 'contract 4999', 20, 0)).toHaveLength(10);
    expect(index.nearest('p', 'contract 17', 20, 0).map(({ id }) => id)).not.toContain('q17');
    expect(index.words()).toBeLessThan(2_100);
  });

  test('finds nothing of another partition, nothing expired and nothing that was removed', () => {
    const index = createLexicalIndex();
    index.add(question('other', 'Where is the office?', 'q'));
    index.add(question('gone', 'Where is the office?'));
    index.add(question('old', 'Where is the office?'));
    index.remove(['gone']);
    expect(index.nearest('p', 'Where is the office?', 5, 999).map(({ id }) => id)).toEqual(['old']);
    expect(index.nearest('p', 'Where is the office?', 5, 1_000)).toEqual([]);
    index.remove(['other', 'old']);
    expect(index.size()).toBe(0);
  });
});
