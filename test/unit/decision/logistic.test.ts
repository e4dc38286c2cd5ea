import { describe, expect, it } from 'vitest';
import { fitLogistic, logit, logOddsOf, predict, sigmoid } from '../../../cache/decision/logistic.ts';
import { createRandom } from '../../../cache/decision/random.ts';

function draw(rows: number, weights: readonly number[], intercept: number) {
  const random = createRandom(7);
  const x = Array.from({ length: rows }, () => weights.map((_, j) => (random() - 0.5) * 10 ** j));
  const y = x.map((row) => {
    const logOdds = row.reduce((sum, value, j) => sum + value * (weights[j] ?? 0), intercept);
    return random() < sigmoid(logOdds) ? 1 : 0;
  });
  return { x, y };
}

describe('a logistic fit', () => {
  it('finds the weights that made the data, whatever the units of the features', () => {
    const made = [3, -0.4, 0.02];
    const { x, y } = draw(40_000, made, 0.5);
    const model = fitLogistic({ x, y, l2: 0.01 });
    const found = model.weights.map((weight, j) => weight / (model.scale[j] ?? 1) / (made[j] ?? 1));
    for (const ratio of found) expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    expect(logOddsOf(model, [0, 0, 0])).toBeCloseTo(0.5, 1);
  });

  it('solves its own equations: the weighted residuals add up to nothing', () => {
    const { x, y } = draw(500, [2, 1], -1);
    const weight = x.map((_, i) => 1 + (i % 5));
    const model = fitLogistic({ x, y, weight, l2: 1 });
    const residual = x.reduce(
      (sum, row, i) => sum + (weight[i] ?? 0) * (predict(model, row) - (y[i] ?? 0)),
      0,
    );
    expect(residual).toBeCloseTo(0, 5);
  });

  it('counts a row of weight 2 as two rows', () => {
    const { x, y } = draw(200, [1], 0);
    const doubled = fitLogistic({ x: [...x, ...x.slice(0, 50)], y: [...y, ...y.slice(0, 50)], l2: 1 });
    const weighted = fitLogistic({ x, y, weight: x.map((_, i) => (i < 50 ? 2 : 1)), l2: 1 });
    expect(predict(weighted, [0.3])).toBeCloseTo(predict(doubled, [0.3]), 8);
  });

  it('stays finite where the classes can be told apart entirely, and on a constant feature', () => {
    const x = Array.from({ length: 40 }, (_, i) => [i, 5]);
    const model = fitLogistic({ x, y: x.map(([value = 0]) => (value < 20 ? 0 : 1)), l2: 1 });
    expect(model.weights.every(Number.isFinite)).toBe(true);
    expect(model.weights[1]).toBe(0);
    expect(predict(model, [39, 5])).toBeGreaterThan(0.9);
  });

  it('never lets a feature push the wrong way where its sign is fixed', () => {
    const { x, y } = draw(2_000, [2, -1], 0);
    const free = fitLogistic({ x, y, l2: 1 });
    expect(free.weights[1]).toBeLessThan(0);
    const bound = fitLogistic({ x, y, l2: 1, signs: ['positive', 'positive'] });
    expect(bound.weights[1]).toBe(0);
    expect(bound.weights[0]).toBeCloseTo(
      fitLogistic({ x: x.map(([value = 0]) => [value]), y, l2: 1 }).weights[0] ?? 0,
      6,
    );
    const allowed = fitLogistic({ x, y, l2: 1, signs: ['positive', 'negative'] });
    expect(allowed.weights).toEqual(free.weights.map((weight) => expect.closeTo(weight, 5)));
  });

  it('bounds what one odd value does, in the fit and in what is predicted', () => {
    const { x, y } = draw(500, [2], 0);
    const model = fitLogistic({ x: [...x, [1e6]], y: [...y, 0], l2: 1, clip: 3 });
    expect(predict(model, [1e6])).toBe(predict(model, [1e9]));
  });

  it('is the same every time', () => {
    const { x, y } = draw(300, [1, -2], 1);
    expect(fitLogistic({ x, y, l2: 0.1 })).toEqual(fitLogistic({ x, y, l2: 0.1 }));
  });

  it('handles 200,000 rows of 12 features', () => {
    const { x, y } = draw(200_000, [1, 0.1, 0.01, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0);
    expect(predict(fitLogistic({ x, y, l2: 1 }), new Array<number>(12).fill(0))).toBeCloseTo(0.5, 1);
  });
});

describe('log-odds', () => {
  it.each([1e-9, 0.02, 0.5, 0.98, 1 - 1e-9])('lead from %d and back', (p) => {
    expect(sigmoid(logit(p))).toBeCloseTo(p, 12);
  });

  it('are finite for what is certain', () => {
    expect([logit(0), logit(1)].every(Number.isFinite)).toBe(true);
    expect([sigmoid(-800), sigmoid(800)]).toEqual([0, 1]);
  });
});
