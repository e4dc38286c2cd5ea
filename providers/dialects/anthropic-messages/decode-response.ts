import {
  type ChatResponse,
  type Ending,
  type FinishReason,
  type JsonObject,
  type JsonValue,
  listOr,
  objectOr,
  type Part,
  stringOr,
} from '#core';
import { tokenCount } from '../token-count.ts';
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
    id: stringOr(body.id, undefined),
    model: stringOr(body.model, undefined),
    choices: [{ parts, ...decodeEnding(body) }],
    usage: decodeUsage(body.usage),
    reasoningTokens: reasoningTokens(body.usage),
  };
}

/** How a message ended: of the message itself, or of the event that tells it. */
export function decodeEnding(message: JsonObject): Ending {
  const { stop_sequence: stopSequence, stop_details: details } = message;
  const { explanation } = objectOr(details);
  return {
    finishReason: finishReason(message.stop_reason),
    ...(typeof stopSequence === 'string' ? { stopSequence } : {}),
    ...(typeof explanation === 'string' ? { refusal: explanation } : {}),
  };
}

/** Output tokens that were thoughts. */
export function reasoningTokens(usage: JsonValue | undefined): number | undefined {
  return tokenCount(objectOr(objectOr(usage).output_tokens_details).thinking_tokens);
}

function finishReason(reason: JsonValue | undefined): FinishReason | undefined {
  return typeof reason === 'string' ? (FINISH_REASONS.get(reason) ?? 'other') : undefined;
}

/** An empty block is no answer; models end some turns with one. One that is signed has to come back all the same. */
function saysSomething(part: Part): boolean {
  if (part.type === 'text') return part.text !== '';
  return part.type !== 'reasoning' || part.text !== '' || isSigned(part.raw);
}

/** Whether its provider would take it back. */
export function isSigned(block: JsonObject | undefined): boolean {
  return Boolean(block?.signature ?? block?.data);
}
