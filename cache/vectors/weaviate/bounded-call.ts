export interface CallBounds {
  readonly ms: number;
  /** Any of them ends the wait with its own reason. */
  readonly signals: readonly AbortSignal[];
  /** What the call rejects with at its deadline. */
  readonly late: () => unknown;
}

/**
 * Runs `work` and stops waiting at the deadline or when a signal aborts, whatever the work does: how it ends then is
 * nobody's concern any more and never an unhandled rejection. The work gets a signal that aborts when the wait ends.
 */
export function boundedCall<T>(
  { ms, signals, late }: CallBounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted) return Promise.reject(aborted.reason);
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown): void => {
      reject(reason);
      controller.abort(reason);
    };
    const listeners = signals.map((signal) => {
      const onAbort = (): void => stop(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      return () => signal.removeEventListener('abort', onAbort);
    });
    const timer = setTimeout(() => stop(late()), ms);
    const ended = (): void => {
      clearTimeout(timer);
      for (const remove of listeners) remove();
    };
    controller.signal.addEventListener('abort', ended, { once: true });
    work(controller.signal).then(resolve, reject).finally(ended);
  });
}
