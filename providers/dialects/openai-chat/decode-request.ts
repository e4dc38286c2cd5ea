import { type ChatRequest, isJsonObject, type JsonObject, stringOr } from '#core';
import {
  expectName,
  expectObjects,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalObjects,
  reject,
} from '../expect.ts';
import { findQuestion } from '../find-question.ts';
import { decodeTurn } from './decode-turn.ts';

/**
 * Fields that keep state on the provider's side or let it look outside. The last three are OpenAI-compatible
 * providers' switches for web search (xAI, OpenRouter, Alibaba), which the same clients send.
 */
const STATEFUL_FIELDS = [
  'web_search_options',
  'previous_response_id',
  'conversation',
  'container',
  'search_parameters',
  'plugins',
  'enable_search',
];

/** Kinds of tool that the client runs; any other kind runs at the provider. */
const CLIENT_TOOLS = new Set(['function', 'custom']);

/**
 * Reads a client's chat completion request; source: `ChatCompletionCreateParamsBase` of the `openai` package.
 * @throws GatewayError `invalid-request` naming the field.
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const messages = expectObjects(body, 'messages');
  const tools = optionalObjects(body, 'tools');
  const functions = optionalObjects(body, 'functions');
  return {
    model: expectName(body, 'model'),
    turns: messages.map((message, i) => decodeTurn(message, `messages[${i}]`)),
    question: findQuestion(messages),
    stream: optionalBoolean(body, 'stream'),
    streamUsage: optionalObject(body, 'stream_options')?.include_usage === true,
    temperature: optionalNumber(body, 'temperature'),
    topP: optionalNumber(body, 'top_p'),
    n: optionalNumber(body, 'n') ?? 1,
    seed: optionalNumber(body, 'seed'),
    maxTokens: optionalNumber(body, 'max_completion_tokens') ?? optionalNumber(body, 'max_tokens'),
    hasTools: tools.length > 0 || functions.length > 0,
    responseFormat: responseFormat(body),
    outputs: outputs(body),
    serverState: serverState(body, tools),
  };
}

function responseFormat(body: JsonObject): JsonObject | undefined {
  const format = optionalObject(body, 'response_format');
  return format?.type === 'text' ? undefined : format;
}

function outputs(body: JsonObject): readonly string[] {
  const value = body.modalities;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return reject('modalities', 'an array', value);
  const names = value.map((item, i) =>
    typeof item === 'string' ? item : reject(`modalities[${i}]`, 'a string', item),
  );
  return names.filter((name) => name !== 'text');
}

function serverState(body: JsonObject, tools: readonly JsonObject[]): readonly string[] {
  const names = STATEFUL_FIELDS.filter((field) => isOn(body, field));
  if (body.store === true) names.push('store');
  for (const tool of tools) {
    const type = stringOr(tool.type, 'function');
    if (!CLIENT_TOOLS.has(type)) names.push(type);
  }
  return [...new Set(names)];
}

function isOn(body: JsonObject, field: string): boolean {
  const value = body[field];
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) || (value !== undefined && value !== null && value !== false && value !== '');
}
