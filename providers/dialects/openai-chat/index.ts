import type { Dialect } from '#core';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { encodeError, encodeStreamError } from './errors.ts';
import { hiddenUsage } from './hidden-usage.ts';
import { createStreamReader, errorAtStart } from './read-stream.ts';
import { replayJson } from './replay-json.ts';
import { replayStream } from './replay-stream.ts';

/** OpenAI's chat completions, as spoken by OpenAI and by every OpenAI-compatible provider. */
export const openaiChat: Dialect = {
  id: 'openai-chat',
  decodeRequest,
  decodeResponse,
  createStreamReader,
  errorAtStart,
  hiddenUsage,
  replayJson,
  replayStream,
  encodeError,
  encodeStreamError,
};
