import type { Dialect } from '#core';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { createStreamDecoder } from './decode-stream.ts';
import { encodeRequest, headersFor } from './encode-request.ts';
import { encodeResponse } from './encode-response.ts';
import { createStreamEncoder } from './encode-stream.ts';
import { decodeError, encodeError, encodeStreamError } from './errors.ts';
import { createStreamReader, errorAtStart } from './read-stream.ts';
import { withoutForeign } from './reasoning.ts';
import { replayJson } from './replay-json.ts';
import { replayStream } from './replay-stream.ts';

/** Anthropic's messages. */
export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
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
  hiddenUsage: undefined,
  replayJson,
  replayStream,
  decodeError,
  encodeError,
  encodeStreamError,
};
