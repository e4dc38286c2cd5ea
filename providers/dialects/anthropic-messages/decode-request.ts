import { type ChatRequest, isJsonObject, type JsonObject, type Turn } from '#core';
import {
  expectName,
  expectObjects,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalObjects,
} from '../expect.ts';
import { findQuestion } from '../find-question.ts';
import { decodeContent, decodeTurn } from './decode-turn.ts';

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

/**
 * Reads a client's message request; source: `MessageCreateParams`, stable and beta, of `@anthropic-ai/sdk`.
 * @throws GatewayError `invalid-request` naming the field.
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const messages = expectObjects(body, 'messages');
  const tools = optionalObjects(body, 'tools');
  return {
    model: expectName(body, 'model'),
    turns: [...systemTurn(body), ...messages.map((message, i) => decodeTurn(message, `messages[${i}]`))],
    question: findQuestion(messages),
    stream: optionalBoolean(body, 'stream'),
    streamUsage: true,
    temperature: optionalNumber(body, 'temperature'),
    topP: optionalNumber(body, 'top_p'),
    n: 1,
    seed: undefined,
    maxTokens: optionalNumber(body, 'max_tokens'),
    hasTools: tools.length > 0,
    responseFormat: responseFormat(body),
    outputs: [],
    serverState: serverState(body, tools),
  };
}

function systemTurn(body: JsonObject): readonly Turn[] {
  if (body.system === undefined || body.system === null) return [];
  const parts = decodeContent(body, 'system', 'system');
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

function responseFormat(body: JsonObject): JsonObject | undefined {
  const format = optionalObject(body, 'output_config')?.format;
  // `output_format` is the older, beta name.
  return isJsonObject(format) ? format : optionalObject(body, 'output_format');
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
