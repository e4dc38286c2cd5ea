import type { ChatResponse, JsonObject } from '#core';
import { askedSchema, isJson, textOf } from './asked-schema.ts';

export type GateRefusal =
  | 'no-choice'
  | 'unfinished'
  | 'refusal'
  | 'content-filter'
  | 'tool-call'
  | 'empty'
  | 'schema'
  | 'too-large';

export interface GateInput {
  readonly response: ChatResponse;
  readonly bodyBytes: number;
  readonly maxBodyBytes: number;
  /** The output format the request asked for, as sent. */
  readonly responseFormat: JsonObject | undefined;
}

/**
 * Whether a finished 2xx answer may be stored (C20): every choice ended with `stop`, says something, is no refusal,
 * calls no tool, is JSON where that was asked for, and is small enough. Whether the JSON follows a schema takes a
 * thread and is checked by the write (`schemaCheckOf`).
 */
export function refuseToStore(input: GateInput): GateRefusal | undefined {
  if (input.bodyBytes > input.maxBodyBytes) return 'too-large';
  if (input.response.choices.length === 0) return 'no-choice';
  for (const choice of input.response.choices) {
    const refusal = refuseChoice(choice, input.responseFormat);
    if (refusal) return refusal;
  }
  return undefined;
}

function refuseChoice(
  choice: ChatResponse['choices'][number],
  format: JsonObject | undefined,
): GateRefusal | undefined {
  switch (choice.finishReason) {
    case 'content-filter':
      return 'content-filter';
    case 'refusal':
      return 'refusal';
    case 'tool-calls':
      return 'tool-call';
    case 'length':
    case 'other':
    case undefined:
      return 'unfinished';
    case 'stop':
      break;
  }
  if (choice.parts.some((part) => part.type === 'tool-call')) return 'tool-call';
  if (choice.parts.some((part) => part.type === 'refusal' && part.text !== '')) return 'refusal';
  const text = textOf(choice);
  if (text.trim() === '') return 'empty';
  return askedSchema(format) && !isJson(text) ? 'schema' : undefined;
}
