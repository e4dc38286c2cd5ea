import type { Clock } from '#core';
import type { Embedder } from '#embeddings';
import { type Identity, partitionOf } from '../identity/identity.ts';
import { readLanguage } from '../slots/index.ts';
import type { AskedQuestion } from './asked-question.ts';
import type { LookupObserver } from './observer.ts';
import type { Prepared } from './result.ts';
import { timed } from './timed.ts';

export interface EmbedQuestionParts {
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly observer: LookupObserver;
  /** Share of unknown tokens above which a text is not matched by meaning (C4). */
  readonly maxUnknownShare: number;
}

/** Where the question lies among the cached ones; `exactOnly` where its vector would say little about it (C4). Rejects on an outage. */
export async function embedQuestion(
  parts: EmbedQuestionParts,
  identity: Identity,
  { text, normalisedKey }: AskedQuestion,
  signal: AbortSignal,
): Promise<Prepared> {
  const unread: Prepared = { normalisedKey, embedded: undefined, exactOnly: true };
  if (!readLanguage(text).english) return unread;
  const [embedding] = await timed(parts, 'embed', () => parts.embedder.embed([text], signal));
  if (!embedding || embedding.unknownShare > parts.maxUnknownShare) return unread;
  const { vector, coveredChars } = embedding;
  const partition = partitionOf(identity, parts.embedder.spaceId, text.slice(coveredChars));
  return { normalisedKey, embedded: { vector, partition }, exactOnly: false };
}
