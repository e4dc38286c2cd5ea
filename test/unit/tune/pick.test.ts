import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabelledPair } from '../../../src/tune/labels/labelled-pair.ts';
import { readLabels } from '../../../src/tune/labels/read-labels.ts';
import { labelLine, pickPairs } from '../../../src/tune/pick/pick-pairs.ts';
import { labelProgress } from '../../../src/tune/pick/progress.ts';
import { weightsOf } from '../../../src/tune/rows.ts';
import { calibratedPairs, scripted } from './kit.ts';

const OPTIONS = { bar: 0.97, budget: 0.01, seed: 1 };
const pairs = calibratedPairs(4000, 1);
const scores = pairs.map(({ score }) => score);
const order = pickPairs(pairs, scores, [], OPTIONS).waiting;

describe('the pairs most worth labelling', () => {
  it('are each shown once, all of them in the end', () => {
    expect(order).toHaveLength(4000);
    expect(new Set(order.map(({ pair }) => pair.line)).size).toBe(4000);
  });

  it('are near the bar more often than chance has it, from every score at first, and hardly what is far below', () => {
    const near = (list: typeof order) =>
      list.filter(({ score }) => score.p > 0.92 && score.p < 0.99).length / list.length;
    const far = (list: typeof order) => list.filter(({ score }) => score.p < 0.2).length / list.length;
    const first = order.slice(0, 400);
    expect(near(first)).toBeGreaterThan(1.3 * near(order));
    expect(far(first)).toBeLessThan(0.3 * far(order));
    const strata = new Set(order.map(({ stratum }) => stratum));
    expect(new Set(order.slice(0, strata.size).map(({ stratum }) => stratum))).toEqual(strata);
  });

  it('are where the bar may come to lie while none is in force', () => {
    const unbarred = pickPairs(pairs, scores, [], { ...OPTIONS, bar: 1 }).waiting.slice(0, 400);
    const sure = (list: typeof order) => list.filter(({ score }) => score.p > 0.9).length / list.length;
    expect(sure(unbarred)).toBeGreaterThan(1.2 * sure(order));
  });

  it('stand for the rest: figures from a tenth of them are those of all', () => {
    const tenth = order.slice(0, 400).map((picked): LabelledPair => {
      const { label } = pairs[picked.pair.line - 1] ?? pairs[0] ?? scripted(0, picked.score, 'same');
      return { ...picked.pair, label, stratum: picked.stratum, stratumPairs: picked.stratumPairs };
    });
    const weights = weightsOf(tenth);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const same = tenth.reduce((sum, { label }, i) => sum + (label === 'same' ? (weights[i] ?? 0) : 0), 0);
    const truth = pairs.filter(({ label }) => label === 'same').length / pairs.length;
    expect(total).toBeCloseTo(4000, 6);
    expect(Math.abs(same / total - truth)).toBeLessThan(0.05);
    // Without the weights the figure would be that of the hard pairs.
    const plain = tenth.filter(({ label }) => label === 'same').length / tenth.length;
    expect(Math.abs(plain - truth)).toBeGreaterThan(0.08);
  });

  it('go on where the last run stopped', () => {
    const done = order.slice(0, 100).map(({ pair }): LabelledPair => ({ ...pair, label: 'same' }));
    const next = pickPairs(pairs, scores, done, OPTIONS);
    expect(next.labelled).toBe(100);
    expect(next.waiting.map(({ pair }) => pair.line)).toEqual(order.slice(100).map(({ pair }) => pair.line));
  });

  it('are shown once where the file has copies, which the label then counts', () => {
    const copies = [1, 2, 3].map((line) => ({
      ...scripted(0, { p: 0.9, vetoes: [] }, 'same'),
      line,
      weight: 2,
    }));
    const { waiting } = pickPairs(
      copies,
      copies.map(({ score }) => score),
      [],
      OPTIONS,
    );
    expect(waiting.map(({ weight, stratumPairs }) => [weight, stratumPairs])).toEqual([[6, 6]]);
  });

  it('become lines that tuning reads, with all that is known of them', async () => {
    const [pair] = [
      scripted(3, { p: 0.9, vetoes: [] }, 'unsure', {
        asked: 'quote " and\nline break',
        answer: 'yes',
        cluster: 'k',
        time: Date.UTC(2026, 4, 1),
        weight: 2.5,
        costNanos: 3_000_000,
      }),
    ];
    const [picked] = pickPairs([pair], [pair.score], [], OPTIONS).waiting;
    if (picked === undefined) throw new Error('nothing was picked');
    const folder = mkdtempSync(join(tmpdir(), 'reprise-pick-'));
    const file = join(folder, 'labels.jsonl');
    writeFileSync(file, labelLine(picked, 'different'));
    const { pairs: read, broken } = await readLabels(file);
    rmSync(folder, { recursive: true });
    expect(broken).toEqual([]);
    const { score: _, ...expected } = {
      ...pair,
      line: 1,
      label: 'different',
      stratum: 'log-odds 2',
      stratumPairs: 2.5,
    };
    expect(read).toEqual([expected]);
  });
});

describe('progress', () => {
  const labelled = (count: number, wrongEvery: number) => {
    const list = Array.from({ length: count }, (_, i) =>
      scripted(i, { p: 0.99, vetoes: [] }, i % wrongEvery === wrongEvery - 1 ? 'different' : 'same'),
    );
    const known = new Map(list.map((pair) => [JSON.stringify([pair.asked, pair.cached]), pair.score]));
    return labelProgress(list, (key) => known.get(key), 0.01, 0.05);
  };

  it('counts the labels that are missing', () => {
    expect(labelled(100, 1000)).toEqual({ type: 'missing', labels: 199 });
    expect(labelled(400, 1000)).toEqual({ type: 'enough' });
  });

  it('says when more labels would not do', () => {
    expect(labelled(1000, 10)).toEqual({ type: 'hopeless' });
  });
});
