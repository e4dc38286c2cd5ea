import { isJsonObject, type JsonObject, type JsonValue } from '#core';
import { type GrowingObject, setField } from '../merge.ts';

/** Puts the content blocks of one message together from their events. */
export interface BlockAssembly {
  /** False if the event belongs to no open block: what follows cannot be trusted. */
  readonly take: (event: JsonObject) => boolean;
  readonly finish: () => readonly JsonObject[];
}

interface OpenBlock {
  readonly index: number;
  readonly block: GrowingObject;
  /** JSON text of a tool's input, as far as it came. */
  input: string;
}

export function createBlocks(): BlockAssembly {
  const blocks = new Map<number, OpenBlock>();
  let current: OpenBlock | undefined;

  function openBlock(index: JsonValue | undefined): OpenBlock | undefined {
    if (typeof index !== 'number') return undefined;
    if (current?.index !== index) current = blocks.get(index);
    return current;
  }

  function start(index: JsonValue | undefined, block: JsonValue | undefined): boolean {
    if (typeof index !== 'number' || !isJsonObject(block) || blocks.has(index)) return false;
    current = { index, block: block as GrowingObject, input: '' };
    blocks.set(index, current);
    return true;
  }

  return {
    take(event) {
      if (event.type === 'content_block_start') return start(event.index, event.content_block);
      const open = openBlock(event.index);
      if (open === undefined) return false;
      if (event.type === 'content_block_delta' && isJsonObject(event.delta)) mergeDelta(open, event.delta);
      return true;
    },
    finish: () => [...blocks.values()].sort((a, b) => a.index - b.index).map(finished),
  };
}

function mergeDelta(open: OpenBlock, delta: JsonObject): void {
  const { block } = open;
  switch (delta.type) {
    case 'text_delta':
      block.text = joined(block.text, delta.text);
      return;
    case 'thinking_delta': // its `estimated_tokens` are for a progress bar, not for the block
      block.thinking = joined(block.thinking, delta.thinking);
      return;
    case 'input_json_delta':
      open.input = joined(open.input, delta.partial_json);
      return;
    case 'citations_delta':
      if (!Array.isArray(block.citations)) block.citations = [];
      (block.citations as JsonValue[]).push(delta.citation ?? null);
      return;
    default:
      // Signatures, compactions and deltas that are newer than this reader carry their field's final value.
      for (const field in delta) if (field !== 'type') setField(block, field, delta[field]);
  }
}

function joined(text: JsonValue | undefined, piece: JsonValue | undefined): string {
  const start = typeof text === 'string' ? text : '';
  return typeof piece === 'string' ? start + piece : start;
}

function finished({ block, input }: OpenBlock): JsonObject {
  return input === '' ? block : { ...block, input: parsedInput(input) };
}

/** The input, or its text as it stands if the model broke off inside it. */
function parsedInput(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
