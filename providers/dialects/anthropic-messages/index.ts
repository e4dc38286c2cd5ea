import type { Dialect } from '#core';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { encodeError, encodeStreamError } from './errors.ts';
import { createStreamReader, errorAtStart } from './read-stream.ts';
import { replayJson } from './replay-json.ts';
import { replayStream } from './replay-stream.ts';

/** Anthropic's messages. */
export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
  decodeRequest,
  decodeResponse,
  createStreamReader,
  errorAtStart,
  hiddenUsage: undefined,
  replayJson,
  replayStream,
  encodeError,
  encodeStreamError,
};
