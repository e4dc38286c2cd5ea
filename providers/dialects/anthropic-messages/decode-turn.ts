import { type JsonObject, type JsonValue, objectOr, type Part, type Role, type Turn } from '#core';
import { optionalObjects, reject } from '../expect.ts';
import { type Extensions, findMisplaced } from '../extensions.ts';
import { findInBlock } from './block-extensions.ts';
import { decodeBlock } from './decode-block.ts';

/** `system` stands among the messages where instructions change in the middle of a conversation. */
const ROLES: ReadonlyMap<unknown, Role> = new Map([
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', 'system'],
]);
const MESSAGE_FIELDS = new Set(['role', 'content']);

/**
 * Reads one message of a request: results of tools are turns of their own, as other dialects have them.
 * @throws GatewayError `invalid-request` naming the field below `path`.
 */
export function decodeTurns(message: JsonObject, path: string, found: Extensions): readonly Turn[] {
  const role = ROLES.get(message.role);
  if (role === undefined)
    return reject(`${path}.role`, `one of ${[...ROLES.keys()].join(', ')}`, message.role);
  const parts = decodeContent(message, 'content', `${path}.content`, found);
  findMisplaced(role, parts, `${path}.content`, found);
  found.unknown(message, MESSAGE_FIELDS, path);
  return role === 'user' && parts.some(isResult) ? withResultsApart(parts) : [{ role, parts }];
}

const isResult = (part: Part): boolean => part.type === 'tool-result';

function withResultsApart(parts: readonly Part[]): readonly Turn[] {
  const turns: { role: Role; parts: Part[] }[] = [];
  for (const part of parts) {
    const last = turns.at(-1);
    if (isResult(part)) turns.push({ role: 'tool', parts: [part] });
    else if (last?.role === 'user') last.parts.push(part);
    else turns.push({ role: 'user', parts: [part] });
  }
  return turns;
}

/** Text, or blocks, as `content` and `system` have them. */
export function decodeContent(
  holder: JsonObject,
  field: string,
  path: string,
  found: Extensions,
): readonly Part[] {
  const content = holder[field];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return reject(path, 'a string or an array of content blocks', content);
  return optionalObjects(holder, field, path).map((block, i) => {
    if (typeof block.type !== 'string') return reject(`${path}[${i}].type`, 'a string', block.type);
    if (block.type === 'text' && typeof block.text !== 'string') {
      return reject(`${path}[${i}].text`, 'a string', block.text);
    }
    findInBlock(block, `${path}[${i}]`, found);
    return decodeBlock(block);
  });
}

/** Whether the conversation ends with an answer that the model is to go on with. */
export function isPrefilled(messages: readonly JsonValue[]): boolean {
  return objectOr(messages.at(-1)).role === 'assistant';
}
