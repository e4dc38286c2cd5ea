import { asGatewayError, GatewayError, isJsonObject, type JsonObject } from '#core';
import type { ProviderCall, UpstreamResponse } from '#providers';
import { isRetryableStatus, type Target } from '#routing';
import type { CallUpstreamParts } from './call-upstream.ts';
import { readFirstEvent } from './first-event.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream-answer.ts';

/** One attempt of a call. */
export interface Attempted extends UpstreamCall {
  readonly target: Target;
  /** Counted from 1. */
  readonly attempt: number;
  /** Milliseconds left for the whole call. */
  readonly withinMs: number;
}

type Outcome = UpstreamAnswer | GatewayError;

/** Asks one target. Whatever goes wrong is the outcome, except that the caller gave up. */
export async function tryTarget(
  parts: CallUpstreamParts,
  attempted: Attempted,
  signal: AbortSignal,
): Promise<Outcome> {
  const { target } = attempted;
  const { provider } = target;
  const isForeign = provider.codec.id !== attempted.dialect.id;
  const started = parts.clock.monotonic();
  const record = (status: number | string): void =>
    parts.observer.attempt({
      provider: target.provider.name,
      model: target.model,
      status,
      seconds: (parts.clock.monotonic() - started) / 1000,
    });
  try {
    const { headers, body, edits } = isForeign ? translated(attempted) : asItCame(attempted);
    const response = await provider.send(
      {
        endpoint: attempted.endpoint,
        headers,
        key: target.key,
        body,
        edits,
        stream: attempted.stream,
        withinMs: attempted.withinMs,
        query: attempted.query,
      },
      signal,
    );
    const outcome = isEventStream(response)
      ? await beginStream(parts, attempted, response, started)
      : await readWhole(parts, attempted, response);
    record(outcome instanceof GatewayError ? outcome.code : outcome.status);
    return outcome;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asGatewayError(thrown);
    record(error.code);
    return error;
  }
}

type Sent = Pick<ProviderCall, 'headers' | 'body' | 'edits'>;

/** The bytes that came, with the model's name and what asks for a stream's usage put in. */
function asItCame({ target, model, headers, body, usageEdits }: Attempted): Sent {
  const edits = target.provider.canAddStreamUsage ? usageEdits : {};
  const renamed = model !== undefined && model !== target.model;
  return {
    headers,
    body,
    edits: renamed ? { ...edits, model: JSON.stringify(target.model) } : edits,
  };
}

function translated({ target, translation }: Attempted): Sent {
  if (!translation) throw new TypeError(`${target.provider.name} speaks another dialect`);
  return { ...translation.outgoing(target), edits: {} };
}

/** Waits for the first event: until it is here, and unless it is an error, another target can still take over. */
async function beginStream(
  { clock, observer }: CallUpstreamParts,
  { target, attempt, withinMs }: Attempted,
  response: UpstreamResponse,
  started: number,
): Promise<Outcome> {
  if (isEncoded(response)) return invalidAnswer('a compressed stream, which was not asked for');
  const rest = response.body[Symbol.asyncIterator]();
  const firstTokenMs = Math.min(target.provider.timeouts.firstTokenMs, withinMs);
  const first = await readFirstEvent(rest, firstTokenMs - (clock.monotonic() - started));
  if (first.length === 0) return invalidAnswer('an empty stream');
  const { status, headers } = response;
  const error = target.provider.codec.errorAtStart(first);
  if (error) {
    await rest.return?.();
    // Nothing has gone to the client yet, so it is an error like any other: the provider's words, as a response.
    const body = Buffer.from(JSON.stringify(error));
    const asJson = { ...headers, 'content-type': 'application/json' };
    return {
      type: 'whole',
      target,
      attempts: attempt,
      status: 502,
      headers: asJson,
      body,
      failed: true,
      json: undefined,
    };
  }
  observer.firstToken(target.provider.name, target.model, (clock.monotonic() - started) / 1000);
  return { type: 'stream', target, attempts: attempt, status, headers, first, rest };
}

async function readWhole(
  { maxAnswerBytes }: CallUpstreamParts,
  { dialect, endpoint, stream, target, attempt }: Attempted,
  response: UpstreamResponse,
): Promise<Outcome> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body) {
    pieces.push(piece);
    size += piece.length;
    if (size > maxAnswerBytes) return invalidAnswer(`more than ${maxAnswerBytes} bytes`, false);
  }
  const [only] = pieces;
  const body = pieces.length === 1 && only ? only : Buffer.concat(pieces, size);
  const { status, headers } = response;
  const isOk = status >= 200 && status < 300;
  if (isOk && !isJson(response))
    return invalidAnswer(`${headers['content-type'] ?? 'nothing'} instead of JSON`);
  if (isOk && stream) return invalidAnswer('a whole answer to a request for a stream');
  if (isOk && isEncoded(response) && target.provider.codec.id !== dialect.id)
    return invalidAnswer('a compressed answer, which cannot be translated');
  // Some servers compress although they were asked not to: such an answer is passed on unread.
  const isRead = isOk && endpoint === 'chat' && !isEncoded(response);
  const json = isRead ? parseObject(body) : undefined;
  if (isRead && !json) return invalidAnswer('JSON that cannot be read');
  return {
    type: 'whole',
    target,
    attempts: attempt,
    status,
    headers,
    body,
    failed: isRetryableStatus(status),
    json,
  };
}

/** The JSON object in these bytes, or undefined: a provider may send anything. */
function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An error status stays one, whatever its body calls itself. */
const isEventStream = ({ status, headers }: UpstreamResponse): boolean =>
  status < 300 && (headers['content-type']?.startsWith('text/event-stream') ?? false);

const isJson = ({ headers }: UpstreamResponse): boolean =>
  /^application\/([\w.-]+\+)?json\b/.test(headers['content-type'] ?? '');

const isEncoded = ({ headers }: UpstreamResponse): boolean =>
  headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';

function invalidAnswer(what: string, retryable = true): GatewayError {
  return new GatewayError({
    code: 'upstream-invalid-answer',
    status: 502,
    retryable,
    publicMessage: `The provider sent ${what}.`,
  });
}
