import type { DialectId, JsonObject } from '#core';
import { digest, type Identity, partitionOf } from '../identity/identity.ts';
import { readQuestion } from '../lookup/asked-question.ts';
import type { Prepared } from '../lookup/result.ts';
import type { CachePlan } from '../policy/plan.ts';
import { answerTextOf } from './answer-text.ts';
import { schemaCheckOf } from './asked-schema.ts';
import type { FinishedAnswer } from './finished-answer.ts';
import type { WriteJob } from './store-answer.ts';

/** A finished answer that passed the store gate, and what the lookup before it learnt. */
export interface AnswerToStore extends FinishedAnswer {
  readonly identity: Identity;
  readonly plan: CachePlan;
  readonly dialect: DialectId;
  /** The output format the request asked for, as sent. */
  readonly responseFormat: JsonObject | undefined;
}

/** Places answers that match without similarity: no embedder's space has this name. */
const EXACT_SPACE = 'exact-only';

export function buildWriteJob(answer: AnswerToStore, now: number): WriteJob {
  const { identity, plan, prepared } = answer;
  const question = plan.match === 'semantic' ? (identity.question ?? '') : '';
  const embedded = prepared?.embedded;
  return {
    compatKey: identity.compatKey,
    embed: question !== '' && !embedded && !prepared?.exactOnly,
    check: schemaCheckOf(answer.response, answer.responseFormat),
    answerText: question === '' ? undefined : answerTextOf(answer.response),
    entry: {
      id: digest(['entry', identity.exactKey]),
      keys: question === '' ? [identity.exactKey] : [identity.exactKey, keyOf(identity, question, prepared)],
      tenant: identity.tenant,
      partition: embedded?.partition ?? partitionOf(identity, EXACT_SPACE, ''),
      question,
      vector: embedded?.vector,
      dialect: answer.dialect,
      body: answer.body,
      bodyBytes: answer.bodyBytes,
      usage: answer.response.usage,
      costNanos: answer.costNanos,
      latencyMs: answer.latencyMs,
      tags: plan.tags,
      createdAt: now,
      expiresAt: now + plan.ttlSeconds * 1000,
      provenance: answer.provenance,
    },
  };
}

/** A lookup that ran has the key already; without one (`no-cache`) it is worked out here. */
function keyOf(identity: Identity, question: string, prepared: Prepared | undefined): string {
  return prepared?.normalisedKey ?? readQuestion(identity, question).normalisedKey;
}
