// Answers as providers send them, with fields that nobody here knows: they have to survive everything.

export const completion = (text: string, extra: object = {}): string =>
  JSON.stringify({
    id: 'chatcmpl-upstream',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, mood: 'calm' },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    x_unknown: { kept: [1, 'two', null] },
    ...extra,
  });

/** The frames of an OpenAI stream, `[DONE]` last. */
export function completionFrames(pieces: readonly string[], withUsage = true): string[] {
  const head = {
    id: 'chatcmpl-upstream',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'scripted',
  };
  const frame = (fields: object): string => `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
  const choice = (delta: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  return [
    frame({ ...choice({ role: 'assistant', content: '', refusal: null }), x_unknown: 'first' }),
    ...pieces.map((content) => frame(choice({ content }))),
    frame(choice({}, 'stop')),
    ...(withUsage
      ? [
          frame({
            choices: [],
            usage: { prompt_tokens: 7, completion_tokens: pieces.length, total_tokens: 7 + pieces.length },
          }),
        ]
      : []),
    'data: [DONE]\n\n',
  ];
}

export const message = (text: string, extra: object = {}): string =>
  JSON.stringify({
    id: 'msg_upstream',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [{ type: 'text', text, mood: 'calm' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 5, service_tier: 'standard' },
    x_unknown: { kept: [1, 'two', null] },
    ...extra,
  });

/** The frames of an Anthropic stream, `message_stop` last. */
export function messageFrames(pieces: readonly string[]): string[] {
  const frame = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  return [
    frame('message_start', {
      message: {
        id: 'msg_upstream',
        type: 'message',
        role: 'assistant',
        model: 'scripted',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 7, output_tokens: 1 },
        x_unknown: 'first',
      },
    }),
    frame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    'event: ping\ndata: {"type":"ping"}\n\n',
    ...pieces.map((text) => frame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    frame('content_block_stop', { index: 0 }),
    frame('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: pieces.length },
    }),
    frame('message_stop', {}),
  ];
}

export const openaiError = (message: string, code: string | null = null): string =>
  JSON.stringify({ error: { message, type: 'server_error', param: null, code } });

export const anthropicError = (message: string, type = 'api_error'): string =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_upstream' });
