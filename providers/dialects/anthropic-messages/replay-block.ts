import { isJsonObject, type JsonObject, type JsonValue, listOr } from '#core';
import { textPieces } from '../text-pieces.ts';

/** An event about one block, still without the block's index. */
export type BlockEvent =
  | { readonly type: 'content_block_start'; readonly content_block: JsonObject }
  | { readonly type: 'content_block_delta'; readonly delta: JsonObject }
  | { readonly type: 'content_block_stop' };

/** A block as the events of a stream: what models write comes in pieces, any other kind of block whole. */
export function* replayBlock(block: JsonObject): Generator<BlockEvent> {
  yield { type: 'content_block_start', content_block: emptied(block) };
  for (const delta of deltas(block)) yield { type: 'content_block_delta', delta };
  yield { type: 'content_block_stop' };
}

/** The block as it starts: nothing written yet. */
function emptied(block: JsonObject): JsonObject {
  if (isText(block)) {
    return Array.isArray(block.citations) ? { ...block, text: '', citations: [] } : { ...block, text: '' };
  }
  if (isThinking(block)) {
    return typeof block.signature === 'string'
      ? { ...block, thinking: '', signature: '' }
      : { ...block, thinking: '' };
  }
  return hasInput(block) ? { ...block, input: {} } : block;
}

function* deltas(block: JsonObject): Generator<JsonObject> {
  if (isText(block)) {
    for (const text of textPieces(block.text)) yield { type: 'text_delta', text };
    for (const citation of listOr(block.citations)) yield { type: 'citations_delta', citation };
  } else if (isThinking(block)) {
    for (const thinking of textPieces(block.thinking)) yield { type: 'thinking_delta', thinking };
    if (typeof block.signature === 'string' && block.signature !== '') {
      yield { type: 'signature_delta', signature: block.signature };
    }
  } else if (hasInput(block)) {
    // Providers open an input with an empty piece; an empty object is that and nothing more.
    yield { type: 'input_json_delta', partial_json: '' };
    for (const partial_json of textPieces(inputText(block.input))) {
      yield { type: 'input_json_delta', partial_json };
    }
  }
}

function isText(block: JsonObject): block is JsonObject & { readonly text: string } {
  return block.type === 'text' && typeof block.text === 'string';
}

function isThinking(block: JsonObject): block is JsonObject & { readonly thinking: string } {
  return block.type === 'thinking' && typeof block.thinking === 'string';
}

/** The calls of the client's tools, the server's and those of MCP servers. */
function hasInput(block: JsonObject): block is JsonObject & { readonly input: JsonValue } {
  return typeof block.type === 'string' && block.type.endsWith('tool_use') && block.input !== undefined;
}

function inputText(input: JsonValue): string {
  if (isJsonObject(input) && Object.keys(input).length === 0) return '';
  // A string that is no JSON is an input inside which the model broke off: it is sent as it came.
  return typeof input === 'string' && !isJson(input) && input !== '' ? input : JSON.stringify(input);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
