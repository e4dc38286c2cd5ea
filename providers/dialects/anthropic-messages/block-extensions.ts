import { isJsonObject, type JsonObject, type JsonValue, objectOr } from '#core';
import { isExact } from '../exact-json.ts';
import { type Extensions, isNothing, isSaid } from '../extensions.ts';
import { isForeign } from './reasoning.ts';
import { decodeSource } from './source.ts';

const FIELDS = {
  text: new Set(['type', 'text', 'cache_control', 'citations']),
  image: new Set(['type', 'source', 'cache_control']),
  document: new Set(['type', 'source', 'title', 'cache_control', 'citations']),
  tool_use: new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller']),
  tool_result: new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']),
};

const URL_FIELDS = new Set(['type', 'url']);
const BASE64_FIELDS = new Set(['type', 'media_type', 'data']);
const CALLER_FIELDS = new Set(['type']);
const NOT_CITED = '{"enabled":false}';

/** Names what a block of a request says beyond the canonical form; one that it does not carry at all is named as a whole. */
export function findInBlock(block: JsonObject, path: string, found: Extensions): void {
  if (isSaid(block.cache_control)) found.none(`${path}.cache_control`);
  switch (block.type) {
    case 'text':
      // Of an answer that comes back it says where its words stood.
      if (!isNothing(block.citations)) found.state(`${path}.citations`);
      found.unknown(block, FIELDS.text, path);
      break;
    case 'thinking':
    case 'redacted_thinking':
      found.state(path, isForeign(block) ? 'openai-chat' : undefined);
      break;
    case 'tool_use':
      if (isSaid(block.caller) && objectOr(block.caller).type !== 'direct') found.answer(`${path}.caller`);
      found.unknown(objectOr(block.caller), CALLER_FIELDS, `${path}.caller`);
      if (!isJsonObject(block.input) || !isExact(block.input)) found.answer(`${path}.input`);
      found.mistyped(block, { id: 'string', name: 'string' }, path);
      found.unknown(block, FIELDS.tool_use, path);
      break;
    case 'image':
      if (!decodeSource(block.source)) break;
      found.unknown(block, FIELDS.image, path);
      findInSource(block, path, found);
      break;
    case 'document':
      findInDocument(block, path, found);
      break;
    case 'tool_result':
      findInResult(block, path, found);
      break;
    default: // of a kind that is known nowhere else, and named for that; results look like those of the client's tools
      if (typeof block.type === 'string' && block.type.endsWith('_tool_result')) found.answer(path);
  }
}

function findInDocument(block: JsonObject, path: string, found: Extensions): void {
  const source = decodeSource(block.source);
  if (source?.type !== 'base64' || source.mediaType !== 'application/pdf') return;
  findInSource(block, path, found);
  const isCited = !isNothing(block.citations) && JSON.stringify(block.citations) !== NOT_CITED;
  if (isCited) found.answer(`${path}.citations`);
  found.unknown(block, FIELDS.document, path);
  found.mistyped(block, { title: 'string' }, path);
}

function findInSource(block: JsonObject, path: string, found: Extensions): void {
  const source = objectOr(block.source);
  found.unknown(source, source.type === 'url' ? URL_FIELDS : BASE64_FIELDS, `${path}.source`);
}

/** Other formats know a result as text, and not that it is an error. */
function findInResult(block: JsonObject, path: string, found: Extensions): void {
  if (isSaid(block.is_error) && block.is_error !== false) found.answer(`${path}.is_error`);
  found.unknown(block, FIELDS.tool_result, path);
  found.mistyped(block, { tool_use_id: 'string' }, path);
  const { content } = block;
  if (Array.isArray(content)) {
    (content as readonly JsonValue[]).forEach((item, i) => {
      const inner = objectOr(item);
      if (inner.type === 'text') findInBlock(inner, `${path}.content[${i}]`, found);
      else found.answer(`${path}.content[${i}]`);
    });
  } else if (isSaid(content) && typeof content !== 'string') found.answer(`${path}.content`);
}
