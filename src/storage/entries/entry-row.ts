import type { Entry, EntryHead } from '#cache';
import type { DialectId, JsonObject } from '#core';

/** An entry as columns: what SQLite keeps. Lists and the answer are JSON text. */
export interface EntryColumns {
  readonly id: string;
  readonly keys: string;
  readonly tenant: string;
  readonly partition: string;
  readonly dialect: string;
  readonly body_bytes: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cached_input_tokens: number | null;
  readonly cost_nanos: number | null;
  readonly latency_ms: number;
  readonly tags: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly request_id: string;
  readonly credential: string;
  readonly provider: string;
  readonly model: string;
  readonly question: string;
  /** Float32, little endian. */
  readonly vector: Uint8Array | null;
  readonly body: string;
}

/** An entry as it crosses threads: its columns, and what lies beside them in a table of its own. */
export interface EntryRow extends EntryColumns {
  /** Float32, little endian. */
  readonly answer_vector: Uint8Array | null;
}

export type HeadRow = Omit<EntryRow, 'body'>;

export function toRow(entry: Entry): EntryRow {
  return {
    id: entry.id,
    keys: JSON.stringify(entry.keys),
    tenant: entry.tenant,
    partition: entry.partition,
    dialect: entry.dialect,
    body_bytes: entry.bodyBytes,
    input_tokens: entry.usage.inputTokens ?? null,
    output_tokens: entry.usage.outputTokens ?? null,
    cached_input_tokens: entry.usage.cachedInputTokens ?? null,
    cost_nanos: entry.costNanos ?? null,
    latency_ms: entry.latencyMs,
    tags: JSON.stringify(entry.tags),
    created_at: entry.createdAt,
    expires_at: entry.expiresAt,
    request_id: entry.provenance.requestId,
    credential: entry.provenance.credential,
    provider: entry.provenance.provider,
    model: entry.provenance.model,
    question: entry.question,
    vector: entry.vector ? vectorBytes(entry.vector) : null,
    answer_vector: entry.answerVector ? vectorBytes(entry.answerVector) : null,
    body: JSON.stringify(entry.body),
  };
}

export function toEntry(row: EntryRow): Entry {
  return { ...toHead(row), body: JSON.parse(row.body) as JsonObject };
}

export function toHead(row: HeadRow): EntryHead {
  return {
    id: row.id,
    keys: JSON.parse(row.keys) as string[],
    tenant: row.tenant,
    partition: row.partition,
    question: row.question,
    vector: row.vector ? vectorOf(row.vector) : undefined,
    ...(row.answer_vector ? { answerVector: vectorOf(row.answer_vector) } : {}),
    dialect: row.dialect as DialectId,
    bodyBytes: row.body_bytes,
    usage: {
      inputTokens: row.input_tokens ?? undefined,
      outputTokens: row.output_tokens ?? undefined,
      cachedInputTokens: row.cached_input_tokens ?? undefined,
    },
    costNanos: row.cost_nanos ?? undefined,
    latencyMs: row.latency_ms,
    tags: JSON.parse(row.tags) as string[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    provenance: {
      requestId: row.request_id,
      credential: row.credential,
      provider: row.provider,
      model: row.model,
    },
  };
}

/** A copy: sending a view to another thread would send all of the memory it looks into. */
function vectorBytes({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

/**
 * A copy: the bytes may lie at an address where no float can be read. Of a damaged row only whole floats: the index
 * leaves a vector of the wrong length out, and one row must not make the others unreadable.
 */
function vectorOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice(0, bytes.length - (bytes.length % 4)).buffer);
}
