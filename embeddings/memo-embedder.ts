import { LRUCache } from 'lru-cache';
import type { Embedder, Embedding } from './embedder.ts';

/** Remembers the last `max` texts of at most `MAX_CHARS` characters; longer ones pass through. */
const MAX_CHARS = 2_000;

/**
 * Embeds a text once while it is remembered. Memory: about `max` × (4 × dimensions + text) bytes.
 * Failures and aborts are not remembered.
 */
export function withMemo(embedder: Embedder, max = 4_096): Embedder {
  const memo = new LRUCache<string, Embedding>({ max });
  const embedOne = async (text: string, signal: AbortSignal): Promise<Embedding> => {
    const known = memo.get(text);
    if (known) return known;
    const [embedding] = await embedder.embed([text], signal);
    if (!embedding) throw new Error('embedder returned no vector for a text');
    if (text.length <= MAX_CHARS) memo.set(text, embedding);
    return embedding;
  };
  return { ...embedder, embed: (texts, signal) => Promise.all(texts.map((text) => embedOne(text, signal))) };
}
