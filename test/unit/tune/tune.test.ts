import { describe, expect, it } from 'vitest';
import { readDecisionFile } from '../../../cache/decision/decision-file.ts';
import { createRandom } from '../../../cache/decision/random.ts';
import { calibrated } from '../../../cache/decision/tuned.ts';
import { makeDecisionFile } from '../../../src/tune/make-decision-file.ts';
import type { PairScorer } from '../../../src/tune/scorer.ts';
import { htmlReport } from '../../../src/tune/show/html.ts';
import { terminalReport } from '../../../src/tune/show/terminal.ts';
import { tune } from '../../../src/tune/tune.ts';
import type { Chosen, Tuning } from '../../../src/tune/tuning.ts';
import { calibratedPairs, type ScriptedPair, scorerOf, scripted } from './kit.ts';

const OPTIONS = { budget: 0.05, delta: 0.05, seed: 1 };
const never = new AbortController().signal;

const run = (pairs: readonly ScriptedPair[], options = {}, scorer: Partial<PairScorer> = {}) =>
  tune(pairs, scorerOf(pairs, scorer), { ...OPTIONS, ...options }, never);

function chosenIn({ outcome }: Tuning): Chosen {
  if (outcome.type !== 'chosen') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}

describe('[C19] tuning', () => {
  it('certifies the budget, and reports on every pair with a bar that was chosen without it', async () => {
    const tuning = await run(calibratedPairs(3000, 1));
    const { upper, reported, hitRate } = chosenIn(tuning);
    expect(upper).toBeLessThanOrEqual(0.05);
    expect(hitRate).toBeGreaterThan(0.5);
    expect(tuning.counts).toMatchObject({ fitted: 0, chosenOn: 3000 });
    expect(reported).toMatchObject({ pairs: 3000, sets: 5, refused: 0 });
    expect(reported.wrongRate.low).toBeLessThan(0.05);
    expect(Math.abs(reported.hitRate.value - hitRate)).toBeLessThan(0.05);
    expect(reported.hitRate.high - reported.hitRate.low).toBeLessThan(0.1);
  });

  it('refuses on thin evidence, says how many labels are missing, and has nothing to apply', async () => {
    const pairs = calibratedPairs(60, 1);
    const tuning = await run(pairs, { budget: 0.01 });
    expect(tuning.outcome).toMatchObject({ type: 'refused', reason: 'thin' });
    if (tuning.outcome.type !== 'refused') return;
    expect(tuning.outcome.labelsMissing).toBeGreaterThan(200);
    expect(makeDecisionFile(report(tuning))).toBe(undefined);
    expect(terminalReport(report(tuning)).join('\n')).toContain('more labels are missing');
  });

  it('reports without a look at the labels that it reports on', async () => {
    const pairs = calibratedPairs(1500, 2).map((pair, i) => ({ ...pair, time: i }));
    // Nobody would certify the same bar with these labels; the bar that is reported on is chosen without them.
    const turned = pairs.map((pair, i) =>
      i >= 1050 && i % 20 === 0
        ? { ...pair, label: pair.label === 'same' ? ('different' as const) : ('same' as const) }
        : pair,
    );
    const [one, other] = [chosenIn(await run(pairs)), chosenIn(await run(turned))];
    expect(other.reported.served).toBe(one.reported.served);
    expect(other.reported.wrong).toBeGreaterThan(one.reported.wrong + 5);
  });

  it('never serves what a slot forbids, and tells what the slot costs and saves', async () => {
    const pairs = [
      ...Array.from({ length: 300 }, (_, i) => scripted(i, { p: 0.99, vetoes: [] }, 'same')),
      ...Array.from({ length: 60 }, (_, i) =>
        scripted(300 + i, { p: 0.99, vetoes: ['number'] }, 'different'),
      ),
      ...Array.from({ length: 10 }, (_, i) => scripted(400 + i, { p: 0.99, vetoes: ['number'] }, 'same')),
      ...Array.from({ length: 5 }, (_, i) =>
        scripted(500 + i, { p: 0.99, vetoes: ['number', 'date'] }, 'same'),
      ),
      ...Array.from({ length: 7 }, (_, i) => scripted(600 + i, { p: 0.2, vetoes: ['person'] }, 'same')),
    ];
    const tuning = await run(pairs);
    expect(chosenIn(tuning).wrong).toBe(0);
    expect(tuning.slots).toEqual([
      { slot: 'number', vetoed: 75, lost: 10, prevented: 60 },
      { slot: 'date', vetoed: 5, lost: 0, prevented: 0 },
      { slot: 'person', vetoed: 7, lost: 0, prevented: 0 },
    ]);
  });

  it('makes probabilities of scores that are none, without another order', async () => {
    const pairs = calibratedPairs(4000, 3).map((pair) => {
      const logOdds = Math.log(pair.score.p / (1 - pair.score.p));
      return { ...pair, score: { ...pair.score, p: 1 / (1 + Math.exp(-(logOdds / 3 - 1))) } };
    });
    const { calibration } = chosenIn(await run(pairs));
    expect(calibration.slope).toBeCloseTo(3, 0);
    expect(calibration.intercept).toBeCloseTo(3, 0);
    expect(calibration.features).toEqual([]);
  });

  it('leaves out unsure pairs, and tells how many of them the bar serves', async () => {
    const pairs = calibratedPairs(1500, 4);
    const unsure = Array.from({ length: 100 }, (_, i) => ({
      ...scripted(9000 + i, { p: i < 25 ? 0.9999 : 0.1, vetoes: [] }, 'unsure'),
    }));
    const tuning = await run([...pairs, ...unsure]);
    expect(tuning.counts).toMatchObject({ pairs: 1600, unsure: 100 });
    expect(tuning.unsureServed).toBeCloseTo(0.25);
    expect(chosenIn(tuning).rate).toBeLessThan(0.05);
  });

  it('counts copies of one pair once', async () => {
    const copies = Array.from({ length: 1000 }, (_, i) => ({
      ...scripted(i, { p: 0.99, vetoes: [] }, 'same'),
      asked: `asked ${i % 10}`,
      cached: `cached ${i % 10}`,
    }));
    expect((await run(copies)).outcome).toMatchObject({ type: 'refused', reason: 'thin' });
  });

  it('weighs pairs that were drawn by stratum as the traffic has them', async () => {
    // Nine tenths of the traffic are in the sure stratum, and half of the labels.
    const pairs = Array.from({ length: 1000 }, (_, i) => {
      const sure = i % 2 === 0;
      return {
        ...scripted(i, { p: sure ? 0.999 : 0.05, vetoes: [] }, sure ? 'same' : 'different'),
        stratum: sure ? 'sure' : 'not',
        stratumPairs: sure ? 9000 : 1000,
      };
    });
    expect(chosenIn(await run(pairs)).hitRate).toBeCloseTo(0.9, 1);
  });
});

describe('new weights', () => {
  /** The score is blind to half of what matters; a feature sees it. */
  const withFeature = (count: number, telling: boolean, seed = 5) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, (_, id) => {
      const [hidden, seen] = [random() < 0.5 ? 4 : -4, 2 * random() - 1];
      const p = 1 / (1 + Math.exp(-seen));
      const right = random() < 1 / (1 + Math.exp(-(seen + hidden)));
      const features = [telling ? hidden : random()];
      return scripted(id, { p, vetoes: [], features }, right ? 'same' : 'different');
    });
  };
  const features = [{ name: 'hidden', sign: 'positive' as const }];

  it('are taken from 500 labels on where more hits can be certified with them', async () => {
    const pairs = withFeature(600, true);
    const tuning = await run(pairs, { budget: 0.1 }, { features });
    const { calibration, uncalibrated, reported } = chosenIn(tuning);
    expect(calibration.features).toMatchObject([{ name: 'hidden' }]);
    expect(calibration.features[0]?.weight).toBeGreaterThan(0.5);
    expect(uncalibrated).toBe(undefined);
    expect(reported.hitRate.value).toBeGreaterThan(0.35);
    expect(tuning.counts).toMatchObject({ fitted: 240, chosenOn: 360 });
    expect((await run(pairs, { budget: 0.1 })).outcome.type).toBe('refused');
  });

  it('are not taken where the feature says nothing: then every label chooses', async () => {
    const tuning = await run(withFeature(2400, false), { budget: 0.8 }, { features });
    expect(chosenIn(tuning).calibration.features).toEqual([]);
    expect(tuning.counts).toMatchObject({ fitted: 0, chosenOn: 2400 });
  });

  it('are not taken from few labels, nor where too few would be left to prove the budget', async () => {
    expect((await run(withFeature(450, true), { budget: 0.1 }, { features })).outcome.type).toBe('refused');
    expect((await run(withFeature(900, true), { budget: 0.01 }, { features })).outcome.type).toBe('refused');
  });

  it('keep the budget in at most 5 % of simulated runs, together with the decision as it is', async () => {
    const truth = withFeature(40_000, true, 99);
    let [certified, above] = [0, 0];
    for (let seed = 1; seed <= 60; seed += 1) {
      const tuning = await run(withFeature(600, true, seed), { budget: 0.1 }, { features });
      if (tuning.outcome.type === 'refused') continue;
      const { bar, calibration } = tuning.outcome;
      certified += 1;
      const served = truth.filter(({ score }) => calibrated(calibration, score.p, score.features) >= bar);
      if (served.filter(({ label }) => label === 'different').length > 0.1 * served.length) above += 1;
    }
    expect(certified).toBeGreaterThan(50);
    expect(above).toBeLessThanOrEqual(3);
  });
});

describe('what tuning tells besides', () => {
  it('is money, known or unknown, never nothing in its place', async () => {
    const pairs = calibratedPairs(1500, 6);
    expect((await run(pairs)).savings).toMatchObject({ perThousand: undefined, priced: 0 });
    const priced = await run(pairs, { pricePerCallNanos: 2_000_000 });
    const { hitRate } = chosenIn(priced);
    expect(priced.savings?.perThousand?.value).toBeCloseTo(hitRate * 1000 * 2_000_000, 0);
    const half = await run(pairs.map((pair, i) => (i % 2 ? { ...pair, costNanos: 1_000_000 } : pair)));
    expect(half.savings?.priced).toBeLessThan(half.savings?.served ?? 0);
    expect(terminalReport(report(await run(pairs))).join('\n')).toContain('unknown: no price');
  });

  it('is how stable it was, by quarter of the time', async () => {
    const day = 86_400_000;
    const pairs = calibratedPairs(2000, 7).map((pair, i) => ({
      ...pair,
      time: Date.UTC(2026, 0, 1) + (i % 8) * day,
    }));
    const { quarters } = await run(pairs);
    expect(quarters).toHaveLength(4);
    expect(quarters.reduce((sum, quarter) => sum + quarter.pairs, 0)).toBe(2000);
    expect((await run(pairs.map((pair) => ({ ...pair, time: 5 })))).quarters).toEqual([]);
  });

  it('is a warning where the latest pairs speak against the bar', async () => {
    const pairs = Array.from({ length: 2000 }, (_, i) =>
      scripted(i, { p: 0.99, vetoes: [] }, i >= 1400 && i % 8 === 0 ? 'different' : 'same', { time: i }),
    );
    expect(terminalReport(report(await run(pairs))).join('\n')).toContain(
      'warning: On pairs that were left out',
    );
  });

  it('is the worst wrong hits and the dearest missed ones', async () => {
    const pairs = [
      ...calibratedPairs(1500, 8),
      scripted(7001, { p: 0.4, vetoes: [] }, 'same', { costNanos: 5e9 }),
      scripted(7002, { p: 0.99999, vetoes: [] }, 'different'),
    ];
    const tuning = await run(pairs);
    expect(tuning.worst[0]?.line).toBe(7003);
    expect(tuning.missed[0]?.line).toBe(7002);
    const page = htmlReport(report(tuning), { settings: [], decisionFile: undefined });
    expect(page.includes('asked</mark> 7001')).toBe(true);
    expect(page.includes('<script')).toBe(false);
  });

  it('is bars for other budgets, a looser one for a larger budget', async () => {
    const { bars } = await run(calibratedPairs(6000, 9));
    expect(bars.length).toBeGreaterThan(3);
    for (const [i, { bar, budget, upper }] of bars.entries()) {
      expect(upper).toBeLessThanOrEqual(budget);
      expect(bar).toBeLessThanOrEqual(bars[i - 1]?.bar ?? 1);
    }
  });

  it('goes into a file that the gateway reads', async () => {
    const tuning = await run(calibratedPairs(1500, 10));
    const file = makeDecisionFile(report(tuning));
    expect(readDecisionFile(JSON.stringify(file))).toEqual({ type: 'ok', decision: file });
    expect(file).toMatchObject({
      errorBudget: 0.05,
      confidence: 0.95,
      bar: chosenIn(tuning).bar,
      labels: { file: 'labels.jsonl', pairs: 1500 },
      spaceId: 'space',
      verifierId: null,
    });
  });

  it('stops when that is asked for', async () => {
    const pairs = calibratedPairs(1000, 11);
    await expect(tune(pairs, scorerOf(pairs), OPTIONS, AbortSignal.abort())).rejects.toThrow('abort');
  });
});

const report = (tuning: Tuning) => ({
  madeBy: 'reprise tune 0.0.0',
  date: '2026-01-01T00:00:00.000Z',
  labels: { file: 'folder/labels.jsonl', sha256: 'a'.repeat(64), broken: [] },
  decision: { spaceId: 'space', verifierId: null, bar: 0.99, readsAnswers: false, similarity: undefined },
  tuning,
});
