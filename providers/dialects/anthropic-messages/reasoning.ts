import { type JsonObject, type JsonValue, listOr, objectOr, type Part, stringOr } from '#core';

/**
 * Signature of a thinking block that a provider of another dialect thought: Anthropic signs with base64 and would refuse
 * it, so this mark tells which blocks not to send there.
 */
export const FOREIGN_SIGNATURE = 'reprise:openai-chat';

export const isForeign = (block: JsonObject): boolean =>
  block.type === 'thinking' && block.signature === FOREIGN_SIGNATURE;

/** A `thinking` or `redacted_thinking` block as reasoning. */
export function decodeThinking(block: JsonObject): Part {
  const text = stringOr(block.thinking, '');
  return isForeign(block) ? { type: 'reasoning', text } : { type: 'reasoning', text, raw: block };
}

/** Reasoning as a block of an answer. */
export function encodeThinking({ text, raw }: Extract<Part, { type: 'reasoning' }>): JsonObject {
  return raw ?? { type: 'thinking', thinking: text, signature: FOREIGN_SIGNATURE };
}

/** The body without the thinking that another provider's answers left in its history. */
export function withoutForeign(body: JsonObject): JsonObject {
  if (!Array.isArray(body.messages)) return body;
  const messages = (body.messages as readonly JsonValue[]).flatMap((item) => {
    const message = objectOr(item);
    const blocks = listOr(message.content);
    const content = blocks.filter((block) => !isForeign(objectOr(block)));
    if (content.length === blocks.length) return [item];
    // A message without content is refused, and says nothing.
    return content.length === 0 ? [] : [{ ...message, content }];
  });
  return { ...body, messages };
}
