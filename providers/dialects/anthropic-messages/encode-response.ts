import type { ChatResponse, Choice, Ending, FinishReason, JsonObject, JsonValue, Part, Usage } from '#core';
import { parseExact } from '../exact-json.ts';
import { toolId } from './encode-turns.ts';
import { encodeThinking } from './reasoning.ts';

/** A chat completion of another dialect as a message; undefined when it is not one answer. */
export function encodeResponse(response: ChatResponse): JsonObject | undefined {
  const [choice, more] = response.choices;
  if (!choice || more) return undefined;
  return {
    ...messageHead(response.id, response.model),
    content: choice.parts.flatMap(encodePart),
    ...encodeEnding(choice, hasCalls(choice)),
    usage: encodeUsage(response.usage, response.reasoningTokens),
  };
}

const hasCalls = ({ parts }: Choice): boolean => parts.some(({ type }) => type === 'tool-call');

/** Fields of every message; those that only this API's own answers fill are null. Source: `Message` of the SDK, 1.11. */
export function messageHead(id: string | undefined, model: string | undefined): JsonObject {
  return {
    id: id ?? '',
    type: 'message',
    role: 'assistant',
    model: model ?? '',
    container: null,
    diagnostics: null,
  };
}

function encodePart(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return [{ type: 'text', text: part.text, citations: null }];
    case 'reasoning':
      return [encodeThinking(part)];
    case 'tool-call':
      return [{ ...callHead(part.id, part.name), input: inputOf(part.arguments) }];
    default:
      return [];
  }
}

/** A call without its input; its id in the form in which this API takes it back, whoever answers next. */
export function callHead(id: string, name: string): JsonObject {
  return { type: 'tool_use', id: toolId(id), name, caller: { type: 'direct' } };
}

/** The input; its text where the model did not write JSON, which the client's own check has to see. */
function inputOf(text: string): JsonValue {
  if (text === '') return {};
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

const STOP: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  // OpenAI-compatible servers name the end of a turn in many ways.
  other: 'end_turn',
};

/** Why it ended, in this API's fields. */
export function encodeEnding({ finishReason, stopSequence, refusal }: Ending, calls: boolean): JsonObject {
  const isPlain = finishReason === undefined || finishReason === 'stop' || finishReason === 'other';
  const reason = calls && isPlain ? 'tool_use' : STOP[finishReason ?? 'stop'];
  return {
    stop_reason: stopSequence !== undefined && reason === 'end_turn' ? 'stop_sequence' : reason,
    stop_sequence: stopSequence ?? null,
    stop_details:
      reason === 'refusal' ? { type: 'refusal', category: null, explanation: refusal ?? null } : null,
  };
}

/**
 * Usage with the input counted as this API does: without what was read from or written to the prompt cache. It has no
 * word for "not counted": a count that is not known is 0 here, and unknown in the gateway's own books.
 */
export function encodeUsage(usage: Usage, reasoning: number | undefined): JsonObject {
  const { inputTokens, cachedInputTokens: read, cacheWriteTokens: written } = usage;
  return {
    input_tokens: Math.max(0, (inputTokens ?? 0) - (read ?? 0) - (written ?? 0)),
    cache_creation_input_tokens: written ?? null,
    cache_read_input_tokens: read ?? null,
    cache_creation: null,
    output_tokens: usage.outputTokens ?? 0,
    output_tokens_details: reasoning === undefined ? null : { thinking_tokens: reasoning },
    inference_geo: null,
    server_tool_use: null,
    service_tier: null,
    speed: null,
  };
}
