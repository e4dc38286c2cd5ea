import type { Finish, MockDialect, Reply } from './dialect.ts';

// Shapes: https://platform.openai.com/docs/api-reference/chat and the types of the openai package 7.55
// (ChatCompletion, ChatCompletionChunk, CompletionUsage), read 2026-11-20.

const FINISH: Readonly<Record<Finish, string>> = { stop: 'stop', length: 'length', filter: 'content_filter' };

const ERROR_TYPES: Readonly<Record<number, string>> = {
  429: 'requests',
  500: 'server_error',
  503: 'server_error',
};
const ERROR_CODES: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  404: 'model_not_found',
  429: 'rate_limit_exceeded',
};

/** OpenAI chat completions as the provider writes them. */
export const openaiDialect: MockDialect = {
  name: 'openai',
  requestIdHeader: 'x-request-id',
  body: (reply) =>
    `{"id":"chatcmpl-${reply.id}","object":"chat.completion","created":${reply.createdSeconds},"model":${JSON.stringify(reply.model)},"choices":[{"index":0,"message":{"role":"assistant","content":${reply.answer.json},"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"${FINISH[reply.finish]}"}],"usage":${usage(reply)},"service_tier":"default","system_fingerprint":"fp_mock"}`,
  frames: (reply) => {
    const head = `data: {"id":"chatcmpl-${reply.id}","object":"chat.completion.chunk","created":${reply.createdSeconds},"model":${JSON.stringify(reply.model)},"service_tier":"default","system_fingerprint":"fp_mock","choices":[`;
    // With include_usage every chunk before the last carries a null usage.
    const close = reply.includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
    const tail = `},"logprobs":null,"finish_reason":null}${close}`;
    const content = `${head}{"index":0,"delta":{"content":`;
    const frames = [`${head}{"index":0,"delta":{"role":"assistant","content":"","refusal":null${tail}`];
    for (const piece of reply.answer.jsonPieces) frames.push(content + piece + tail);
    frames.push(
      `${head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"${FINISH[reply.finish]}"}${close}`,
    );
    if (reply.includeUsage) frames.push(`${head}],"usage":${usage(reply)}}\n\n`);
    frames.push('data: [DONE]\n\n');
    return frames;
  },
  error: (status, message, _requestId, code) =>
    JSON.stringify({
      error: {
        message,
        type: code ?? ERROR_TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
        param: null,
        code: code ?? ERROR_CODES[status] ?? null,
      },
    }),
  errorFrame: () =>
    'data: {"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}\n\n',
};

function usage({ promptTokens, answer }: Reply): string {
  const completion = answer.pieces.length;
  return `{"prompt_tokens":${promptTokens},"completion_tokens":${completion},"total_tokens":${promptTokens + completion},"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}`;
}
