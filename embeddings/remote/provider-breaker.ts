import type { Clock } from '#core';

export interface ProviderBreakerOptions {
  /** Batches in a row that fail before it opens. */
  readonly failures: number;
  /** First pause in milliseconds; doubles with each failed trial. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

/** Leaves a provider alone that fails: open for a pause, then one batch is let through as a trial. */
export interface ProviderBreaker {
  /** Whether a text is refused at once. */
  readonly isOpen: () => boolean;
  /** Asks for a batch's way through; undefined where there is none. */
  readonly enter: () => Passage | undefined;
}

/** A batch on its way; exactly one of these is called at its end. */
export interface Passage {
  readonly succeeded: () => void;
  /** @param pauseMs what the provider asked to be left alone for; it opens the breaker at once */
  readonly failed: (pauseMs?: number) => void;
  /** Nobody waited for it any more: that tells nothing. */
  readonly abandoned: () => void;
}

export function createProviderBreaker(options: ProviderBreakerOptions, clock: Clock): ProviderBreaker {
  let failures = 0;
  let pause = options.pauseMs;
  let openUntil = 0;
  let trialRuns = false;

  const isBroken = (): boolean => failures >= options.failures;
  const isOpen = (): boolean => isBroken() && (trialRuns || clock.monotonic() < openUntil);

  const failed = (isTrial: boolean, askedMs: number | undefined): void => {
    const wasBroken = isBroken();
    failures = askedMs === undefined ? failures + 1 : Math.max(failures + 1, options.failures);
    if (!isBroken()) return;
    if (askedMs !== undefined) {
      openUntil = Math.max(openUntil, clock.monotonic() + Math.min(askedMs, options.maxPauseMs));
    }
    // Batches that began before it opened fail late: they tell nothing new, and must not make the pause longer.
    if (wasBroken && !isTrial) return;
    openUntil = Math.max(openUntil, clock.monotonic() + pause);
    pause = Math.min(pause * 2, options.maxPauseMs);
  };

  return {
    isOpen,
    enter: () => {
      if (isOpen()) return undefined;
      const isTrial = isBroken();
      trialRuns ||= isTrial;
      const end = (): void => {
        if (isTrial) trialRuns = false;
      };
      return {
        succeeded: () => {
          end();
          failures = 0;
          pause = options.pauseMs;
        },
        failed: (askedMs) => {
          end();
          failed(isTrial, askedMs);
        },
        abandoned: end,
      };
    },
  };
}
