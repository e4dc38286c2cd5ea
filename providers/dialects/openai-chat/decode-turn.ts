import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Role,
  stringOr,
  type Turn,
} from '#core';
import { sourceOf } from '../data-url.ts';
import { optionalObjects, reject } from '../expect.ts';
import { type Extensions, findMisplaced, isBlank, isNothing, isSaid } from '../extensions.ts';
import { decodeToolCall } from './decode-tool-call.ts';
import { readSignedReasoning, withSigned } from './reasoning.ts';
import { REASONING_FIELDS } from './text-fields.ts';

/** Roles of the wire and their names in the kernel; `function` is the tool role's older name. */
const ROLES: ReadonlyMap<unknown, Role> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

const MESSAGE_FIELDS = new Set(['role', 'content']);
const TOOL_FIELDS = new Set(['role', 'content', 'tool_call_id']);
const ASSISTANT_FIELDS = new Set([
  ...MESSAGE_FIELDS,
  ...REASONING_FIELDS,
  'refusal',
  'tool_calls',
  'function_call',
  'audio',
  'annotations',
  'extensions',
]);
const PART_FIELDS = {
  text: new Set(['type', 'text', 'prompt_cache_breakpoint']),
  refusal: new Set(['type', 'refusal', 'prompt_cache_breakpoint']),
  image_url: new Set(['type', 'image_url', 'prompt_cache_breakpoint']),
  file: new Set(['type', 'file', 'prompt_cache_breakpoint']),
};
const IMAGE_FIELDS = new Set(['url', 'detail']);
const FILE_FIELDS = new Set(['file_data', 'filename']);

/** Reads one message of a request. @throws GatewayError `invalid-request` naming the field below `path`. */
export function decodeTurn(message: JsonObject, path: string, found: Extensions): Turn {
  const role = ROLES.get(message.role);
  if (role === undefined)
    return reject(`${path}.role`, `one of ${[...ROLES.keys()].join(', ')}`, message.role);
  const content = decodeContent(message, path, found);
  findMisplaced(role, content, `${path}.content`, found);
  if (role === 'tool') return { role, parts: [toolResult(message, content, path, found)] };
  if (role === 'assistant') return { role, parts: assistantParts(message, content, path, found) };
  found.unknown(message, MESSAGE_FIELDS, path);
  return { role, parts: content };
}

function toolResult(message: JsonObject, parts: readonly Part[], path: string, found: Extensions): Part {
  if (message.role === 'function') found.answer(path);
  else found.unknown(message, TOOL_FIELDS, path);
  found.mistyped(message, { tool_call_id: 'string' }, path);
  return {
    type: 'tool-result',
    id: stringOr(message.tool_call_id, stringOr(message.name, '')),
    parts: parts.filter((part) => part.type !== 'text' || part.text !== ''),
  };
}

function assistantParts(
  message: JsonObject,
  content: readonly Part[],
  path: string,
  found: Extensions,
): readonly Part[] {
  const parts: Part[] = [...content];
  const { refusal, audio, function_call: older } = message;
  if (typeof refusal === 'string') parts.push({ type: 'refusal', text: refusal });
  found.mistyped(message, { refusal: 'string' }, path);
  if (isSaid(audio)) {
    parts.push({ type: 'audio', raw: audio ?? null });
    found.answer(`${path}.audio`);
  }
  optionalObjects(message, 'tool_calls', `${path}.tool_calls`).forEach((call, i) => {
    parts.push(requestedCall(call, `${path}.tool_calls[${i}]`, found));
  });
  if (isSaid(older)) {
    parts.push(decodeToolCall({ function: older ?? null }));
    found.answer(`${path}.function_call`);
  }
  if (!isNothing(message.annotations)) found.state(`${path}.annotations`);
  found.unknown(message, ASSISTANT_FIELDS, path);
  return withReasoning(message, parts, path, found);
}

/** What the model thought: signed where it came from another dialect by way of this gateway, else text. */
function withReasoning(
  message: JsonObject,
  parts: readonly Part[],
  path: string,
  found: Extensions,
): readonly Part[] {
  const signed = readSignedReasoning(message.extensions);
  if (signed) {
    found.state(`${path}.extensions`, 'anthropic-messages');
    // The same thoughts without their signatures.
    if (isSaid(message.reasoning_content)) found.state(`${path}.reasoning_content`, 'anthropic-messages');
    return withSigned(parts, signed);
  }
  if (isSaid(message.extensions)) found.answer(`${path}.extensions`);
  const field = REASONING_FIELDS.find((name) => isSaid(message[name]));
  if (field === undefined) return parts;
  found.state(`${path}.${field}`);
  const text = message[field];
  return typeof text === 'string' ? [{ type: 'reasoning', text }, ...parts] : parts;
}

const CALL_FIELDS = new Set(['id', 'type', 'function', 'index']);
const FUNCTION_FIELDS = new Set(['name', 'arguments']);

function requestedCall(call: JsonObject, path: string, found: Extensions): Part {
  const part = decodeToolCall(call);
  const called = call.function;
  if (!isJsonObject(called) || (isSaid(call.type) && call.type !== 'function')) {
    found.answer(path);
    return part;
  }
  found.unknown(call, CALL_FIELDS, path);
  found.mistyped(call, { id: 'string' }, path);
  found.unknown(called, FUNCTION_FIELDS, `${path}.function`);
  found.mistyped(called, { name: 'string', arguments: 'string' }, `${path}.function`);
  if (part.type === 'tool-call' && !isObjectText(part.arguments)) found.answer(`${path}.function.arguments`);
  return part;
}

/** More levels than a call of any use has, and fewer than any reader or writer of JSON takes. */
const MAX_DEPTH = 100;

/** Whether this is the JSON text of an object that can be written again; nothing at all stands for an empty one. */
function isObjectText(text: string): boolean {
  if (text === '') return true;
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) && isWithin(value, MAX_DEPTH);
  } catch {
    return false;
  }
}

function isWithin(value: JsonValue | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isWithin(item, depth - 1));
}

function decodeContent(message: JsonObject, path: string, found: Extensions): readonly Part[] {
  const { content } = message;
  if (typeof content === 'string') {
    if (content !== '' && isBlank(content)) found.none(`${path}.content`);
    return [{ type: 'text', text: content }];
  }
  if (content === undefined || content === null) {
    // An assistant that called tools said nothing, and a function may have returned nothing.
    if (message.role === 'assistant' || message.role === 'function') return [];
    return reject(`${path}.content`, 'a string or an array of parts', content);
  }
  if (!Array.isArray(content)) return reject(`${path}.content`, 'a string or an array of parts', content);
  return optionalObjects(message, 'content', `${path}.content`).map((part, i) =>
    decodePart(part, `${path}.content[${i}]`, found),
  );
}

function decodePart(part: JsonObject, path: string, found: Extensions): Part {
  if (isSaid(part.prompt_cache_breakpoint)) found.none(`${path}.prompt_cache_breakpoint`);
  switch (part.type) {
    case 'text': {
      const text = expectText(part, 'text', path);
      found.unknown(part, PART_FIELDS.text, path);
      if (text !== '' && isBlank(text)) found.none(path);
      return { type: 'text', text };
    }
    case 'refusal': {
      found.unknown(part, PART_FIELDS.refusal, path);
      return { type: 'refusal', text: expectText(part, 'refusal', path) };
    }
    case 'image_url':
      return imagePart(part, path, found);
    case 'file':
      return filePart(part, path, found);
    case 'input_audio':
      return { type: 'audio', raw: part };
    default:
      if (typeof part.type !== 'string') return reject(`${path}.type`, 'a string', part.type);
      return { type: 'other', raw: part };
  }
}

function imagePart(part: JsonObject, path: string, found: Extensions): Part {
  const image = part.image_url;
  const { url, detail } = (typeof image === 'object' && image !== null ? image : {}) as JsonObject;
  const source = typeof url === 'string' ? sourceOf(url) : undefined;
  if (!source) return { type: 'other', raw: part };
  found.unknown(part, PART_FIELDS.image_url, path);
  found.unknown(image as JsonObject, IMAGE_FIELDS, `${path}.image_url`);
  if (isSaid(detail) && detail !== 'auto') found.answer(`${path}.image_url.detail`);
  return { type: 'image', source };
}

/** A PDF that came with the request; a file of the provider's own store is known nowhere else. */
function filePart(part: JsonObject, path: string, found: Extensions): Part {
  const file = (typeof part.file === 'object' && part.file !== null ? part.file : {}) as JsonObject;
  const source = typeof file.file_data === 'string' ? sourceOf(file.file_data) : undefined;
  if (source?.type !== 'base64' || source.mediaType !== 'application/pdf') {
    return { type: 'other', raw: part };
  }
  found.unknown(part, PART_FIELDS.file, path);
  found.unknown(file, FILE_FIELDS, `${path}.file`);
  found.mistyped(file, { filename: 'string' }, `${path}.file`);
  return { type: 'file', source, name: stringOr(file.filename, undefined) };
}

function expectText(part: JsonObject, field: string, path: string): string {
  const value = part[field];
  return typeof value === 'string' ? value : reject(`${path}.${field}`, 'a string', value);
}
