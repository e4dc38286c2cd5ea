import type { Embedder } from './embedder.ts';

/**
 * The same embedder for work that can wait: one text at a time, so that whoever waits for an answer goes first.
 * Who gives up loses the turn and holds up nobody. Closing is left to the embedder itself.
 */
export function oneAtATime(embedder: Embedder): Embedder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...embedder,
    embed: (texts, signal) => {
      const turn = last.then(() => {
        signal.throwIfAborted();
        return embedder.embed(texts, signal);
      });
      last = turn.catch(() => {});
      return orAborted(turn, signal);
    },
    close: () => Promise.resolve(),
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
