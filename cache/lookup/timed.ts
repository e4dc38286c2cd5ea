import type { Clock } from '#core';
import type { LookupObserver, LookupStage } from './observer.ts';

/** Runs one stage of a lookup and tells how long it took; a stage that fails is not told of. */
export async function timed<T>(
  { clock, observer }: { readonly clock: Clock; readonly observer: LookupObserver },
  stage: LookupStage,
  work: () => Promise<T>,
): Promise<T> {
  const started = clock.monotonic();
  const result = await work();
  observer.stage(stage, (clock.monotonic() - started) / 1000);
  return result;
}
