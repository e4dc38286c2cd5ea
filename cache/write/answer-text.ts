import type { ChatResponse } from '#core';
import { textOf } from './asked-schema.ts';

/**
 * Characters of an answer that are embedded. An answer says what it answers at its beginning; what follows dilutes the
 * vector and costs time. Source: docs/candidates.md, made by `npm run bench:candidates`.
 */
export const ANSWER_CHARS = 128;

/** The beginning of what the first choice says; undefined where it says nothing in words. */
export function answerTextOf({ choices: [choice] }: ChatResponse): string | undefined {
  const text = choice && textOf(choice).trimStart().slice(0, ANSWER_CHARS).trimEnd();
  return text?.toWellFormed() || undefined;
}
