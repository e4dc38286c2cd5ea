import { isJsonObject, type JsonObject, type JsonValue, objectOr } from '#core';
import { type GrowingObject, setField } from '../merge.ts';
import { textPieces } from '../text-pieces.ts';
import { replayToolCalls } from './replay-tool-calls.ts';
import { TEXT_FIELDS } from './text-fields.ts';
import { tokenPieces } from './token-pieces.ts';

/** A choice as the `choices` items of a stream's chunks: role first, then what was written, then why it ended. */
export function* replayChoice(choice: JsonObject, position: number): Generator<JsonObject> {
  const { index = position, message: stored, delta: _, logprobs, finish_reason = null, ...others } = choice;
  const message = objectOr(stored);
  const blank = logprobs === undefined ? {} : { logprobs: null };
  const piece = (delta: JsonObject): JsonObject => ({ index, delta, ...blank, finish_reason: null });

  yield piece(openingDelta(message));
  const withTokens = tokenPieces(message.content, logprobs);
  for (const field of TEXT_FIELDS) {
    const text = message[field];
    if (field === 'content' && withTokens !== undefined) {
      for (const { text, logprobs } of withTokens) {
        yield { index, delta: { content: text }, logprobs, finish_reason: null };
      }
    } else if (typeof text === 'string') {
      for (const part of textPieces(text)) yield piece({ [field]: part });
    }
  }
  for (const delta of replayToolCalls(message)) yield piece(delta);
  // Fields of the choice that no other chunk has (a content filter's results) come with the finish reason.
  const carried = withTokens === undefined && logprobs !== undefined ? { logprobs } : blank;
  yield { index, delta: {}, ...carried, finish_reason, ...others };
}

/** The first delta: the role, an empty start for the text that follows, and whole whatever does not come in pieces. */
function openingDelta(message: JsonObject): JsonObject {
  const delta: GrowingObject = {
    role: 'assistant',
    content: typeof message.content === 'string' ? '' : null,
  };
  for (const [field, value] of Object.entries(message)) {
    if (!comesInPieces(field, value)) setField(delta, field, value);
  }
  return delta;
}

function comesInPieces(field: string, value: JsonValue | undefined): boolean {
  if (field === 'tool_calls') return Array.isArray(value) && value.every(isJsonObject);
  if (field === 'function_call') return isJsonObject(value);
  return typeof value === 'string' && value !== '' && TEXT_FIELDS.some((name) => name === field);
}
