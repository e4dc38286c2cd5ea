import { type JsonObject, type JsonValue, objectOr, type Part, type Turn } from '#core';
import { urlOf } from '../data-url.ts';
import { readSignedReasoning } from './reasoning.ts';

/** What a file is called that has no name: the format asks for one. */
const UNNAMED_FILE = 'document.pdf';

/**
 * The turns as messages. An answer begun for the model to go on with is not among them: this API cannot do that
 * (it is an extension of the request that has it).
 */
export function encodeTurns(turns: readonly Turn[]): readonly JsonObject[] {
  const end = turns.findLastIndex(({ role }) => role !== 'assistant') + 1;
  return turns.slice(0, end).flatMap(encodeTurn);
}

function encodeTurn({ role, parts }: Turn): readonly JsonObject[] {
  switch (role) {
    case 'tool':
      return parts.flatMap((part) => (part.type === 'tool-result' ? [toolMessage(part)] : []));
    case 'assistant':
      return [assistantMessage(parts)];
    case 'user':
      return [{ role, content: content(parts.flatMap(userPart)) }];
    default:
      return [{ role, content: content(parts.flatMap(textPart)) }];
  }
}

function toolMessage({ id, parts }: Extract<Part, { type: 'tool-result' }>): JsonObject {
  return { role: 'tool', tool_call_id: id, content: content(parts.flatMap(textPart)) };
}

function assistantMessage(parts: readonly Part[]): JsonObject {
  const said = parts.flatMap(assistantPart);
  const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [encodeToolCall(part)] : []));
  // Reasoning that is signed belongs to another provider; the rest came from one that speaks this dialect.
  const thought = parts.flatMap((part) => (part.type === 'reasoning' && !part.raw ? [part.text] : []));
  return {
    role: 'assistant',
    // Null only beside calls: the API takes no other message without content.
    content: said.length === 0 && calls.length > 0 ? null : content(said),
    ...(thought.length === 0 ? {} : { reasoning_content: thought.join('') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** A function call as messages have it. */
export function encodeToolCall(call: Extract<Part, { type: 'tool-call' }>): JsonObject {
  return {
    id: call.id,
    type: 'function',
    // Clients parse this without looking: an empty text is none of JSON's.
    function: { name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments },
  };
}

/** One piece of text goes as a string, as nearly every client writes it and every server reads it. */
function content(parts: readonly JsonObject[]): JsonValue {
  const [only] = parts;
  if (!only) return '';
  return parts.length === 1 && typeof only.text === 'string' ? only.text : parts;
}

function textPart(part: Part): readonly JsonObject[] {
  return part.type === 'text' ? [{ type: 'text', text: part.text }] : [];
}

function assistantPart(part: Part): readonly JsonObject[] {
  return part.type === 'refusal' ? [{ type: 'refusal', refusal: part.text }] : textPart(part);
}

function userPart(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case 'image':
      return [{ type: 'image_url', image_url: { url: urlOf(part.source) } }];
    case 'file':
      return [{ type: 'file', file: { filename: part.name ?? UNNAMED_FILE, file_data: urlOf(part.source) } }];
    default:
      return textPart(part);
  }
}

/** The body without the reasoning that another provider's answers left in its history. */
export function withoutForeign(body: JsonObject): JsonObject {
  if (!Array.isArray(body.messages)) return body;
  const messages = (body.messages as readonly JsonValue[]).map((item) => {
    const message = objectOr(item);
    if (!readSignedReasoning(message.extensions)) return item;
    const { extensions: _extensions, reasoning_content: _thought, ...rest } = message;
    return rest;
  });
  return { ...body, messages };
}
