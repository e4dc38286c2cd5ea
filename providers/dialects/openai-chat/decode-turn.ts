import { type JsonObject, type Part, type Role, stringOr, type Turn } from '#core';
import { optionalObjects, reject } from '../expect.ts';
import { decodeToolCall } from './decode-tool-call.ts';

/** Roles of the wire and their names in the kernel; `function` is the tool role's older name. */
const ROLES: ReadonlyMap<unknown, Role> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

/** Reads one message of a request. @throws GatewayError `invalid-request` naming the field below `path`. */
export function decodeTurn(message: JsonObject, path: string): Turn {
  const role = ROLES.get(message.role);
  if (role === undefined)
    return reject(`${path}.role`, `one of ${[...ROLES.keys()].join(', ')}`, message.role);
  const content = decodeContent(message, path);
  if (role === 'tool') {
    const id = stringOr(message.tool_call_id, stringOr(message.name, ''));
    return { role, parts: [{ type: 'tool-result', id, raw: message }] };
  }
  return { role, parts: role === 'assistant' ? assistantParts(message, content, path) : content };
}

function assistantParts(message: JsonObject, content: readonly Part[], path: string): readonly Part[] {
  const parts: Part[] = [];
  if (typeof message.reasoning_content === 'string') {
    parts.push({ type: 'reasoning', text: message.reasoning_content });
  }
  parts.push(...content);
  if (typeof message.refusal === 'string') parts.push({ type: 'refusal', text: message.refusal });
  if (message.audio !== undefined && message.audio !== null) {
    parts.push({ type: 'audio', raw: message.audio });
  }
  for (const call of optionalObjects(message, 'tool_calls', `${path}.tool_calls`)) {
    parts.push(decodeToolCall(call));
  }
  if (message.function_call !== undefined && message.function_call !== null) {
    parts.push(decodeToolCall({ function: message.function_call }));
  }
  return parts;
}

function decodeContent(message: JsonObject, path: string): readonly Part[] {
  const { content } = message;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (content === undefined || content === null) {
    // An assistant that called tools said nothing, and a function may have returned nothing.
    if (message.role === 'assistant' || message.role === 'function') return [];
    return reject(`${path}.content`, 'a string or an array of parts', content);
  }
  if (!Array.isArray(content)) return reject(`${path}.content`, 'a string or an array of parts', content);
  return optionalObjects(message, 'content', `${path}.content`).map((part, i) =>
    decodePart(part, `${path}.content[${i}]`),
  );
}

function decodePart(part: JsonObject, path: string): Part {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: expectText(part, 'text', path) };
    case 'refusal':
      return { type: 'refusal', text: expectText(part, 'refusal', path) };
    case 'image_url':
      return { type: 'image', raw: part };
    case 'input_audio':
      return { type: 'audio', raw: part };
    case 'file':
      return { type: 'file', raw: part };
    default:
      if (typeof part.type !== 'string') return reject(`${path}.type`, 'a string', part.type);
      return { type: 'other', raw: part };
  }
}

function expectText(part: JsonObject, field: string, path: string): string {
  const value = part[field];
  return typeof value === 'string' ? value : reject(`${path}.${field}`, 'a string', value);
}
