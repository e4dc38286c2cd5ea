import type { Finish, MockDialect, Reply } from './dialect.ts';

// Shapes: https://docs.anthropic.com/en/api/messages and …/messages-streaming, and the types of
// @anthropic-ai/sdk 1.11 (Message, RawMessageStreamEvent, Usage), read 2026-11-20.

const STOP_REASON: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  filter: 'refusal',
};

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** Anthropic messages as the provider writes them. */
export const anthropicDialect: MockDialect = {
  name: 'anthropic',
  requestIdHeader: 'request-id',
  body: (reply) =>
    `{"id":"msg_${reply.id}","type":"message","role":"assistant","model":${JSON.stringify(reply.model)},"content":[{"type":"text","text":${reply.answer.json}}],"stop_reason":"${STOP_REASON[reply.finish]}","stop_sequence":null,"usage":${usage(reply, reply.answer.pieces.length)}}`,
  frames: (reply) => {
    const delta = event('content_block_delta', '"index":0,"delta":{"type":"text_delta","text":');
    const frames = [
      `${event('message_start', `"message":{"id":"msg_${reply.id}","type":"message","role":"assistant","model":${JSON.stringify(reply.model)},"content":[],"stop_reason":null,"stop_sequence":null,"usage":${usage(reply, 1)}}`)}}\n\n`,
      `${event('content_block_start', '"index":0,"content_block":{"type":"text","text":""}')}}\n\n`,
      'event: ping\ndata: {"type":"ping"}\n\n',
    ];
    for (const piece of reply.answer.jsonPieces) frames.push(`${delta}${piece}}}\n\n`);
    frames.push(
      `${event('content_block_stop', '"index":0')}}\n\n`,
      `${event('message_delta', `"delta":{"stop_reason":"${STOP_REASON[reply.finish]}","stop_sequence":null},"usage":{"output_tokens":${reply.answer.pieces.length}}`)}}\n\n`,
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    );
    return frames;
  },
  error: (status, message, requestId) =>
    JSON.stringify({
      type: 'error',
      error: {
        type: ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
        message,
      },
      request_id: requestId,
    }),
  errorFrame: () =>
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
};

/** An event up to, and without, the brace that closes its data. */
function event(type: string, fields: string): string {
  return `event: ${type}\ndata: {"type":"${type}",${fields}`;
}

function usage({ promptTokens }: Reply, outputTokens: number): string {
  return `{"input_tokens":${promptTokens},"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":${outputTokens},"service_tier":"standard"}`;
}
