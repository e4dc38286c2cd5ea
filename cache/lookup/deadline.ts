import { GatewayError } from '#core';

/**
 * Runs `work` with a signal that aborts after `ms` or with `outer`, and stops waiting then, whatever the work does.
 * @throws GatewayError `lookup-timeout` at the deadline; `outer`'s reason when that aborts first
 */
export async function withDeadline<T>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown): void => {
      controller.abort(reason);
      reject(reason);
    };
    const onOuter = (): void => stop(outer.reason);
    const timer = setTimeout(() => stop(lookupTimeout(Math.round(ms))), ms);
    outer.addEventListener('abort', onOuter, { once: true });
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        outer.removeEventListener('abort', onOuter);
      });
  });
}

function lookupTimeout(ms: number): GatewayError {
  return new GatewayError({
    code: 'lookup-timeout',
    status: 504,
    retryable: true,
    publicMessage: `The cache did not answer within ${ms} ms.`,
  });
}
