import {
  type ChatResponse,
  type Choice,
  type FinishReason,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOr,
  objectOr,
  type Part,
  stringOr,
} from '#core';
import { sourceOf } from '../data-url.ts';
import { tokenCount } from '../token-count.ts';
import { decodeToolCall } from './decode-tool-call.ts';
import { decodeUsage } from './decode-usage.ts';
import { REASONING_FIELDS } from './text-fields.ts';

const FINISH_REASONS: ReadonlyMap<unknown, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

/** Reads a provider's JSON answer leniently; never throws. Source: `ChatCompletion` of the `openai` package. */
export function decodeResponse(body: JsonObject): ChatResponse {
  return {
    id: stringOr(body.id, undefined),
    model: stringOr(body.model, undefined),
    choices: listOr(body.choices).filter(isJsonObject).map(decodeChoice),
    usage: decodeUsage(body.usage),
    reasoningTokens: reasoningTokens(body.usage),
  };
}

/** Output tokens that were thoughts. */
export function reasoningTokens(usage: JsonValue | undefined): number | undefined {
  return tokenCount(objectOr(objectOr(usage).completion_tokens_details).reasoning_tokens);
}

function decodeChoice(choice: JsonObject): Choice {
  const message = objectOr(choice.message);
  return {
    parts: [...reasoningParts(message), ...contentParts(message.content), ...callParts(message)],
    finishReason: finishReason(choice.finish_reason, message.refusal),
  };
}

/** A refusal ends with `stop`: only the message tells it from an answer. */
export function finishReason(
  reason: JsonValue | undefined,
  refusal: JsonValue | undefined,
): FinishReason | undefined {
  if (typeof refusal === 'string' && refusal !== '') return 'refusal';
  if (typeof reason !== 'string') return undefined;
  return FINISH_REASONS.get(reason) ?? 'other';
}

function reasoningParts(message: JsonObject): readonly Part[] {
  // Some providers send the same text under two of these names; the first that is there counts.
  for (const field of REASONING_FIELDS) {
    const text = message[field];
    if (typeof text === 'string' && text !== '') return [{ type: 'reasoning', text }];
  }
  return [];
}

function contentParts(content: JsonValue | undefined): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOr(content).map(contentPart);
}

function contentPart(part: JsonValue): Part {
  const { type, text, refusal } = objectOr(part);
  if (type === 'text' && typeof text === 'string') return { type: 'text', text };
  if (type === 'refusal' && typeof refusal === 'string') return { type: 'refusal', text: refusal };
  return { type: 'other', raw: part };
}

function callParts(message: JsonObject): readonly Part[] {
  const parts: Part[] = [];
  const { refusal, audio } = message;
  if (typeof refusal === 'string' && refusal !== '') parts.push({ type: 'refusal', text: refusal });
  if (isJsonObject(audio)) parts.push({ type: 'audio', raw: audio });
  for (const image of listOr(message.images)) parts.push(imagePart(image));
  for (const call of listOr(message.tool_calls)) parts.push(decodeToolCall(objectOr(call)));
  if (isJsonObject(message.function_call)) parts.push(decodeToolCall({ function: message.function_call }));
  return parts;
}

/** Images of models that make them, as OpenRouter has them. */
function imagePart(image: JsonValue): Part {
  const { url } = objectOr(objectOr(image).image_url);
  const source = typeof url === 'string' ? sourceOf(url) : undefined;
  return source ? { type: 'image', source } : { type: 'other', raw: image };
}
