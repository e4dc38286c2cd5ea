import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOr,
  objectOr,
  type StreamDecoder,
  type StreamEvent,
  stringOr,
} from '#core';
import { createDecoder, unreadable } from '../event-stream.ts';
import { parseEvent } from '../stream-reader.ts';
import { finishReason, reasoningTokens } from './decode-response.ts';
import { decodeUsage } from './decode-usage.ts';
import { decodeError } from './errors.ts';
import { REASONING_FIELDS } from './text-fields.ts';

/** Reads chunks of a chat completion with one choice as they pass. */
export function createStreamDecoder(): StreamDecoder {
  let isStarted = false;
  let refused = false;
  const calls = createCallCounter();

  function* decodeChunk(chunk: JsonObject): Generator<StreamEvent> {
    if (chunk.error || chunk.object === 'error') {
      yield { type: 'error', error: decodeError(chunk, 502) };
      return;
    }
    // Azure's first chunk is about its filter and names nothing.
    if (!isStarted && (chunk.id || listOr(chunk.choices).length > 0)) {
      isStarted = true;
      yield { type: 'start', id: stringOr(chunk.id, undefined), model: stringOr(chunk.model, undefined) };
    }
    for (const choice of listOr(chunk.choices)) {
      if (isJsonObject(choice) && (choice.index ?? 0) === 0) yield* decodeChoice(choice);
    }
    if (isJsonObject(chunk.usage)) {
      yield { type: 'usage', usage: decodeUsage(chunk.usage), reasoningTokens: reasoningTokens(chunk.usage) };
    }
  }

  function* decodeChoice({ delta, finish_reason: reason }: JsonObject): Generator<StreamEvent> {
    const piece = objectOr(delta);
    const field = REASONING_FIELDS.find((name) => typeof piece[name] === 'string' && piece[name] !== '');
    if (field) yield { type: 'reasoning', text: stringOr(piece[field], '') };
    for (const text of textsOf(piece.content)) yield { type: 'text', text };
    if (typeof piece.refusal === 'string' && piece.refusal !== '') {
      refused = true;
      yield { type: 'refusal', text: piece.refusal };
    }
    for (const call of listOr(piece.tool_calls)) yield* calls.take(objectOr(call));
    if (typeof reason === 'string') {
      yield { type: 'finish', ending: { finishReason: finishReason(reason, refused ? 'yes' : null) } };
    }
  }

  return createDecoder((data, name) => {
    if (data.startsWith('[DONE]')) {
      if (!isStarted) throw unreadable('an empty stream');
      return [{ type: 'end' }];
    }
    const chunk = parseEvent(data);
    if (name === 'error') return [{ type: 'error', error: decodeError(chunk, 502) }];
    if (chunk === undefined) throw unreadable('an event that is no JSON');
    return decodeChunk(chunk);
  });
}

/** Text as a string or, of some providers, in parts. */
function textsOf(content: JsonValue | undefined): readonly string[] {
  if (typeof content === 'string') return content === '' ? [] : [content];
  return listOr(content).flatMap((part) => {
    const { type, text } = objectOr(part);
    return type === 'text' && typeof text === 'string' && text !== '' ? [text] : [];
  });
}

interface KnownCall {
  readonly index: JsonValue | undefined;
  readonly id: string;
}

/** Counts calls over their pieces, by the rules by which `assemble-choices` puts them together. */
function createCallCounter() {
  const calls: KnownCall[] = [];

  const find = (piece: JsonObject, name: string | undefined): number => {
    const id = stringOr(piece.id, '');
    const at = calls.findLastIndex((known) =>
      piece.index === undefined ? !id || known.id === id : known.index === piece.index,
    );
    const known = calls[at];
    const startsAnother = Boolean(id && name && known?.id) && id !== known?.id;
    return startsAnother ? -1 : at;
  };

  return {
    *take(piece: JsonObject): Generator<StreamEvent> {
      const called = objectOr(piece.function ?? piece.custom);
      const name = stringOr(called.name, undefined);
      let call = find(piece, name);
      if (call < 0) {
        call = calls.length;
        const id = stringOr(piece.id, '');
        calls.push({ index: piece.index, id });
        yield { type: 'tool-call', call, id, name: name ?? '' };
      }
      const text = stringOr(called.arguments, stringOr(called.input, ''));
      if (text !== '') yield { type: 'tool-arguments', call, text };
    },
  };
}
