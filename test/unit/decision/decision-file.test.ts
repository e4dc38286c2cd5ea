import { describe, expect, it } from 'vitest';
import { type DecisionFile, misfitOf, readDecisionFile } from '../../../cache/decision/decision-file.ts';

const held = { pairs: 100, served: 60, wrong: 0, hitRate: 0.6, rate: 0, upper: 0.049 };
const FILE: DecisionFile = {
  version: 1,
  madeBy: 'reprise tune 0.1.0',
  date: '2026-03-01T10:00:00.000Z',
  labels: {
    file: 'l.jsonl',
    sha256: 'f'.repeat(64),
    pairs: 150,
    same: 90,
    different: 50,
    unsure: 10,
    broken: 0,
  },
  spaceId: 'space',
  verifierId: 'reader',
  errorBudget: 0.05,
  confidence: 0.95,
  bar: 0.97,
  bars: [{ budget: 0.05, bar: 0.97, served: 60, wrong: 0, upper: 0.049 }],
  calibration: {
    intercept: 0.1,
    slope: 1.2,
    features: [{ name: 'margin', weight: 0.4, least: -1, most: 1 }],
  },
  chosen: held,
  reported: held,
};
const reading = (value: unknown) => readDecisionFile(JSON.stringify(value));

describe('[C12] a decision file', () => {
  it('is read as it was written', () => {
    expect(reading(FILE)).toEqual({ type: 'ok', decision: FILE });
    expect(reading({ ...FILE, verifierId: null })).toMatchObject({ type: 'ok' });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', undefined, 'it is not JSON'],
    ['a list', [], 'the file must be object, not []'],
    ['another version', { ...FILE, version: 2 }, 'version must be equal to constant, not 2'],
    ['an unknown field', { ...FILE, treshold: 1 }, 'the file has an unknown field treshold'],
    ['a bar above 1', { ...FILE, bar: 1.5 }, 'bar must be <= 1, not 1.5'],
    ['a bar that is text', { ...FILE, bar: '0.97' }, 'bar must be number, not "0.97"'],
    ['no bar', { ...FILE, bar: undefined }, 'the file lacks bar'],
    ['a budget of nothing', { ...FILE, errorBudget: 0 }, 'errorBudget must be > 0, not 0'],
    [
      'a sum that is none',
      { ...FILE, labels: { ...FILE.labels, sha256: 'x' } },
      'labels.sha256 must match pattern',
    ],
    [
      'a slope that turns pairs round',
      { ...FILE, calibration: { ...FILE.calibration, slope: -1 } },
      'calibration.slope must be >= 0, not -1',
    ],
    [
      'a verifier that is a number',
      { ...FILE, verifierId: 3 },
      'verifierId must match a schema in anyOf, not 3',
    ],
  ])('is refused with %s, and says why', (_, value, problem) => {
    const read = value === undefined ? readDecisionFile('{') : reading(value);
    expect(read.type).toBe('invalid');
    if (read.type === 'invalid') expect(read.problems.join('\n')).toContain(problem);
  });

  it('is refused with every problem at once', () => {
    const read = reading({ ...FILE, bar: 7, version: 3, extra: 1 });
    if (read.type === 'ok') throw new Error('it was read');
    expect(read.problems).toHaveLength(3);
  });

  it('is no file of any size', () => {
    expect(readDecisionFile(' '.repeat(2_000_000))).toMatchObject({ type: 'invalid' });
  });

  it('fits only the embedding space and the verifier that it was made for', () => {
    expect(misfitOf(FILE, { spaceId: 'space', verifierId: 'reader' })).toBe(undefined);
    expect(misfitOf(FILE, { spaceId: 'other', verifierId: 'reader' })).toContain('the embedding space space');
    expect(misfitOf(FILE, { spaceId: 'space', verifierId: null })).toContain('the verifier reader');
    expect(misfitOf({ ...FILE, verifierId: null }, { spaceId: 'space', verifierId: 'reader' })).toContain(
      'made for no verifier',
    );
  });
});
