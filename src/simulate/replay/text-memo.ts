import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '#core';
import type { Embedder, Embedding } from '#embeddings';

/** An embedder that embeds a text once while it is remembered, and may be told of texts before they are asked for. */
export interface TextMemo extends Embedder {
  /** Begins to embed a text that will be asked for. */
  readonly warm: (text: string) => void;
  /** Texts that were embedded so far. */
  readonly embedded: () => number;
}

/** About 100 MB of vectors of the bundled model. */
const REMEMBERED = 65_536;
const TRIES = 5;

export function createTextMemo(embedder: Embedder, pauseMs = 1_000): TextMemo {
  const memo = new LRUCache<string, Promise<Embedding>>({ max: REMEMBERED });
  const never = new AbortController().signal;
  let embedded = 0;

  /** A model thread that died is back a moment later: a simulation of hours must not end with it. */
  const patiently = async (text: string): Promise<Embedding> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const [first] = await embedder.embed([text], never);
        if (!first) throw new Error('the embedder returned no vector for a text');
        return first;
      } catch (error) {
        if (attempt === TRIES || !(error instanceof GatewayError && error.retryable)) throw error;
        await sleep(attempt * pauseMs);
      }
    }
  };

  const one = (text: string): Promise<Embedding> => {
    const known = memo.get(text);
    if (known) return known;
    embedded++;
    const embedding = patiently(text);
    embedding.catch(() => memo.delete(text));
    memo.set(text, embedding);
    return embedding;
  };

  return {
    ...embedder,
    embed: (texts) => Promise.all(texts.map(one)),
    warm: (text) => {
      one(text).catch(() => {}); // whoever asks for it gets the error
    },
    embedded: () => embedded,
  };
}
