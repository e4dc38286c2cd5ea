import type { Outcome } from '../outcome.ts';
import type { AskOthers, Confirm } from './serial.ts';

/** Why a call is given up whose answer nobody needs any more. */
const LOST = new DOMException('the cache answered first', 'AbortError');

/** Whether a call was given up because the cache answered first: its answer is not kept. */
export const hasLostRace = (signal: AbortSignal): boolean => signal.reason === LOST;

type End =
  | { readonly type: 'answered'; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly error: unknown };

/**
 * The provider and the chat model at once. A yes before the provider's answer, or its stream's first event, is served
 * and the provider's call ends; a provider that is first is passed on and the chat model's call ends. Where the provider
 * fails, the verdict may still save the request. So none is slower than without a cache, and none fails that would not.
 */
export async function race(confirm: Confirm, ask: AskOthers, signal: AbortSignal): Promise<Outcome> {
  const confirming = new AbortController();
  const asking = new AbortController();
  const answered = endOf(ask(AbortSignal.any([signal, asking.signal])));
  const verdict = confirm(AbortSignal.any([signal, confirming.signal]));

  const first = await Promise.race([answered, verdict]);
  if (first?.type === 'hit') {
    asking.abort(LOST);
    return { type: 'hit', hit: first };
  }
  const end = await answered;
  if (end.type === 'answered') {
    confirming.abort();
    return end.outcome;
  }
  const hit = await verdict;
  if (hit) return { type: 'hit', hit };
  throw end.error;
}

const endOf = (answer: Promise<Outcome>): Promise<End> =>
  answer.then(
    (outcome) => ({ type: 'answered', outcome }),
    (error: unknown) => ({ type: 'failed', error }),
  );
