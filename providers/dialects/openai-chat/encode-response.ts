import type { ChatResponse, Choice, Ending, FinishReason, JsonObject, Part, Usage } from '#core';
import { encodeToolCall } from './encode-turns.ts';
import { signedParts, signedReasoning } from './reasoning.ts';

/** A message of another dialect as a chat completion; undefined when it is not one answer. */
export function encodeResponse(
  response: ChatResponse,
  { now }: { readonly now: number },
): JsonObject | undefined {
  const [choice, more] = response.choices;
  if (!choice || more) return undefined;
  const usage = encodeUsage(response.usage, response.reasoningTokens);
  return {
    id: response.id ?? '',
    object: 'chat.completion',
    created: Math.floor(now / 1000),
    model: response.model ?? '',
    choices: [
      {
        index: 0,
        message: message(choice),
        logprobs: null,
        finish_reason: encodeFinish(choice, hasCalls(choice)),
      },
    ],
    ...(usage ? { usage } : {}),
  };
}

const hasCalls = ({ parts }: Choice): boolean => parts.some(({ type }) => type === 'tool-call');

function message({ parts, refusal }: Choice): JsonObject {
  const text = joined(parts, 'text');
  const refused = joined(parts, 'refusal') ?? refusal ?? null;
  const thought = joined(parts, 'reasoning');
  const signed = signedParts(parts);
  const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [encodeToolCall(part)] : []));
  return {
    role: 'assistant',
    content: text ?? null,
    refusal: refused,
    ...(thought === undefined ? {} : { reasoning_content: thought }),
    ...(signed.length === 0 ? {} : { extensions: signedReasoning(signed) }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function joined(parts: readonly Part[], type: 'text' | 'refusal' | 'reasoning'): string | undefined {
  const texts = parts.flatMap((part) => (part.type === type ? [part.text] : []));
  return texts.length === 0 ? undefined : texts.join('');
}

const FINISH: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  // A pause, or a reason newer than this list: what is said so far is not known to be whole.
  other: 'length',
};

/** Why it ended, in this API's words. */
export function encodeFinish({ finishReason }: Ending, calls: boolean): string {
  if (calls && (finishReason === 'stop' || finishReason === undefined)) return 'tool_calls';
  return FINISH[finishReason ?? 'stop'];
}

/** Usage with its total; what the provider did not count is absent, and all of it where it did not count the tokens. */
export function encodeUsage(usage: Usage, reasoning: number | undefined): JsonObject | undefined {
  const {
    inputTokens: input,
    outputTokens: output,
    cachedInputTokens: read,
    cacheWriteTokens: written,
  } = usage;
  if (input === undefined || output === undefined) return undefined;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...details('prompt_tokens_details', { cached_tokens: read, cache_write_tokens: written }),
    ...details('completion_tokens_details', { reasoning_tokens: reasoning }),
  };
}

function details(field: string, counts: Readonly<Record<string, number | undefined>>): JsonObject {
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return known.length === 0 ? {} : { [field]: Object.fromEntries(known) };
}
