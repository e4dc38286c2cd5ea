import {
  type ChatRequest,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type OutputFormat,
  objectOr,
  stringOr,
} from '#core';
import {
  expectName,
  expectObjects,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalObjects,
  reject,
} from '../expect.ts';
import { createExtensions, type Extensions, isNothing, isSaid } from '../extensions.ts';
import { findQuestion } from '../find-question.ts';
import { decodeToolChoice, decodeTools } from './decode-tools.ts';
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

/** Fields that the canonical request carries, where they have a value that it can carry. */
const CARRIED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'user',
  'safety_identifier',
]);
/** Labels, and advice for the provider's own caches. */
const WITHOUT_EFFECT = new Set([
  'metadata',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'prediction',
]);
/** Fields with a value that says what is meant without them. Any other value is an extension. */
const NEUTRAL: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map([
  ['n', (value: JsonValue) => value === 1],
  ['modalities', (value: JsonValue) => Array.isArray(value) && value.every((kind) => kind === 'text')],
]);
/** Fields that say nothing while they are empty, `false` or 0. */
const OFF = new Set([
  'store',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'frequency_penalty',
  'presence_penalty',
  'functions',
  'plugins',
  'enable_search',
]);
const EFFORTS = new Set<unknown>(['none', 'low', 'medium', 'high', 'xhigh', 'max']);
const TEXT_FORMAT_FIELDS = new Set(['type']);
const FORMAT_FIELDS = new Set(['type', 'json_schema']);
const SCHEMA_FIELDS = new Set(['name', 'schema', 'strict']);
/** More is possible here than elsewhere. */
const HIGHEST_COMMON_TEMPERATURE = 1;

/**
 * Reads a client's chat completion request; source: `ChatCompletionCreateParamsBase` of the `openai` package, 7.55.
 * @throws GatewayError `invalid-request` naming the field.
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const found = createExtensions();
  const messages = expectObjects(body, 'messages');
  const tools = optionalObjects(body, 'tools');
  const functions = optionalObjects(body, 'functions');
  const request: ChatRequest = {
    model: expectName(body, 'model'),
    turns: messages.map((message, i) => decodeTurn(message, `messages[${i}]`, found)),
    question: findQuestion(messages),
    stream: optionalBoolean(body, 'stream'),
    streamUsage: optionalObject(body, 'stream_options')?.include_usage === true,
    temperature: optionalNumber(body, 'temperature'),
    topP: optionalNumber(body, 'top_p'),
    n: optionalNumber(body, 'n') ?? 1,
    seed: optionalNumber(body, 'seed'),
    maxTokens: optionalNumber(body, 'max_completion_tokens') ?? optionalNumber(body, 'max_tokens'),
    stop: stopTexts(body.stop, found),
    hasTools: tools.length > 0 || functions.length > 0,
    tools: decodeTools(tools, found),
    toolChoice: decodeToolChoice(body.tool_choice, found),
    parallelTools: parallelTools(body.parallel_tool_calls, found),
    effort: effort(body.reasoning_effort, found),
    format: format(body, found),
    user: user(body, found),
    responseFormat: responseFormat(body),
    outputs: outputs(body),
    serverState: serverState(body, tools),
    extensions: found.list,
  };
  findExtensions(body, request, found);
  return request;
}

/** What is said at the top and not carried. */
function findExtensions(body: JsonObject, request: ChatRequest, found: Extensions): void {
  for (const field in body) {
    const value = body[field];
    if (CARRIED.has(field) || value === undefined || value === null) continue;
    if (WITHOUT_EFFECT.has(field)) found.none(field);
    else if (field === 'service_tier' && (value === 'auto' || value === 'default')) found.none(field);
    else if (!NEUTRAL.get(field)?.(value) && !(OFF.has(field) && isNothing(value))) found.answer(field);
  }
  // How a stream is written is this API's own matter.
  for (const field in objectOr(body.stream_options)) {
    if (field !== 'include_usage') found.none(`stream_options.${field}`);
  }
  if ((request.temperature ?? 0) > HIGHEST_COMMON_TEMPERATURE) found.answer('temperature');
  const { max_tokens: older, max_completion_tokens: newer } = body;
  if (isSaid(older) && isSaid(newer) && older !== newer) found.answer('max_tokens');
  const last = request.turns.length - 1;
  if (request.turns[last]?.role === 'assistant') found.answer(`messages[${last}]`);
}

function stopTexts(stop: JsonValue | undefined, found: Extensions): readonly string[] {
  if (!isSaid(stop)) return [];
  const texts = Array.isArray(stop) ? (stop as readonly JsonValue[]) : [stop];
  if (texts.every((text) => typeof text === 'string')) return texts;
  found.answer('stop');
  return [];
}

function parallelTools(value: JsonValue | undefined, found: Extensions): boolean {
  if (isSaid(value) && typeof value !== 'boolean') found.answer('parallel_tool_calls');
  return value !== false;
}

function effort(value: JsonValue | undefined, found: Extensions): string | undefined {
  if (!isSaid(value)) return undefined;
  if (typeof value === 'string' && EFFORTS.has(value)) return value;
  found.answer('reasoning_effort');
  return undefined;
}

function format(body: JsonObject, found: Extensions): OutputFormat | undefined {
  const asked = responseFormat(body);
  if (!asked) {
    found.unknown(objectOr(body.response_format), TEXT_FORMAT_FIELDS, 'response_format');
    return undefined;
  }
  const { type, json_schema: named } = asked;
  if (type !== 'json_schema' || !isJsonObject(named) || !isJsonObject(named.schema)) {
    found.answer('response_format');
    return undefined;
  }
  if (isSaid(named.name)) found.state('response_format.json_schema.name');
  found.unknown(asked, FORMAT_FIELDS, 'response_format');
  found.unknown(named, SCHEMA_FIELDS, 'response_format.json_schema');
  found.mistyped(named, { strict: 'boolean' }, 'response_format.json_schema');
  return { schema: named.schema, strict: named.strict === true };
}

function user(body: JsonObject, found: Extensions): string | undefined {
  const { user: older, safety_identifier: newer } = body;
  if (isSaid(older) && isSaid(newer) && older !== newer) found.none('user');
  return stringOr(newer, stringOr(older, undefined));
}

function responseFormat(body: JsonObject): JsonObject | undefined {
  const asked = optionalObject(body, 'response_format');
  return asked?.type === 'text' ? undefined : asked;
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
