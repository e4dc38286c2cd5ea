import { type JsonObject, type JsonValue, objectOr, UNKNOWN_USAGE, type Usage } from '#core';
import { firstOf, numberOf } from './fields.ts';

/** Names under which logs keep the input and the output tokens of a request. */
const INPUT = ['prompt_tokens', 'input_tokens', 'promptTokens', 'inputTokens', 'inputUsage', 'input'];
const OUTPUT = [
  'completion_tokens',
  'output_tokens',
  'completionTokens',
  'outputTokens',
  'outputUsage',
  'output',
];

/** Tokens in a usage object of OpenAI, Anthropic, LiteLLM or Langfuse; 0 and 0 is what is written where nobody counted. */
export function usageOf(value: JsonValue | undefined): Usage {
  const fields: JsonObject = objectOr(value);
  const inputTokens = count(firstOf(fields, INPUT));
  const outputTokens = count(firstOf(fields, OUTPUT));
  if (!inputTokens && !outputTokens) return UNKNOWN_USAGE;
  const details = objectOr(fields.prompt_tokens_details);
  return { inputTokens, outputTokens, cachedInputTokens: count(details.cached_tokens) };
}

function count(value: JsonValue | undefined): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 0 ? number : undefined;
}
