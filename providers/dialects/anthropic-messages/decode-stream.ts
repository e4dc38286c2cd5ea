import {
  type JsonObject,
  type JsonValue,
  objectOr,
  type StreamDecoder,
  type StreamEvent,
  stringOr,
} from '#core';
import { createDecoder, unreadable } from '../event-stream.ts';
import type { GrowingObject } from '../merge.ts';
import { parseEvent } from '../stream-reader.ts';
import { decodeEnding, isSigned, reasoningTokens } from './decode-response.ts';
import { decodeUsage } from './decode-usage.ts';
import { decodeError } from './errors.ts';

/** A block that is open: what is needed of it once it is whole. */
interface OpenBlock {
  readonly block: GrowingObject;
  /** Which call it is, or -1. */
  readonly call: number;
  wrote: boolean;
}

/** Events that mean something only once their message has begun. */
const OF_A_MESSAGE = new Set<unknown>([
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

/** Reads the events of a message as they pass. */
export function createStreamDecoder(): StreamDecoder {
  const open = new Map<JsonValue | undefined, OpenBlock>();
  let usage: JsonObject = {};
  let isStarted = false;
  let calls = 0;
  let parts = 0;

  function* start(index: JsonValue | undefined, block: JsonObject): Generator<StreamEvent> {
    const isCall = block.type === 'tool_use';
    const known: OpenBlock = {
      block: { ...block },
      call: isCall ? calls++ : -1,
      wrote: (block.text ?? block.thinking ?? '') !== '',
    };
    open.set(index, known);
    if (isCall) {
      yield {
        type: 'tool-call',
        call: known.call,
        id: stringOr(block.id, ''),
        name: stringOr(block.name, ''),
      };
    } else if (block.type === 'text') yield* textOf('text', block.text);
    else if (block.type === 'thinking') yield* textOf('reasoning', block.thinking);
  }

  function* add(known: OpenBlock, delta: JsonObject): Generator<StreamEvent> {
    const { block, call } = known;
    const text = stringOr(delta.text ?? delta.thinking ?? delta.partial_json, '');
    if (text !== '') known.wrote = true;
    switch (delta.type) {
      case 'text_delta':
        yield* textOf('text', text);
        return;
      case 'thinking_delta':
        block.thinking = stringOr(block.thinking, '') + text;
        yield* textOf('reasoning', text);
        return;
      case 'signature_delta':
        block.signature = delta.signature;
        return;
      case 'input_json_delta':
        if (call >= 0 && text !== '') yield { type: 'tool-arguments', call, text };
        return;
      default: // citations, and pieces that are newer than this reader
    }
  }

  /** A call that wrote nothing has the input it began with; reasoning is whole now. */
  function* stop({ block, call, wrote }: OpenBlock): Generator<StreamEvent> {
    const isReasoning = block.type === 'thinking' || block.type === 'redacted_thinking';
    if (call >= 0 && !wrote) {
      yield { type: 'tool-arguments', call, text: JSON.stringify(block.input ?? {}) };
    } else if (isReasoning && (wrote || isSigned(block))) {
      yield { type: 'reasoning-end', raw: block, at: parts };
    }
    if (wrote || isSigned(block) || (block.type !== 'text' && block.type !== 'thinking')) parts++;
  }

  function* decodeEvent(event: JsonObject): Generator<StreamEvent> {
    const known = open.get(event.index);
    if (!isStarted && OF_A_MESSAGE.has(event.type)) throw unreadable('a stream without a beginning');
    switch (event.type) {
      case 'message_start': {
        const { id, model, usage: counted } = objectOr(event.message);
        isStarted = true;
        usage = objectOr(counted);
        yield { type: 'start', id: stringOr(id, undefined), model: stringOr(model, undefined) };
        return;
      }
      case 'content_block_start':
        yield* start(event.index, objectOr(event.content_block));
        return;
      case 'content_block_delta':
        if (!known) throw unreadable('a piece of nothing');
        yield* add(known, objectOr(event.delta));
        return;
      case 'content_block_stop':
        if (known) yield* stop(known);
        open.delete(event.index);
        return;
      case 'message_delta':
        usage = { ...usage, ...counts(event.usage) };
        yield { type: 'usage', usage: decodeUsage(usage), reasoningTokens: reasoningTokens(usage) };
        yield { type: 'finish', ending: decodeEnding(objectOr(event.delta)) };
        return;
      case 'message_stop':
        yield { type: 'end' };
        return;
      default: // pings, and events that are newer than this reader
    }
  }

  return createDecoder((data, name) => {
    const event = parseEvent(data);
    if (name === 'error' || event?.type === 'error')
      return [{ type: 'error', error: decodeError(event, 502) }];
    if (event === undefined) throw unreadable('an event that is no JSON');
    return decodeEvent(event);
  });
}

/** What a later event counts; null says that nothing changed. */
function counts(usage: JsonValue | undefined): JsonObject {
  return Object.fromEntries(Object.entries(objectOr(usage)).filter(([, count]) => count !== null));
}

function* textOf(type: 'text' | 'reasoning', text: JsonValue | undefined): Generator<StreamEvent> {
  if (typeof text === 'string' && text !== '') yield { type, text };
}
