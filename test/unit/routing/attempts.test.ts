import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, type Attempts, createAttempts, isRetryableStatus } from '#routing';
import { createManualClock } from '../../contract/fixtures/manual-clock.ts';
import { routeTo } from './fixture.ts';

interface Setup {
  readonly names?: readonly string[];
  readonly retries?: number;
  readonly random?: number;
  readonly withinMs?: number;
}

function setup({ names = ['a', 'b'], retries = 2, random = 0, withinMs = 600_000 }: Setup = {}) {
  const clock = createManualClock();
  const route = routeTo(names, retries);
  const options = {
    ...route,
    route,
    random: () => random,
    now: clock.monotonic,
    deadline: clock.monotonic() + withinMs,
  };
  const attempts = createAttempts(options);
  return { clock, attempts };
}

const nameOf = (attempt: Attempt | undefined): string | undefined => attempt?.target.provider.name;

/** Fails every attempt at once, waiting as told, and tells whom was asked and after which pause. */
function failAll(attempts: Attempts, clock: ReturnType<typeof createManualClock>): [string, number][] {
  const made: [string, number][] = [];
  for (let attempt = attempts.next(); attempt; attempt = attempts.next()) {
    made.push([attempt.target.provider.name, attempt.waitMs]);
    clock.advance(attempt.waitMs);
    attempts.failed(attempt.target, undefined);
  }
  return made;
}

describe('which attempt is next', () => {
  it('targets in order, then around again with growing pauses, as often as the route says', () => {
    const { attempts, clock } = setup({ retries: 4 });
    expect(failAll(attempts, clock)).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 125],
      ['b', 125],
      ['a', 250],
      ['b', 250],
    ]);
    expect(attempts.made()).toBe(6);
  });

  it('a pause is half to all of its length, so that clients do not come back together', () => {
    const longest = setup({ names: ['a'], retries: 8, random: 0.999999 });
    const pauses = failAll(longest.attempts, longest.clock).map(([, waitMs]) => Math.round(waitMs));
    expect(pauses).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    const shortest = setup({ names: ['a'], retries: 3 });
    expect(failAll(shortest.attempts, shortest.clock).map(([, waitMs]) => waitMs)).toEqual([
      0, 125, 250, 500,
    ]);
  });

  it('no retries: each target once', () => {
    const { attempts, clock } = setup({ names: ['a', 'b', 'c'], retries: 0 });
    expect(failAll(attempts, clock).map(([name]) => name)).toEqual(['a', 'b', 'c']);
  });

  it('a target is never tried before its Retry-After; another that is free goes first', () => {
    const { attempts, clock } = setup({ retries: 3 });
    const first = attempts.next();
    if (first) attempts.failed(first.target, 5_000);
    expect(nameOf(attempts.next())).toBe('b');
    clock.advance(10);
    const third = attempts.next();
    expect(nameOf(third)).toBe('b');
    expect(third?.waitMs).toBe(125);
  });

  it('when all of them ask for time, the one that asks for least is waited for', () => {
    const { attempts } = setup({ retries: 2 });
    for (const retryAfterMs of [5_000, 3_000]) {
      const attempt = attempts.next();
      if (attempt) attempts.failed(attempt.target, retryAfterMs);
    }
    expect(attempts.next()).toMatchObject({ waitMs: 3_000, target: { provider: { name: 'b' } } });
  });

  it('a Retry-After of more than ten seconds is the client’s to wait for', () => {
    const { attempts } = setup({ names: ['a'], retries: 5 });
    const attempt = attempts.next();
    if (attempt) attempts.failed(attempt.target, 10_001);
    expect(attempts.next()).toBeUndefined();
    expect(attempts.made()).toBe(1);
  });

  it('no attempt begins at or after the deadline', () => {
    const { attempts, clock } = setup({ names: ['a'], retries: 5, withinMs: 130 });
    const first = attempts.next();
    if (first) attempts.failed(first.target, undefined);
    expect(attempts.next()?.waitMs).toBe(125);
    clock.advance(130);
    expect(attempts.next()).toBeUndefined();
  });

  it('whatever happens: in its bound, never early, never without need the same one twice', () => {
    const failure = fc.record({
      retryAfterMs: fc.option(fc.constantFrom(0, 50, 1_000, 9_000, 20_000), { nil: undefined }),
      tookMs: fc.nat(2_000),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.nat(6),
        fc.array(failure, { minLength: 12, maxLength: 12 }),
        (count, retries, failures) => {
          const names = Array.from({ length: count }, (_, i) => `t${i}`);
          const { attempts, clock } = setup({ names, retries, withinMs: 30_000 });
          const start = clock.monotonic();
          const notBefore = new Map<string, number>();
          const order: string[] = [];
          for (const { retryAfterMs, tookMs } of failures) {
            const attempt = attempts.next();
            if (!attempt) break;
            const { name } = attempt.target.provider;
            clock.advance(attempt.waitMs);
            expect(clock.monotonic()).toBeGreaterThanOrEqual(notBefore.get(name) ?? 0);
            expect(clock.monotonic()).toBeLessThan(start + 30_000);
            expect(attempt.waitMs).toBeLessThanOrEqual(10_000);
            order.push(name);
            clock.advance(tookMs);
            if (retryAfterMs !== undefined) notBefore.set(name, clock.monotonic() + retryAfterMs);
            attempts.failed(attempt.target, retryAfterMs);
          }
          expect(order.length).toBeLessThanOrEqual(count + retries);
          expect(order.length).toBe(attempts.made());
          const untold = failures.slice(0, count).every(({ retryAfterMs }) => retryAfterMs === undefined);
          if (untold) expect(order.slice(0, count)).toEqual(names.slice(0, order.length));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('isRetryableStatus', () => {
  it.each([
    [[200, 201, 204, 301, 400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 451], false],
    [[408, 409, 429, 500, 501, 502, 503, 504, 520, 529], true],
  ])('%j: %s', (statuses, expected) => {
    for (const status of statuses) expect(isRetryableStatus(status), `${status}`).toBe(expected);
  });
});
