import type { Hit } from '#cache';
import type { Outcome } from '../outcome.ts';

/** Asks a chat model about a candidate: the hit where it agrees, else undefined. Never rejects. */
export type Confirm = (signal: AbortSignal) => Promise<Hit | undefined>;
/** Asks whoever answers where the cache does not. */
export type AskOthers = (signal: AbortSignal) => Promise<Outcome>;

/** The verdict first: a yes is served, anything else goes to the provider. */
export async function serial(confirm: Confirm, ask: AskOthers, signal: AbortSignal): Promise<Outcome> {
  const hit = await confirm(signal);
  return hit ? { type: 'hit', hit } : ask(signal);
}
