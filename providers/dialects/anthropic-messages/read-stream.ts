import { isJsonObject, type JsonObject, type JsonValue, type StreamReader, type Usage } from '#core';
import { type GrowingObject, setField } from '../merge.ts';
import { type Assembly, createReader, findError, parseEvent, type Step } from '../stream-reader.ts';
import { type BlockAssembly, createBlocks } from './assemble-blocks.ts';
import { decodeUsage } from './decode-usage.ts';

/** Reads a stream of message events and puts together the message that the JSON endpoint would have sent. */
export function createStreamReader(): StreamReader {
  return createReader(assembleMessage());
}

/** Whether a stream's first bytes hold an error event. */
export function errorAtStart(bytes: Uint8Array): JsonObject | undefined {
  return findError(bytes, createStreamReader);
}

function assembleMessage(): Assembly {
  let message: GrowingObject | undefined;
  let usage: GrowingObject = {};
  let blocks: BlockAssembly | undefined = createBlocks();
  let isCounted = false;

  function start(event: JsonObject): Step {
    if (!isJsonObject(event.message) || message !== undefined) return 'unreadable';
    message = event.message as GrowingObject;
    if (isJsonObject(message.usage)) usage = message.usage as GrowingObject;
    return 'more';
  }

  function change(event: JsonObject): Step {
    if (message === undefined) return 'unreadable';
    for (const field in event) {
      const value = event[field];
      if (field === 'delta') mergeKnown(message, value);
      else if (field === 'usage') mergeKnown(usage, value);
      else if (field !== 'type') mergeKnown(message, { [field]: value });
    }
    if (isJsonObject(event.usage)) isCounted = true;
    return 'more';
  }

  function take(data: string, name: string | undefined): Step {
    if (name === 'error') return 'error';
    if (data === '') return 'more'; // a keep-alive
    const event = parseEvent(data);
    if (event === undefined) return 'unreadable';
    switch (event.type) {
      case 'content_block_delta':
      case 'content_block_start':
      case 'content_block_stop':
        if (message === undefined) return 'unreadable';
        return blocks === undefined || blocks.take(event) ? 'more' : 'unreadable';
      case 'message_start':
        return start(event);
      case 'message_delta':
        return change(event);
      case 'message_stop':
        return message === undefined ? 'unreadable' : 'end';
      case 'error':
        return 'error';
      default:
        return 'more'; // pings, and events that are newer than this reader
    }
  }

  return {
    take,
    drop: () => {
      blocks = undefined;
    },
    body: () => ({ ...message, content: blocks?.finish() ?? [], ...(hasFields(usage) ? { usage } : {}) }),
    usage: () => countedUsage(usage, isCounted),
  };
}

/** The start's `output_tokens` is a placeholder: until a delta has counted, the output is unknown. */
function countedUsage(usage: JsonObject, isCounted: boolean): Usage {
  const known = decodeUsage(usage);
  return isCounted ? known : { ...known, outputTokens: undefined };
}

function hasFields(usage: JsonObject): boolean {
  return Object.keys(usage).length > 0;
}

/** Cumulative values replace what was there; null says that nothing changed. */
function mergeKnown(target: GrowingObject, changes: JsonValue | undefined): void {
  if (!isJsonObject(changes)) return;
  for (const field in changes) {
    const value = changes[field];
    if (value !== null || !Object.hasOwn(target, field)) setField(target, field, value);
  }
}
