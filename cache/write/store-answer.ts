import { setTimeout as sleep } from 'node:timers/promises';
import type { Embedder } from '#embeddings';
import type { Entry } from '../entry.ts';
import { partitionOf } from '../identity/identity.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { recordIdsOf, recordsOf } from '../vectors/entry-records.ts';
import type { AnswerVectors } from './answer-vectors.ts';
import type { SchemaCheck } from './schema-checker.ts';

/** One answer to store, as plain data. */
export interface WriteJob {
  readonly entry: Entry;
  /** Needed to place the entry when it is embedded only now. */
  readonly compatKey: string;
  /** The question still has to be embedded: the lookup did not get that far. */
  readonly embed: boolean;
  /** The schema that the answer must follow before anybody may have it (C20). */
  readonly check: SchemaCheck | undefined;
  /** What of the answer is embedded (C10); undefined where nothing is. */
  readonly answerText?: string | undefined;
}

/** What a job holds on to while it waits, roughly: text is two bytes a character. */
export function writeJobBytes({ entry, check, answerText }: WriteJob): number {
  const checked = check ? check.texts.reduce((sum, text) => sum + text.length, check.schema.length) : 0;
  const characters = entry.bodyBytes + entry.question.length + (answerText?.length ?? 0) + checked;
  return 2 * characters + (entry.vector?.byteLength ?? 0) + 1024;
}

export interface StoreAnswerParts {
  readonly embedder: Embedder;
  readonly entries: EntryStore;
  readonly vectors: VectorStore;
  /** More than this share of unknown tokens: the entry is stored for exact matches only (C4). */
  readonly maxUnknownShare: number;
  /** The entry is stored and its vector is not: it is found exactly only, until somebody places it (`indexEntry`). */
  readonly vectorFailed: (entry: Entry, error: unknown) => void;
  /** Embeds answers after all that; undefined where answers have no vectors. */
  readonly answers?: Pick<AnswerVectors, 'add'> | undefined;
}

const EMBED_TRIES = 5;
const RETRY_MS = 100;
/** All tries together: later the entry is stored for exact matches only. */
const EMBED_MS = 15_000;

/** Entry first, then vector, the answer's when there is time; all idempotent by id (C22). Rejects when the entry store is down; the queue decides what then. */
export async function storeAnswer(
  parts: StoreAnswerParts,
  job: WriteJob,
  signal: AbortSignal,
): Promise<Entry> {
  const entry = job.embed ? await embedded(parts, job, signal) : job.entry;
  await parts.entries.put(entry);
  await indexEntry(parts, entry).catch((error: unknown) => parts.vectorFailed(entry, error));
  const { compatKey, answerText } = job;
  if (entry.vector && answerText) parts.answers?.add({ entry, compatKey, text: answerText });
  return entry;
}

/**
 * Places an entry's vectors; rejects when it cannot. A record of an answer that was replaced may stay until the new
 * one's comes: it makes the entry a candidate, and what is decided on is in the entry.
 *
 * An entry may be evicted by the next one before its vector is there to be removed with it. Looked at afterwards: what
 * goes later takes its vector along.
 */
export async function indexEntry(
  { entries, vectors }: Pick<StoreAnswerParts, 'entries' | 'vectors'>,
  entry: Entry,
): Promise<void> {
  const records = recordsOf(entry);
  if (records.length === 0) return;
  await vectors.upsert(records);
  const [isThere] = await entries.has([entry.id]);
  if (!isThere) await vectors.remove(recordIdsOf([entry.id]), entry.tenant);
}

async function embedded(parts: StoreAnswerParts, job: WriteJob, signal: AbortSignal): Promise<Entry> {
  const embedding = await embedPatiently(parts.embedder, job.entry.question, signal);
  if (!embedding || embedding.unknownShare > parts.maxUnknownShare) return job.entry;
  const unseen = job.entry.question.slice(embedding.coveredChars);
  return {
    ...job.entry,
    vector: embedding.vector,
    partition: partitionOf(
      { tenant: job.entry.tenant, compatKey: job.compatKey },
      parts.embedder.spaceId,
      unseen,
    ),
  };
}

/** Lookups go first: a busy model is asked again a little later; a dead one leaves the entry exact only. */
async function embedPatiently(embedder: Embedder, text: string, closing: AbortSignal) {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(EMBED_MS)]);
  for (let attempt = 1; attempt <= EMBED_TRIES && !signal.aborted; attempt++) {
    try {
      return (await embedder.embed([text], signal))[0];
    } catch {
      if (attempt < EMBED_TRIES) await sleep(RETRY_MS * attempt, undefined, { signal }).catch(() => {});
    }
  }
  closing.throwIfAborted();
  return undefined;
}
