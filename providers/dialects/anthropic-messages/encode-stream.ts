import type { EncodeStreamOptions, Ending, JsonObject, StreamEncoder, StreamEvent } from '#core';
import { UNKNOWN_USAGE, type Usage } from '#core';
import { unreadable } from '../event-stream.ts';
import { callHead, encodeEnding, encodeUsage, messageHead } from './encode-response.ts';
import { encodeStreamError } from './errors.ts';
import { FOREIGN_SIGNATURE } from './reasoning.ts';

type Kind = 'text' | 'thinking' | `call ${number}`;

/** Writes an answer of another dialect as the events of a message, as it comes: one block after the other. */
export function createStreamEncoder({ requestId }: EncodeStreamOptions): StreamEncoder {
  let kind: Kind | undefined;
  let index = -1;
  let calls = 0;
  let ending: Ending = { finishReason: undefined };
  let counted: { readonly usage: Usage; readonly reasoning: number | undefined } = {
    usage: UNKNOWN_USAGE,
    reasoning: undefined,
  };

  const delta = (piece: JsonObject): string => frame('content_block_delta', { index, delta: piece });

  const close = (): string => {
    if (kind === undefined) return '';
    const signature =
      kind === 'thinking' ? delta({ type: 'signature_delta', signature: FOREIGN_SIGNATURE }) : '';
    kind = undefined;
    return signature + frame('content_block_stop', { index });
  };

  const open = (next: Kind, block: JsonObject): string => {
    if (kind === next) return '';
    const closed = close();
    kind = next;
    index++;
    return closed + frame('content_block_start', { index, content_block: block });
  };

  const takeCall = (event: Extract<StreamEvent, { type: 'tool-call' | 'tool-arguments' }>): string => {
    const own: Kind = `call ${event.call}`;
    if (event.type === 'tool-call') {
      calls = Math.max(calls, event.call + 1);
      return open(own, { ...callHead(event.id, event.name), input: {} });
    }
    // Blocks come one after the other here: a call that is over cannot be gone on with.
    if (kind !== own) throw unreadable('pieces of several tool calls in turns');
    return delta({ type: 'input_json_delta', partial_json: event.text });
  };

  const end = (): string => {
    const { usage, reasoning } = counted;
    const told = encodeEnding(ending, calls > 0);
    return (
      close() +
      frame('message_delta', {
        delta: { ...told, container: null },
        usage: deltaUsage(encodeUsage(usage, reasoning)),
      }) +
      frame('message_stop', {})
    );
  };

  return (event) => {
    switch (event.type) {
      case 'start':
        return frame('message_start', {
          message: {
            ...messageHead(event.id, event.model),
            content: [],
            stop_reason: null,
            stop_sequence: null,
            stop_details: null,
            // Counted at the end: until then the counts are not known.
            usage: encodeUsage(UNKNOWN_USAGE, undefined),
          },
        });
      case 'text':
      case 'refusal':
        return (
          open('text', { type: 'text', text: '', citations: null }) +
          delta({ type: 'text_delta', text: event.text })
        );
      case 'reasoning':
        return (
          open('thinking', { type: 'thinking', thinking: '', signature: '' }) +
          delta({ type: 'thinking_delta', thinking: event.text })
        );
      case 'reasoning-end':
        return ''; // signed reasoning is this dialect's own, and never comes from another
      case 'tool-call':
      case 'tool-arguments':
        return takeCall(event);
      case 'finish':
        ending = event.ending;
        return '';
      case 'usage':
        counted = { usage: event.usage, reasoning: event.reasoningTokens };
        return '';
      case 'end':
        return end();
      case 'error':
        return encodeStreamError(event.error, requestId);
    }
  };
}

/** The counts that the last event has; source: `MessageDeltaUsage` of the SDK, 1.11. */
function deltaUsage(usage: JsonObject): JsonObject {
  const {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details,
    server_tool_use,
  } = usage;
  return {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details,
    server_tool_use,
  };
}

function frame(type: string, event: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...event })}\n\n`;
}
