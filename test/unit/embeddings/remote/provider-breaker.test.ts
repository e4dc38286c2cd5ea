import { beforeEach, describe, expect, it } from 'vitest';
import {
  createProviderBreaker,
  type Passage,
  type ProviderBreaker,
} from '../../../../embeddings/remote/provider-breaker.ts';
import { createManualClock, type ManualClock } from '../../../contract/fixtures/manual-clock.ts';

let clock: ManualClock;
let breaker: ProviderBreaker;

const enter = (): Passage => {
  const passage = breaker.enter();
  if (!passage) throw new Error('no way through');
  return passage;
};
const failTimes = (times: number): void => {
  for (let time = 0; time < times; time++) enter().failed();
};

beforeEach(() => {
  clock = createManualClock();
  breaker = createProviderBreaker({ failures: 3, pauseMs: 100, maxPauseMs: 1_000 }, clock);
});

describe('[C30] a provider that fails', () => {
  it('is left alone after failures in a row, and tried by one batch after the pause', () => {
    failTimes(3);
    expect(breaker.isOpen()).toBe(true);
    expect(breaker.enter()).toBeUndefined();
    clock.advance(100);
    expect(breaker.isOpen()).toBe(false);
    const trial = enter();
    expect(breaker.isOpen()).toBe(true);
    expect(breaker.enter()).toBeUndefined();
    trial.succeeded();
    expect(breaker.isOpen()).toBe(false);
    failTimes(2);
    expect(breaker.isOpen()).toBe(false);
  });

  it('is left alone twice as long after each failed trial, up to a bound', () => {
    failTimes(3);
    for (const pause of [100, 200, 400, 800, 1_000, 1_000]) {
      clock.advance(pause - 1);
      expect(breaker.isOpen()).toBe(true);
      clock.advance(1);
      enter().failed();
    }
  });

  it('one success in between, and the count begins anew', () => {
    failTimes(2);
    enter().succeeded();
    failTimes(2);
    expect(breaker.isOpen()).toBe(false);
  });

  it('a trial that nobody waited for says nothing, and the next may try', () => {
    failTimes(3);
    clock.advance(100);
    enter().abandoned();
    expect(breaker.isOpen()).toBe(false);
    enter().succeeded();
  });

  it('batches that fail late do not make the pause longer', () => {
    const [one, two] = [enter(), enter()];
    failTimes(3);
    clock.advance(50);
    one.failed();
    two.failed();
    clock.advance(50);
    expect(breaker.isOpen()).toBe(false);
  });

  it('that asks to be left alone is, at once, and no longer than the bound', () => {
    enter().failed(500);
    clock.advance(499);
    expect(breaker.isOpen()).toBe(true);
    clock.advance(1);
    enter().succeeded();
    enter().failed(3_600_000);
    clock.advance(1_000);
    expect(breaker.isOpen()).toBe(false);
  });
});
