import type { Embedder } from './embedder.ts';

/**
 * The same embedder for work that can wait: one text at a time, so that whoever waits for an answer goes first.
 * Closing is left to the embedder itself.
 */
export function oneAtATime(embedder: Embedder): Embedder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...embedder,
    embed: (texts, signal) => {
      const turn = last.then(() => embedder.embed(texts, signal));
      last = turn.catch(() => {});
      return turn;
    },
    close: () => Promise.resolve(),
  };
}
