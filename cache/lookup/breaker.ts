import { type Clock, GatewayError } from '#core';

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. */
  readonly failures: number;
  /** First pause in milliseconds; doubles with each failed trial. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

/** Stops asking a dead part: after failures in a row calls are refused for a pause, then one is let through as a trial. */
export interface Breaker {
  /**
   * Runs the call, or rejects at once with `circuit-open`. The call must settle by itself.
   * @param cancelled says that the caller gave up: such an end tells nothing about the part
   */
  readonly run: <T>(call: () => Promise<T>, cancelled: AbortSignal) => Promise<T>;
  readonly state: () => 'closed' | 'open';
}

export function createBreaker(options: BreakerOptions): Breaker {
  let failures = 0;
  let pause = options.pauseMs;
  let openUntil = 0;
  let trialRuns = false;

  const isOpen = (): boolean => failures >= options.failures;

  const failed = (isTrial: boolean): void => {
    const wasOpen = isOpen();
    failures++;
    // Calls that began before it opened fail late: they tell nothing new, and must not make the pause longer.
    if (!isOpen() || (wasOpen && !isTrial)) return;
    openUntil = options.clock.monotonic() + pause;
    pause = Math.min(pause * 2, options.maxPauseMs);
  };

  return {
    state: () => (isOpen() ? 'open' : 'closed'),
    run: async (call, cancelled) => {
      const isTrial = isOpen();
      if (isTrial && (trialRuns || options.clock.monotonic() < openUntil)) throw circuitOpen();
      trialRuns = isTrial;
      try {
        const result = await call();
        failures = 0;
        pause = options.pauseMs;
        return result;
      } catch (error) {
        if (!cancelled.aborted && !isBusy(error)) failed(isTrial);
        throw error;
      } finally {
        if (isTrial) trialRuns = false;
      }
    },
  };
}

/** A full queue refuses at once and costs nothing: too much work is no sign of death. */
const isBusy = (error: unknown): boolean => error instanceof GatewayError && error.code === 'embedder-busy';

function circuitOpen(): GatewayError {
  return new GatewayError({
    code: 'circuit-open',
    status: 503,
    retryable: true,
    publicMessage: 'A part of the cache failed repeatedly and is left alone for a moment.',
  });
}
