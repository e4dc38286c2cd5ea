import { hash } from 'node:crypto';
import type { DialectId, JsonObject, JsonValue, Question } from '#core';
import { canonicalise, keyText } from './canonical.ts';

/** Raised when the form of keys changes: old entries are then never found. */
const SCHEME = 'i2';

/**
 * Fields known not to change the answer (C1). Everything else is in the key, fields nobody knows included.
 * OpenAI: `stream`, `stream_options`, `user`, `metadata`, `safety_identifier`, `prompt_cache_key`, `store: false`;
 * Anthropic: `stream`, `metadata`.
 */
const NOT_IDENTITY = new Set([
  'stream',
  'stream_options',
  'user',
  'metadata',
  'safety_identifier',
  'prompt_cache_key',
]);

const omit = (field: string, value: JsonValue): boolean =>
  NOT_IDENTITY.has(field) || (field === 'store' && value === false);

export interface IdentityInput {
  /** Tenant scope (C2), as `tenantScope` gives it. */
  readonly tenant: string;
  /** Changes whenever the route would ask somebody else. */
  readonly policyVersion: string;
  /** What `body` is written in: a dialect, or the canonical form that all of them share. */
  readonly form: DialectId | 'canonical';
  /** Request headers that change the answer, `name: value`, in a fixed order. */
  readonly variants: readonly string[];
  readonly body: JsonObject;
  /** The bytes that came, for what the parsed form cannot tell apart. */
  readonly raw: Uint8Array;
  readonly question: Question | undefined;
}

/** What has to be equal for an answer to be the same answer. All keys are SHA-256, base64url. */
export interface Identity {
  readonly tenant: string;
  /** C1: equal for equal requests of one tenant and nothing else. */
  readonly exactKey: string;
  /** C2: everything but the question. */
  readonly compatKey: string;
  readonly question: string | undefined;
}

export function identify(input: IdentityInput): Identity {
  const { text, unsafe } = canonicalise(input.body, { omit, blank: input.question?.path });
  const question = input.question?.text;
  const compatKey = digest([
    SCHEME,
    input.policyVersion,
    input.form,
    ...input.variants,
    unsafe ? hash('sha256', input.raw, 'base64url') : '',
    text,
  ]);
  return {
    tenant: input.tenant,
    compatKey,
    exactKey: digest(['exact', input.tenant, compatKey, question === undefined ? '' : keyText(question)]),
    question,
  };
}

/** The key of the normalised tier (C3): folded text and every slot, inside the same tenant and compatKey. */
export function normalisedKey(identity: Identity, folded: string, slots: string): string {
  return digest(['normalised', identity.tenant, identity.compatKey, folded, slots]);
}

/**
 * The partition similarity is asked in (C2, C4, C7).
 * @param spaceId embedding space of the vectors
 * @param unseen what the embedder did not read of the question: matched exactly
 */
export function partitionOf(
  identity: { readonly tenant: string; readonly compatKey: string },
  spaceId: string,
  unseen: string,
): string {
  return digest(['partition', identity.tenant, identity.compatKey, spaceId, unseen]);
}

/** SHA-256 over length-prefixed parts, never joined with a separator. */
export function digest(parts: readonly string[]): string {
  let joined = '';
  for (const part of parts) joined += part.isWellFormed() ? `${part.length}:${part}` : escaped(part);
  return hash('sha256', joined, 'base64url');
}

/** UTF-8 has no lone surrogates: hashed as they are, all of them would be the same character. */
function escaped(part: string): string {
  const text = JSON.stringify(part);
  return `x${text.length}:${text}`;
}
