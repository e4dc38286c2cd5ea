import type { JsonObject, Part, Role, Turn } from '#core';
import { optionalObjects, reject } from '../expect.ts';
import { decodeBlock } from './decode-block.ts';

/** `system` stands among the messages where instructions change in the middle of a conversation. */
const ROLES: ReadonlyMap<unknown, Role> = new Map([
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', 'system'],
]);

/** Reads one message of a request. @throws GatewayError `invalid-request` naming the field below `path`. */
export function decodeTurn(message: JsonObject, path: string): Turn {
  const role = ROLES.get(message.role);
  if (role === undefined)
    return reject(`${path}.role`, `one of ${[...ROLES.keys()].join(', ')}`, message.role);
  return { role, parts: decodeContent(message, 'content', `${path}.content`) };
}

/** Text, or blocks, as `content` and `system` have them. */
export function decodeContent(holder: JsonObject, field: string, path: string): readonly Part[] {
  const content = holder[field];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return reject(path, 'a string or an array of content blocks', content);
  return optionalObjects(holder, field, path).map((block, i) => {
    if (typeof block.type !== 'string') return reject(`${path}[${i}].type`, 'a string', block.type);
    if (block.type === 'text' && typeof block.text !== 'string') {
      return reject(`${path}[${i}].text`, 'a string', block.text);
    }
    return decodeBlock(block);
  });
}
