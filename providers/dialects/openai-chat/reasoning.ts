import { isJsonObject, type JsonObject, type JsonValue, objectOr, type Part } from '#core';

/** A block of reasoning in Anthropic's form and its place among the message's parts. */
export interface SignedReasoning {
  readonly index: number;
  readonly block: JsonObject;
}

/**
 * OpenAI's format has no place for signed reasoning. It travels in a field of our own beside `reasoning_content`, which
 * clients send back with the rest of the message: `extensions.anthropic.reasoning`.
 */
export function signedReasoning(blocks: readonly SignedReasoning[]): JsonObject {
  return { anthropic: { reasoning: blocks as unknown as JsonValue } };
}

/** The blocks that a message of the history brings back, or undefined if the field is none of ours. */
export function readSignedReasoning(
  extensions: JsonValue | undefined,
): readonly SignedReasoning[] | undefined {
  const { reasoning } = objectOr(objectOr(extensions).anthropic);
  if (!Array.isArray(reasoning)) return undefined;
  const blocks: SignedReasoning[] = [];
  for (const item of reasoning as readonly JsonValue[]) {
    const { index, block } = objectOr(item);
    if (typeof index !== 'number' || !isJsonObject(block)) return undefined;
    blocks.push({ index, block });
  }
  return blocks;
}

/** The parts of an answer that are signed reasoning, with their places. */
export function signedParts(parts: readonly Part[]): readonly SignedReasoning[] {
  return parts.flatMap((part, index) =>
    part.type === 'reasoning' && part.raw ? [{ index, block: part.raw }] : [],
  );
}

/** The parts with the blocks back in their places. */
export function withSigned(parts: readonly Part[], blocks: readonly SignedReasoning[]): readonly Part[] {
  const all = [...parts];
  for (const { index, block } of [...blocks].sort((a, b) => a.index - b.index)) {
    const text = typeof block.thinking === 'string' ? block.thinking : '';
    all.splice(index, 0, { type: 'reasoning', text, raw: block });
  }
  return all;
}
