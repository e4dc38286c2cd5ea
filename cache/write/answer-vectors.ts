import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#core';
import type { Embedder } from '#embeddings';
import { type Entry, isExpired } from '../entry.ts';
import { partitionOf } from '../identity/identity.ts';

/** An entry that is stored, and what of its answer is to be embedded. */
export interface AnswerToEmbed {
  readonly entry: Entry;
  readonly compatKey: string;
  readonly text: string;
}

/**
 * What became of an answer's vector. `full`: too many wait; `failed`: the embedder is busy or dead, or a store is away;
 * `unfit`: the vector would say little (C4), or is of another space than the question's (C7); `gone`: the entry left
 * or was replaced meanwhile. All but the first leave an entry that is found by its question.
 */
export type AnswerVectorEnd = 'stored' | 'full' | 'failed' | 'unfit' | 'gone';

export interface AnswerVectorsOptions {
  /** One that lets lookups go first. */
  readonly embedder: Embedder;
  /** Whether the entry is still there. */
  readonly isStored: (id: string) => Promise<boolean>;
  /** Stores the entry again, with its answer's vector, and places both. */
  readonly store: (entry: Entry) => Promise<void>;
  readonly clock: Clock;
  /** Share of unknown tokens above which a vector says little about its text (C4). */
  readonly maxUnknownShare: number;
  /** Size of the answers that may wait, in bytes; one more is left out. */
  readonly maxBytes: number;
  /** Share of the time, 0…1, that embedding may take: what is left is for lookups. */
  readonly timeShare: number;
  /** Told of each. Must not throw. */
  readonly ended: (end: AnswerVectorEnd, error?: unknown) => void;
}

/**
 * Embeds answers of entries that are stored already, one after another and never more than `timeShare` of the time, so
 * that no lookup and no write waits for more than one of them. What waits is lost with the process.
 */
export interface AnswerVectors {
  /** Returns at once; an entry that is added again takes the place of its older self. */
  readonly add: (answer: AnswerToEmbed) => void;
  /** Resolves when nothing waits any more. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const EMBED_MS = 5_000;
/** What an answer holds on to beside its body while it waits. */
const OVERHEAD_BYTES = 4_096;

export function createAnswerVectors(options: AnswerVectorsOptions): AnswerVectors {
  const { embedder, clock, maxBytes, timeShare, ended } = options;
  const waiting = new Map<string, AnswerToEmbed>();
  const closing = new AbortController();
  let bytes = 0;
  let working: Promise<void> | undefined;

  const take = (id: string): AnswerToEmbed | undefined => {
    const answer = waiting.get(id);
    if (answer && waiting.delete(id)) bytes -= bytesOf(answer);
    return answer;
  };

  /** The entry with its answer's vector, or why it gets none. */
  const embed = async ({ entry, compatKey, text }: AnswerToEmbed): Promise<Entry | 'unfit'> => {
    // Of a question longer than the model reads the partition cannot be told again; it goes without.
    const ownPartition = partitionOf({ tenant: entry.tenant, compatKey }, embedder.spaceId, '');
    if (entry.partition !== ownPartition) return 'unfit';
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(EMBED_MS)]);
    const [embedding] = await embedder.embed([text], signal);
    if (!embedding || embedding.unknownShare > options.maxUnknownShare) return 'unfit';
    return { ...entry, answerVector: embedding.vector };
  };

  const place = async (answer: AnswerToEmbed): Promise<AnswerVectorEnd> => {
    const { id } = answer.entry;
    if (isExpired(answer.entry, clock.now())) return 'gone';
    const entry = await embed(answer);
    if (entry === 'unfit') return 'unfit';
    // A newer answer was stored while this one was in the model: storing the older would undo that.
    if (waiting.has(id) || !(await options.isStored(id)) || waiting.has(id)) return 'gone';
    await options.store(entry);
    return 'stored';
  };

  const work = async (): Promise<void> => {
    for (const [id] of waiting) {
      if (closing.signal.aborted) return;
      const started = clock.monotonic();
      const answer = take(id);
      if (!answer) continue;
      try {
        ended(await place(answer));
      } catch (error) {
        if (!closing.signal.aborted) ended('failed', error);
      }
      const restMs = (clock.monotonic() - started) * (1 / timeShare - 1);
      await sleep(restMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };

  const start = (): void => {
    working ??= work().finally(() => {
      working = undefined;
      if (waiting.size > 0 && !closing.signal.aborted) start();
    });
  };

  return {
    add: (answer) => {
      if (closing.signal.aborted) return;
      take(answer.entry.id);
      if (bytes + bytesOf(answer) > maxBytes) return ended('full');
      waiting.set(answer.entry.id, answer);
      bytes += bytesOf(answer);
      start();
    },
    settled: async () => {
      while (working) await working;
    },
    close: async () => {
      closing.abort();
      waiting.clear();
      await working;
    },
  };
}

/** Text is two bytes a character. */
const bytesOf = ({ entry }: AnswerToEmbed): number => 2 * entry.bodyBytes + OVERHEAD_BYTES;
