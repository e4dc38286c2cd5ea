import { type DialectId, isJsonObject, type JsonObject, type JsonValue } from '#core';
import { unwrapped } from './fields.ts';
import type { LoggedAnswer } from './logged-request.ts';

/**
 * Fields of a chat request, of OpenAI's API (`ChatCompletionCreateParamsBase` of the `openai` package, 7.55) and of
 * Anthropic's (`MessageCreateParamsBase` of `@anthropic-ai/sdk`, 1.11). Where a log mixes the request with notes of its
 * own, only these are the request: a log's own id in the key would keep all requests apart.
 */
const BODY_FIELDS = new Set(
  `messages model system frequency_penalty function_call functions logit_bias logprobs
   max_completion_tokens max_tokens modalities n parallel_tool_calls prediction audio
   presence_penalty reasoning_effort response_format seed service_tier stop store stream
   stop_sequences temperature thinking tool_choice tools top_k top_logprobs top_p verbosity
   web_search_options output_config container mcp_servers user safety_identifier`.split(/\s+/),
);

/** The request in a row that holds other things, too; undefined where there are no messages. */
export function bodyAmong(fields: JsonObject): JsonObject | undefined {
  const messages = unwrapped(fields.messages);
  if (!Array.isArray(messages) || messages.length === 0) return undefined;
  const kept = Object.entries(fields).filter(([name, value]) => BODY_FIELDS.has(name) && value !== null);
  return { ...Object.fromEntries(kept), messages };
}

/** Which API a body is written for: Anthropic's has its system prompt outside the messages. */
export function dialectOf(body: JsonObject, url?: string): DialectId {
  if (url !== undefined && /\/messages\b/.test(url)) return 'anthropic-messages';
  const isAnthropic = 'system' in body || 'anthropic_version' in body || 'stop_sequences' in body;
  return isAnthropic ? 'anthropic-messages' : 'openai-chat';
}

/** Which API an answer is written in. */
export const answerDialect = (body: JsonObject): DialectId =>
  body.type === 'message' && Array.isArray(body.content) ? 'anthropic-messages' : 'openai-chat';

/** An answer of which a log has the text alone: taken to be whole. */
export function answerOfText(text: string): LoggedAnswer {
  const message = { role: 'assistant', content: text };
  return { dialect: 'openai-chat', body: { choices: [{ index: 0, message, finish_reason: 'stop' }] } };
}

/** An answer in any of the forms in which logs keep them; undefined where there is none. */
export function answerOf(value: JsonValue | undefined): LoggedAnswer | undefined {
  const answer = unwrapped(value);
  if (typeof answer === 'string') return answer === '' ? undefined : answerOfText(answer);
  if (Array.isArray(answer)) return answerOf(answer[0] as JsonValue | undefined);
  if (!isJsonObject(answer)) return undefined;
  if (Array.isArray(answer.choices)) return { dialect: 'openai-chat', body: answer };
  if (answerDialect(answer) === 'anthropic-messages') return { dialect: 'anthropic-messages', body: answer };
  return answerOfMessage(answer);
}

/** A message, or an object that holds its text: what tracing tools keep. */
function answerOfMessage(message: JsonObject): LoggedAnswer | undefined {
  if (Array.isArray(message.tool_calls) && message.tool_calls.length > 0) {
    const choice = { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'tool_calls' };
    return { dialect: 'openai-chat', body: { choices: [choice] } };
  }
  for (const name of ['content', 'text', 'completion', 'output', 'message']) {
    const inner = message[name];
    if (typeof inner === 'string' && inner !== '') return answerOfText(inner);
    if (isJsonObject(inner)) return answerOf(inner);
    if (Array.isArray(inner)) return answerOfText(inner.map(pieceOf).join(''));
  }
  return undefined;
}

const pieceOf = (piece: JsonValue): string =>
  isJsonObject(piece) && typeof piece.text === 'string' ? piece.text : typeof piece === 'string' ? piece : '';

/** Roles by the names that frameworks give them. */
const ROLES: Readonly<Record<string, string>> = { human: 'user', ai: 'assistant', model: 'assistant' };

/** Messages as an API takes them, from what tracing tools keep: a text, one message, messages, messages in an object. */
export function messagesOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  const input = unwrapped(value);
  if (typeof input === 'string') return input.trim() === '' ? undefined : [{ role: 'user', content: input }];
  if (isJsonObject(input)) {
    if (Array.isArray(input.messages)) return messagesOf(input.messages);
    return 'role' in input || 'type' in input ? messagesOf([input]) : undefined;
  }
  if (!Array.isArray(input)) return undefined;
  const [first] = input as readonly JsonValue[];
  if (Array.isArray(first) && input.length === 1) return messagesOf(first as JsonValue);
  const messages = (input as readonly JsonValue[]).map(messageOf);
  return messages.length > 0 && messages.every((message) => message !== undefined) ? messages : undefined;
}

function messageOf(value: JsonValue): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, ...message } = value;
  const name = typeof value.role === 'string' ? value.role : type;
  if (typeof name !== 'string' || (value.content === undefined && value.tool_calls === undefined))
    return undefined;
  return { ...message, role: ROLES[name] ?? name };
}
