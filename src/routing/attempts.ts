import type { Target } from './route.ts';

export interface AttemptsOptions {
  readonly targets: readonly Target[];
  /** Attempts beyond one per target. */
  readonly retries: number;
  /** Random number in [0, 1), for jitter. */
  readonly random: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** No attempt begins after this time. */
  readonly deadline: number;
}

export interface Attempt {
  readonly target: Target;
  /** Milliseconds to wait before it. */
  readonly waitMs: number;
}

/** Which target is tried next. One budget for the whole request: targets in order, then around again with backoff. */
export interface Attempts {
  readonly next: () => Attempt | undefined;
  /** @param retryAfterMs what the target asked for; it is not tried again before */
  readonly failed: (target: Target, retryAfterMs: number | undefined) => void;
  readonly made: () => number;
}

const BACKOFF = { firstMs: 250, mostMs: 8_000 };

/** A longer `Retry-After` is handed to the client instead: it must not find a silent gateway in front of it. */
const MOST_WAIT_MS = 10_000;

/** Statuses after which the same request may succeed; 529 is Anthropic's overload and a 5xx like the others. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

export function createAttempts({ targets, retries, random, now, deadline }: AttemptsOptions): Attempts {
  const notBefore = new Map<Target, number>();
  const most = targets.length + retries;
  let made = 0;

  /** Half to all of an exponentially growing pause: clients that failed together do not come back together. */
  const backoff = (round: number): number =>
    round === 0 ? 0 : Math.min(BACKOFF.firstMs * 2 ** (round - 1), BACKOFF.mostMs) * (0.5 + random() / 2);

  return {
    made: () => made,
    failed: (target, retryAfterMs) => {
      if (retryAfterMs !== undefined) notBefore.set(target, now() + retryAfterMs);
    },
    next: () => {
      if (made >= most) return undefined;
      const round = Math.floor(made / targets.length);
      const time = now();
      const waits = targets.map((target) => Math.max(backoff(round), (notBefore.get(target) ?? 0) - time));
      // In its turn, unless it asked for longer than another target would have to be waited for.
      const turn = made % targets.length;
      let best = turn;
      for (let step = 1; step < targets.length; step++) {
        const other = (turn + step) % targets.length;
        if ((waits[other] ?? 0) < (waits[best] ?? 0) && (notBefore.get(targets[best] as Target) ?? 0) > time)
          best = other;
      }
      const target = targets[best];
      const waitMs = waits[best] ?? 0;
      if (!target || waitMs > MOST_WAIT_MS || time + waitMs >= deadline) return undefined;
      made++;
      return { target, waitMs };
    },
  };
}
