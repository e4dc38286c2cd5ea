import { isJsonObject, type JsonObject, type JsonValue, type Part, type Turn } from '#core';
import { parseExact } from '../exact-json.ts';
import { isBlank } from '../extensions.ts';
import { encodeSource } from './source.ts';

type WireRole = 'user' | 'assistant' | 'system';

export interface EncodedTurns {
  readonly system: readonly JsonObject[];
  readonly messages: readonly JsonObject[];
}

/**
 * The turns as a system prompt and messages. Instructions before the first other turn are the system prompt, later ones
 * messages of their own; turns of one role are one message, with the results of tools first, as this API asks for.
 * An answer begun for the model to go on with means something else in this API than in others and is not among them.
 */
export function encodeTurns(turns: readonly Turn[]): EncodedTurns {
  const end = turns.findLastIndex(({ role }) => role !== 'assistant') + 1;
  const first = turns.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  const start = first < 0 ? end : first;
  return {
    system: turns.slice(0, start).flatMap(({ parts }) => parts.flatMap(textBlock)),
    messages: merged(turns.slice(start, end)),
  };
}

function merged(turns: readonly Turn[]): readonly JsonObject[] {
  const messages: { role: WireRole; blocks: JsonObject[] }[] = [];
  for (const turn of turns) {
    const role = wireRole(turn.role);
    const blocks = turn.parts.flatMap((part) => encodePart(part, role));
    // A message without content is refused, and says nothing.
    if (blocks.length === 0) continue;
    const last = messages.at(-1);
    if (last?.role === role && role !== 'system') last.blocks.push(...blocks);
    else messages.push({ role, blocks });
  }
  return messages.map(({ role, blocks }) => ({ role, content: content(resultsFirst(blocks)) }));
}

function wireRole(role: Turn['role']): WireRole {
  switch (role) {
    case 'assistant':
      return 'assistant';
    case 'user':
    case 'tool':
      return 'user';
    default:
      return 'system';
  }
}

function resultsFirst(blocks: readonly JsonObject[]): readonly JsonObject[] {
  const isResult = ({ type }: JsonObject): boolean => type === 'tool_result';
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))];
}

/** One piece of text goes as a string, as nearly every client writes it. */
function content(blocks: readonly JsonObject[]): JsonValue {
  const [only] = blocks;
  return blocks.length === 1 && only?.type === 'text' ? (only.text ?? '') : blocks;
}

function encodePart(part: Part, role: WireRole): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textBlock(part);
    case 'image':
      return role === 'user' ? [{ type: 'image', source: encodeSource(part.source) }] : [];
    case 'file':
      return role === 'user' ? [document(part)] : [];
    case 'reasoning':
      // Only what is signed is taken back.
      return part.raw ? [part.raw] : [];
    case 'tool-call':
      return [toolUse(part)];
    case 'tool-result':
      return [toolResult(part)];
    default:
      return [];
  }
}

/** A text without anything to read is refused, and says nothing. */
function textBlock(part: Part): readonly JsonObject[] {
  const isText = part.type === 'text' || part.type === 'refusal';
  return isText && !isBlank(part.text) ? [{ type: 'text', text: part.text }] : [];
}

function document({ source, name }: Extract<Part, { type: 'file' }>): JsonObject {
  return {
    type: 'document',
    source: encodeSource(source),
    ...(name === undefined ? {} : { title: name }),
  };
}

function toolUse({ id, name, arguments: text }: Extract<Part, { type: 'tool-call' }>): JsonObject {
  return { type: 'tool_use', id: toolId(id), name, input: objectOf(text) };
}

function toolResult({ id, parts }: Extract<Part, { type: 'tool-result' }>): JsonObject {
  const blocks = parts.flatMap(textBlock);
  return {
    type: 'tool_result',
    tool_use_id: toolId(id),
    ...(blocks.length === 0 ? {} : { content: content(blocks) }),
  };
}

/** What does not parse is an extension of the request that has it. */
function objectOf(text: string): JsonObject {
  try {
    const value = parseExact(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Ids of this API's own form; source: its error "String should match pattern '^[a-zA-Z0-9_-]+$'" (2026-11, unverified). */
const TOOL_ID = /^[a-zA-Z0-9_-]+$/;

/** The id of a call, which its result repeats: of another form it is written in characters that are allowed. */
export function toolId(id: string): string {
  return TOOL_ID.test(id) ? id : `call_${Buffer.from(id).toString('base64url')}`;
}
