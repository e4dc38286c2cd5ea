import type { DialectId, JsonObject, Usage } from '#core';

/** Who and what an entry came from, for audit and poisoning rules (C24). */
export interface Provenance {
  readonly requestId: string;
  /** HMAC of the credential whose request produced the answer. */
  readonly credential: string;
  readonly provider: string;
  /** The model the client asked for. */
  readonly model: string;
}

/** A stored answer, and the question it answers. Immutable; `id` is derived from the exact key, so writes are idempotent. */
export interface Entry {
  readonly id: string;
  /** Every key it is found under without similarity: its exact key, its normalised key. */
  readonly keys: readonly string[];
  /** Tenant scope (C2); an entry never leaves it. */
  readonly tenant: string;
  /** Tenant scope and everything but the question, hashed (C2): similarity is asked only inside one partition. */
  readonly partition: string;
  /** The question that was embedded; empty for an entry that only matches exactly. */
  readonly question: string;
  /** Unit vector of the question, or undefined when the entry only matches exactly. */
  readonly vector: Float32Array | undefined;
  /** Unit vector of the answer's beginning (C10), in the question's space; undefined where it was not embedded. */
  readonly answerVector?: Float32Array | undefined;
  readonly dialect: DialectId;
  /** The answer as the dialect's JSON endpoint sends it, unknown fields included. */
  readonly body: JsonObject;
  /** Serialised size of `body` in bytes. */
  readonly bodyBytes: number;
  readonly usage: Usage;
  /** What the upstream call cost, in nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
  /** How long the upstream call took, in milliseconds. */
  readonly latencyMs: number;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Absolute: hits do not extend it. */
  readonly expiresAt: number;
  readonly provenance: Provenance;
}

export function isExpired(entry: { readonly expiresAt: number }, now: number): boolean {
  return entry.expiresAt <= now;
}
