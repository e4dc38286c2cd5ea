import {
  type ChatResponse,
  type FinishReason,
  type JsonObject,
  type JsonValue,
  listOr,
  type Part,
  stringOr,
} from '#core';
import { decodeBlock } from './decode-block.ts';
import { decodeUsage } from './decode-usage.ts';

const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'refusal'],
]);

/** Reads a provider's JSON answer leniently; never throws. Source: `Message` of `@anthropic-ai/sdk`. */
export function decodeResponse(body: JsonObject): ChatResponse {
  const parts = listOr(body.content).map(decodeBlock).filter(saysSomething);
  return {
    model: stringOr(body.model, undefined),
    choices: [{ parts, finishReason: finishReason(body.stop_reason) }],
    usage: decodeUsage(body.usage),
  };
}

function finishReason(reason: JsonValue | undefined): FinishReason | undefined {
  return typeof reason === 'string' ? (FINISH_REASONS.get(reason) ?? 'other') : undefined;
}

/** An empty block is no answer; models end some turns with one. */
function saysSomething(part: Part): boolean {
  return (part.type !== 'text' && part.type !== 'reasoning') || part.text !== '';
}
