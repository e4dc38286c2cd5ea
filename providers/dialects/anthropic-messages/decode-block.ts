import { isJsonObject, type JsonObject, type JsonValue, listOr, type Part, stringOr } from '#core';
import { decodeThinking } from './reasoning.ts';
import { decodeSource } from './source.ts';

/**
 * Reads a content block, which requests and answers write alike; leniently, so that a block of a kind that is not
 * known, or not whole, is `other`. Source: `ContentBlockParam` and `ContentBlock` of `@anthropic-ai/sdk`, 1.11.
 */
export function decodeBlock(block: JsonValue): Part {
  if (!isJsonObject(block)) return { type: 'other', raw: block };
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string'
        ? { type: 'text', text: block.text }
        : { type: 'other', raw: block };
    case 'thinking':
    case 'redacted_thinking':
      return decodeThinking(block);
    case 'tool_use':
      return decodeToolUse(block);
    case 'image':
      return decodeImage(block);
    case 'document':
      return decodeDocument(block);
    default:
      return isToolResult(block) ? decodeToolResult(block) : { type: 'other', raw: block };
  }
}

function decodeToolUse(block: JsonObject): Part {
  return {
    type: 'tool-call',
    id: stringOr(block.id, ''),
    name: stringOr(block.name, ''),
    // Not JSON only where a stream was read whose model broke off inside the input.
    arguments: typeof block.input === 'string' ? block.input : JSON.stringify(block.input ?? {}),
  };
}

function decodeImage(block: JsonObject): Part {
  const source = decodeSource(block.source);
  return source ? { type: 'image', source } : { type: 'other', raw: block };
}

const PDF = 'application/pdf';

/** A PDF that came with the request; other documents have no form elsewhere. */
function decodeDocument(block: JsonObject): Part {
  const source = decodeSource(block.source);
  if (source?.type !== 'base64' || source.mediaType !== PDF) return { type: 'other', raw: block };
  return { type: 'file', source, name: stringOr(block.title, undefined) };
}

/** A tool's result: the client's own, or one of the server's tools (`web_search_tool_result` …). */
function isToolResult(block: JsonObject): boolean {
  return (
    block.type === 'tool_result' || (typeof block.type === 'string' && block.type.endsWith('_tool_result'))
  );
}

function decodeToolResult(block: JsonObject): Part {
  const { content } = block;
  const id = stringOr(block.tool_use_id, '');
  if (block.type !== 'tool_result') {
    return { type: 'tool-result', id, parts: [{ type: 'other', raw: block }] };
  }
  const parts: readonly Part[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : listOr(content).map(decodeBlock);
  return { type: 'tool-result', id, parts: parts.filter((part) => part.type !== 'text' || part.text !== '') };
}
