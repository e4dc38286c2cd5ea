import {
  type ChatRequest,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type OutputFormat,
  objectOr,
  stringOr,
  type Turn,
} from '#core';
import {
  expectName,
  expectObjects,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalObjects,
} from '../expect.ts';
import { createExtensions, type Extensions, findMisplaced, isNothing, isSaid } from '../extensions.ts';
import { findQuestion } from '../find-question.ts';
import { decodeToolChoice, decodeTools } from './decode-tools.ts';
import { decodeContent, decodeTurns, isPrefilled } from './decode-turn.ts';

/** Fields that keep state on the provider's side, change the history there, or let it look outside. */
const STATEFUL_FIELDS = ['container', 'mcp_servers', 'context_management', 'compaction', 'thread'];

/** Kinds of tool that the client runs, without the date of their version; any other kind runs at the provider. */
const CLIENT_TOOLS = new Set([
  'custom',
  'bash',
  'text_editor',
  'computer',
  'memory',
  'computer_toolset',
  'browser_toolset',
]);

const VERSION = /_\d{8}$/;

/** Fields that the canonical request carries, where they have a value that it can carry. */
const CARRIED = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'stop_sequences',
  'tools',
  'tool_choice',
  'metadata',
  'output_config',
  'output_format',
  'thinking',
]);
/** Advice for the provider's own cache, and questions about it. */
const WITHOUT_EFFECT = new Set(['cache_control', 'diagnostics']);
/** Fields with a value that says what is meant without them. Any other value is an extension. */
const NEUTRAL: ReadonlyMap<string, JsonValue> = new Map([
  ['service_tier', 'auto'],
  ['speed', 'standard'],
]);
/** The rest: `minimal` is not known here, and `none` is another field. */
const EFFORTS = new Set<unknown>(['low', 'medium', 'high', 'xhigh', 'max']);
const OUTPUT_FIELDS = new Set(['effort', 'format']);
const FORMAT_FIELDS = new Set(['type', 'schema']);
const THINKING_FIELDS = new Set(['type']);
const METADATA_FIELDS = new Set(['user_id']);

/**
 * Reads a client's message request; source: `MessageCreateParams`, stable and beta, of `@anthropic-ai/sdk`, 1.11.
 * @throws GatewayError `invalid-request` naming the field.
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const found = createExtensions();
  const messages = expectObjects(body, 'messages');
  const tools = optionalObjects(body, 'tools');
  const output = optionalObject(body, 'output_config');
  const responseFormat = askedFormat(body, output, found);
  const request: ChatRequest = {
    model: expectName(body, 'model'),
    turns: [
      ...systemTurn(body, found),
      ...messages.flatMap((message, i) => decodeTurns(message, `messages[${i}]`, found)),
    ],
    question: findQuestion(messages),
    stream: optionalBoolean(body, 'stream'),
    streamUsage: true,
    temperature: optionalNumber(body, 'temperature'),
    topP: optionalNumber(body, 'top_p'),
    n: 1,
    seed: undefined,
    maxTokens: optionalNumber(body, 'max_tokens'),
    stop: stopTexts(body.stop_sequences, found),
    hasTools: tools.length > 0,
    tools: decodeTools(tools, found),
    ...decodeToolChoice(body, found),
    effort: effort(body, output, found),
    format: format(responseFormat, found),
    user: user(body, found),
    responseFormat,
    outputs: [],
    serverState: serverState(body, tools),
    extensions: found.list,
  };
  findExtensions(body, found);
  if (isPrefilled(messages)) found.answer(`messages[${messages.length - 1}]`);
  // It fills the prompt cache and generates nothing, which no other API offers.
  if (request.maxTokens === 0) found.answer('max_tokens');
  return request;
}

/** What is said at the top and not carried. */
function findExtensions(body: JsonObject, found: Extensions): void {
  for (const field in body) {
    const value = body[field];
    if (CARRIED.has(field) || value === undefined || value === null || NEUTRAL.get(field) === value) continue;
    if (STATEFUL_FIELDS.includes(field) && isNothing(value)) continue;
    if (WITHOUT_EFFECT.has(field)) found.none(field);
    else found.answer(field);
  }
}

function systemTurn(body: JsonObject, found: Extensions): readonly Turn[] {
  if (body.system === undefined || body.system === null) return [];
  const parts = decodeContent(body, 'system', 'system', found);
  findMisplaced('system', parts, 'system', found);
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

function stopTexts(stop: JsonValue | undefined, found: Extensions): readonly string[] {
  if (!isSaid(stop)) return [];
  const texts = Array.isArray(stop) ? (stop as readonly JsonValue[]) : [null];
  if (texts.every((text) => typeof text === 'string')) return texts;
  found.answer('stop_sequences');
  return [];
}

/** Effort, and whether to think at all, which other APIs say in one field. */
function effort(body: JsonObject, output: JsonObject | undefined, found: Extensions): string | undefined {
  if (output) found.unknown(output, OUTPUT_FIELDS, 'output_config');
  const asked = output?.effort;
  const isKnown = typeof asked === 'string' && EFFORTS.has(asked);
  if (isSaid(asked) && !isKnown) found.answer('output_config.effort');
  if (!isSaid(body.thinking)) return isKnown ? asked : undefined;
  const thinking = objectOr(body.thinking);
  if (thinking.type === 'disabled' && !isSaid(asked)) {
    found.unknown(thinking, THINKING_FIELDS, 'thinking');
    return 'none';
  }
  found.answer('thinking');
  return isKnown ? asked : undefined;
}

function askedFormat(
  body: JsonObject,
  output: JsonObject | undefined,
  found: Extensions,
): JsonObject | undefined {
  const asked = output?.format;
  // The older, beta name; one request has one of the two.
  const older = optionalObject(body, 'output_format');
  if (!isSaid(asked)) return older;
  if (older) found.answer('output_format');
  if (!isJsonObject(asked)) found.answer('output_config.format');
  return isJsonObject(asked) ? asked : undefined;
}

function format(asked: JsonObject | undefined, found: Extensions): OutputFormat | undefined {
  if (!asked) return undefined;
  found.unknown(asked, FORMAT_FIELDS, 'output_config.format');
  if (asked.type === 'json_schema' && isJsonObject(asked.schema))
    return { schema: asked.schema, strict: true };
  found.answer('output_config.format');
  return undefined;
}

function user(body: JsonObject, found: Extensions): string | undefined {
  if (!isSaid(body.metadata)) return undefined;
  const metadata = objectOr(body.metadata);
  for (const field in metadata) {
    if (!METADATA_FIELDS.has(field) && isSaid(metadata[field])) found.none(`metadata.${field}`);
  }
  return stringOr(metadata.user_id, undefined);
}

function serverState(body: JsonObject, tools: readonly JsonObject[]): readonly string[] {
  const names = STATEFUL_FIELDS.filter((field) => {
    const value = body[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  });
  for (const tool of tools) {
    const kind = typeof tool.type === 'string' ? tool.type.replace(VERSION, '') : 'custom';
    if (!CLIENT_TOOLS.has(kind)) names.push(kind);
  }
  return [...new Set(names)];
}
