import { expect, it } from 'vitest';
import { fitPolicy } from '../../../bench/quality/fit-policy.ts';
import { WEIGHTS } from '../../../cache/policy/words/weights.ts';

/** Of lines that two fits share: the last digit of an exponential may differ between machines. */
const ALIKE = 0.99;

it('the weights are those that the labelled requests give (`node bench/quality/fit-policy.ts` makes them anew)', () => {
  const made = new Set(fitPolicy().split('\n'));
  const kept = WEIGHTS.split('\n');
  const same = kept.slice(1, -1).filter((line) => made.has(line.replaceAll('`', '\\`')));
  expect(same.length / (kept.length - 2)).toBeGreaterThan(ALIKE);
}, 120_000);
