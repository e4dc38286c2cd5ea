import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  explorationProbability,
  fitCorrectness,
  provenCorrectness,
  TAILS,
} from '../../cache/decision/correctness-curve.ts';
import { addLabel, type EntryLabel, NO_EVIDENCE, withEvidence } from '../../cache/decision/evidence.ts';
import { createRandom } from '../../cache/decision/random.ts';

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const label = fc.record({
  p: probability,
  right: fc.boolean(),
  noise: fc.double({ min: 0, max: 0.4, noNaN: true }),
});
const labels = fc.array(label, { maxLength: 30 });
const evidenceOf = (list: readonly EntryLabel[]) =>
  list.reduce((sum, one) => addLabel(sum, one), NO_EVIDENCE);

describe('[C13] evidence of an entry', () => {
  test('a new entry has the probability of the global model, to the last bit', () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(withEvidence(p, NO_EVIDENCE)).toBe(p);
      }),
    );
  });

  test('one wrong label lowers the probability at once and one right label never does, whatever came before', () => {
    fc.assert(
      fc.property(labels, label, probability, (before, next, p) => {
        const evidence = evidenceOf(before);
        const now = withEvidence(p, evidence);
        const worse = withEvidence(p, addLabel(evidence, { ...next, right: false }));
        const better = withEvidence(p, addLabel(evidence, { ...next, right: true }));
        // Rounding, where the offset is at the end of its range already.
        expect(worse).toBeLessThanOrEqual(now + 1e-12);
        expect(better).toBeGreaterThanOrEqual(now - 1e-12);
      }),
    );
    fc.assert(
      fc.property(label, (first) => {
        const { p } = first;
        expect(withEvidence(p, addLabel(NO_EVIDENCE, { ...first, right: false }))).toBeLessThan(p);
      }),
    );
  });

  test('never turns two probabilities of one entry round', () => {
    fc.assert(
      fc.property(labels, probability, probability, (list, one, other) => {
        const evidence = evidenceOf(list);
        const [low, high] = one < other ? [one, other] : [other, one];
        expect(withEvidence(low, evidence)).toBeLessThanOrEqual(withEvidence(high, evidence));
      }),
    );
  });

  test('does not depend on the order of labels, and its size not on their number', () => {
    fc.assert(
      fc.property(labels, probability, (list, p) => {
        const [there, back] = [evidenceOf(list), evidenceOf(list.toReversed())];
        expect(withEvidence(p, back)).toBeCloseTo(withEvidence(p, there), 9);
        expect(there.logLikelihood).toHaveLength(NO_EVIDENCE.logLikelihood.length);
        expect(withEvidence(p, JSON.parse(JSON.stringify(there)))).toBe(withEvidence(p, there));
      }),
    );
  });

  test('one noisy label does not ruin an entry: right ones bring it back', () => {
    const p = 0.99;
    const once = addLabel(NO_EVIDENCE, { p, right: false, noise: 0.05 });
    expect(withEvidence(p, once)).toBeLessThan(p - 0.002);
    expect(withEvidence(p, once)).toBeGreaterThan(0.9);
    const again = Array.from({ length: 60 }, () => ({ p, right: true, noise: 0.05 })).reduce(
      addLabelTo,
      once,
    );
    expect(withEvidence(p, again)).toBeGreaterThan(p - 0.002);
  });

  test('with a source that is wrong in 30 % of its labels, good entries stay good and bad ones fall', () => {
    const random = createRandom(3);
    const learnt = (right: number): number => {
      let evidence = NO_EVIDENCE;
      for (let i = 0; i < 100; i += 1) {
        const truth = random() < right;
        evidence = addLabel(evidence, { p: 0.95, right: random() < 0.3 ? !truth : truth, noise: 0.3 });
      }
      return withEvidence(0.95, evidence);
    };
    const good = Array.from({ length: 100 }, () => learnt(1));
    const bad = Array.from({ length: 100 }, () => learnt(0.3));
    expect(good.filter((p) => p > 0.9).length).toBeGreaterThanOrEqual(95);
    expect(bad.filter((p) => p < 0.8).length).toBeGreaterThanOrEqual(95);
  });

  test('many labels of a reliable source find the rate of an entry that is unlike the others', () => {
    let evidence = NO_EVIDENCE;
    for (let i = 0; i < 2000; i += 1) evidence = addLabel(evidence, { p: 0.95, right: i % 10 < 7, noise: 0 });
    expect(withEvidence(0.95, evidence)).toBeCloseTo(0.7, 1);
  });
});

const observed = fc.array(
  fc.record({ similarity: fc.double({ min: 0.5, max: 1, noNaN: true }), right: fc.boolean() }),
  { maxLength: 40 },
);

describe('[C13] the curve of one entry', () => {
  test('rises with similarity, is never proven beyond its own estimate, and is finite for any labels', () => {
    fc.assert(
      fc.property(observed, (list) => {
        const curve = fitCorrectness(list);
        expect([curve.level, curve.slope, ...curve.covariance].every(Number.isFinite)).toBe(true);
        expect(curve.slope).toBeGreaterThanOrEqual(0);
        for (const similarity of [0.6, 0.9, 0.99]) {
          const estimate = 1 / (1 + Math.exp(-(curve.level + curve.slope * (similarity - 0.9))));
          expect(provenCorrectness(curve, similarity)).toBeLessThanOrEqual(estimate);
        }
      }),
    );
  });

  test('is steep but finite where right and wrong can be told apart, and proves little from little', () => {
    const labelled = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ similarity: i % 2 ? 0.98 : 0.8, right: i % 2 === 1 }));
    const [few, many] = [fitCorrectness(labelled(4)), fitCorrectness(labelled(400))];
    expect(many.slope).toBeGreaterThan(few.slope);
    expect(provenCorrectness(few, 0.98)).toBeLessThan(0.9);
    expect(provenCorrectness(many, 0.98)).toBeGreaterThan(0.93);
    expect(provenCorrectness(many, 0.8)).toBeLessThan(0.1);
  });

  test('a wrong label lowers what is proven', () => {
    const right = Array.from({ length: 30 }, () => ({ similarity: 0.95, right: true }));
    const wrong = { similarity: 0.95, right: false };
    expect(provenCorrectness(fitCorrectness([...right, wrong]), 0.95)).toBeLessThan(
      provenCorrectness(fitCorrectness(right), 0.95),
    );
  });

  test('explores always where the budget per served hit is not proven, and the audited share where it is', () => {
    expect(explorationProbability({ proven: 0.98, budget: 0.01, audit: 0.02 })).toBe(1);
    expect(explorationProbability({ proven: 0.995, budget: 0.01, audit: 0.02 })).toBe(0.02);
  });

  test.each(TAILS)('has the quantile of the normal at a tail of %d', (epsilon, quantile) => {
    // Simpson's rule over the density from 0 to the quantile.
    const steps = 2000;
    const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    let sum = density(0) + density(quantile);
    for (let i = 1; i < steps; i += 1) sum += (i % 2 ? 4 : 2) * density((quantile * i) / steps);
    expect(0.5 - (sum * quantile) / steps / 3).toBeCloseTo(epsilon, 6);
  });
});

const addLabelTo = (evidence: Parameters<typeof addLabel>[0], one: EntryLabel) => addLabel(evidence, one);
