import { setTimeout as sleep } from 'node:timers/promises';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';

const EVERY_MS = 5_000;
/** While it is not well, and at the start, when its connection may still be on its way. */
const AGAIN_MS = 500;
/** Looks before a part that has not been well yet is called failed. */
const FIRST_LOOKS = 4;
/** A service that takes longer to say that it is well is not. */
const ANSWER_MS = 3_000;

/** Asks a service now and then whether it can serve, for `/readyz` and the log; what it says changes nothing else. */
export function watch(
  part: string,
  check: () => Promise<void>,
  { health, closer }: { readonly health: Health; readonly closer: Closer },
): void {
  const stop = new AbortController();
  const look = async (): Promise<unknown> => {
    const late = sleep(ANSWER_MS, undefined, { signal: stop.signal, ref: false }).then(() => {
      throw new Error(`no answer within ${ANSWER_MS} ms`);
    });
    late.catch(() => {});
    const checked = check();
    checked.catch(() => {}); // one that comes too late is nobody's any more
    return Promise.race([checked, late]).then(
      () => undefined,
      (error: unknown) => error ?? new Error('it failed without a reason'),
    );
  };
  const looking = (async () => {
    health.starting(part);
    for (let looks = 1; !stop.signal.aborted; looks++) {
      const error = await look();
      if (stop.signal.aborted) return;
      if (error === undefined) health.ok(part);
      else if (looks > FIRST_LOOKS) health.failed(part, error);
      const pause = error === undefined ? EVERY_MS : AGAIN_MS;
      await sleep(pause, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  closer.add(`watch over ${part}`, () => {
    stop.abort();
    return looking;
  });
}
