import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../../cache/lookup/breaker.ts';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';

const OPEN = expect.objectContaining({ code: 'circuit-open' });

function setup() {
  const clock = createManualClock();
  const breaker = createBreaker({ clock, failures: 3, pauseMs: 100, maxPauseMs: 350 });
  const never = new AbortController().signal;
  let calls = 0;
  const run = (work: () => Promise<unknown>, cancelled = never) =>
    breaker.run(() => {
      calls++;
      return work();
    }, cancelled);
  const fail = (cancelled?: AbortSignal) =>
    run(() => Promise.reject(new Error('dead')), cancelled).catch((error: unknown) => error);
  return { clock, breaker, run, fail, calls: () => calls, ok: () => run(() => Promise.resolve('fine')) };
}

describe('[C30] the breaker', () => {
  it('opens after failures in a row, and then asks nobody', async () => {
    const { breaker, fail, ok, calls } = setup();
    for (let i = 0; i < 3; i++) {
      expect(breaker.state()).toBe('closed');
      await fail();
    }
    expect(breaker.state()).toBe('open');
    await expect(ok()).rejects.toEqual(OPEN);
    expect(calls()).toBe(3);
  });

  it('failures with a success between them are no row', async () => {
    const { breaker, fail, ok } = setup();
    for (let i = 0; i < 5; i++) {
      await fail();
      await fail();
      await ok();
    }
    expect(breaker.state()).toBe('closed');
  });

  it('after the pause lets one call through and no second beside it', async () => {
    const { breaker, clock, fail, ok, run, calls } = setup();
    for (let i = 0; i < 3; i++) await fail();
    clock.advance(99);
    await expect(ok()).rejects.toEqual(OPEN);
    clock.advance(1);
    const trial = Promise.withResolvers<string>();
    const running = run(() => trial.promise);
    await expect(ok()).rejects.toEqual(OPEN);
    expect(calls()).toBe(4);
    trial.resolve('alive');
    expect(await running).toBe('alive');
    expect(breaker.state()).toBe('closed');
    expect(await ok()).toBe('fine');
  });

  it('each failed trial doubles the pause, up to its bound; a success makes it short again', async () => {
    const { clock, fail, ok } = setup();
    for (let i = 0; i < 3; i++) await fail();
    for (const pause of [100, 200, 350, 350]) {
      clock.advance(pause - 1);
      await expect(ok()).rejects.toEqual(OPEN);
      clock.advance(1);
      expect(await fail()).toMatchObject({ message: 'dead' });
    }
    clock.advance(350);
    await ok();
    for (let i = 0; i < 3; i++) await fail();
    clock.advance(100);
    expect(await ok()).toBe('fine');
  });

  it('a call that its caller gave up tells nothing, not even as the trial', async () => {
    const { breaker, clock, fail, ok } = setup();
    const gone = AbortSignal.abort();
    for (let i = 0; i < 10; i++) await fail(gone);
    expect(breaker.state()).toBe('closed');
    for (let i = 0; i < 3; i++) await fail();
    clock.advance(100);
    await fail(gone);
    expect(await ok()).toBe('fine');
  });

  it('calls that began before it opened and fail late do not make the pause longer', async () => {
    const { clock, run, fail, ok } = setup();
    const late = Array.from({ length: 20 }, () => Promise.withResolvers<string>());
    const running = late.map(({ promise }) => run(() => promise).catch((error: unknown) => error));
    for (let i = 0; i < 3; i++) await fail();
    for (const { reject } of late) reject(new Error('late'));
    await Promise.all(running);
    clock.advance(100);
    expect(await ok()).toBe('fine');
  });
});
