import { isJsonObject, type JsonObject, type JsonValue, type Part, stringOr } from '#core';

/**
 * Reads a content block, which requests and answers write alike; leniently, so that a block of a kind that is not
 * known, or not whole, is `other`. Source: `ContentBlockParam` and `ContentBlock` of `@anthropic-ai/sdk`.
 */
export function decodeBlock(block: JsonValue): Part {
  if (!isJsonObject(block)) return { type: 'other', raw: block };
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string'
        ? { type: 'text', text: block.text }
        : { type: 'other', raw: block };
    case 'thinking':
      return { type: 'reasoning', text: stringOr(block.thinking, '') };
    case 'tool_use':
      return decodeToolUse(block);
    case 'image':
      return { type: 'image', raw: block };
    case 'document':
      return { type: 'file', raw: block };
    default:
      return isToolResult(block)
        ? { type: 'tool-result', id: stringOr(block.tool_use_id, ''), raw: block }
        : { type: 'other', raw: block };
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

/** A tool's result: the client's own, or one of the server's tools (`web_search_tool_result` …). */
function isToolResult(block: JsonObject): boolean {
  return (
    block.type === 'tool_result' || (typeof block.type === 'string' && block.type.endsWith('_tool_result'))
  );
}
