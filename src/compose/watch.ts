import { setTimeout as sleep } from 'node:timers/promises';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';

const EVERY_MS = 5_000;
/** A service that takes longer to say that it is well is not. */
const ANSWER_MS = 3_000;

/** Asks a service now and then whether it can serve, for `/readyz` and the log; what it says changes nothing else. */
export function watch(
  part: string,
  check: () => Promise<void>,
  { health, closer }: { readonly health: Health; readonly closer: Closer },
): void {
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    const late = sleep(ANSWER_MS, undefined, { signal: stop.signal, ref: false }).then(() => {
      throw new Error(`no answer within ${ANSWER_MS} ms`);
    });
    late.catch(() => {});
    const checked = check();
    checked.catch(() => {}); // one that comes too late is nobody's any more
    await Promise.race([checked, late]).then(
      () => health.ok(part),
      (error: unknown) => stop.signal.aborted || health.failed(part, error),
    );
  };
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await sleep(EVERY_MS, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  closer.add(`watch over ${part}`, () => {
    stop.abort();
    return looking;
  });
}
