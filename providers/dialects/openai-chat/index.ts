import type { Dialect } from '#core';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { createStreamDecoder } from './decode-stream.ts';
import { encodeRequest, headersFor } from './encode-request.ts';
import { encodeResponse } from './encode-response.ts';
import { createStreamEncoder } from './encode-stream.ts';
import { withoutForeign } from './encode-turns.ts';
import { decodeError, encodeError, encodeStreamError } from './errors.ts';
import { hiddenUsage } from './hidden-usage.ts';
import { createStreamReader, errorAtStart } from './read-stream.ts';
import { replayJson } from './replay-json.ts';
import { replayStream } from './replay-stream.ts';

/** OpenAI's chat completions, as spoken by OpenAI and by every OpenAI-compatible provider. */
export const openaiChat: Dialect = {
  id: 'openai-chat',
  decodeRequest,
  encodeRequest,
  headersFor,
  withoutForeign,
  decodeResponse,
  encodeResponse,
  createStreamReader,
  createStreamDecoder,
  createStreamEncoder,
  errorAtStart,
  hiddenUsage,
  replayJson,
  replayStream,
  decodeError,
  encodeError,
  encodeStreamError,
};
