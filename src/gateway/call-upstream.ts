import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { asGatewayError, type Clock, type Dialect, GatewayError, isJsonObject, type JsonObject } from '#core';
import type { Endpoint, UpstreamResponse } from '#providers';
import { createAttempts, isRetryableStatus, type Route, retryAfterMs, type Target } from '#routing';
import type { GatewayObserver } from './observer.ts';

export interface UpstreamCall {
  readonly endpoint: Endpoint;
  readonly dialect: Dialect;
  readonly route: Route;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array | undefined;
  /** The model the body names; another one is put in its place for targets that know it by another name. */
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Further top-level fields to set, as JSON text. */
  readonly edits: Readonly<Record<string, string>>;
}

/** A provider's answer: whole, or a stream whose first bytes have come. Nothing of it has gone to the client. */
export type UpstreamAnswer =
  | {
      readonly type: 'whole';
      readonly target: Target;
      readonly attempts: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      /** The body of a 2xx that answers a chat, unless it is compressed. */
      readonly json: JsonObject | undefined;
    }
  | {
      readonly type: 'stream';
      readonly target: Target;
      readonly attempts: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly first: Uint8Array;
      readonly rest: AsyncIterator<Uint8Array>;
    };

export interface CallUpstreamParts {
  readonly clock: Clock;
  readonly observer: GatewayObserver;
  readonly random: () => number;
  /** Most bytes of an answer that is held whole. */
  readonly maxAnswerBytes: number;
  /** No attempt begins later than this after the first. */
  readonly totalMs: number;
}

/** Of an event that is longer the beginning has to do: no error is that long. */
const MOST_OF_FIRST_EVENT = 64 * 1024;

/**
 * Tries the route's targets until one gives an answer that need not be tried again. The last failure comes back as it
 * was: a provider's own error response, or an error of ours when there was no response.
 */
export async function callUpstream(
  parts: CallUpstreamParts,
  call: UpstreamCall,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { clock } = parts;
  const attempts = createAttempts({
    route: call.route,
    random: parts.random,
    now: clock.monotonic,
    deadline: clock.monotonic() + parts.totalMs,
  });
  let last: UpstreamAnswer | GatewayError | undefined;
  for (let attempt = attempts.next(); attempt; attempt = attempts.next()) {
    const { target, waitMs } = attempt;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    const outcome = await tryTarget(parts, call, target, attempts.made(), signal);
    if (!(outcome instanceof GatewayError) && !isRetryableStatus(outcome.status)) return outcome;
    if (outcome instanceof GatewayError && !outcome.retryable) throw outcome;
    // A provider's own words say more than "unreachable": they are kept over an error of ours.
    if (!(outcome instanceof GatewayError) || !last || last instanceof GatewayError) last = outcome;
    attempts.failed(
      target,
      outcome instanceof GatewayError ? undefined : retryAfterMs(outcome.headers, clock.now()),
    );
  }
  if (!last) throw noTarget();
  if (last instanceof GatewayError) throw last;
  return last;
}

async function tryTarget(
  parts: CallUpstreamParts,
  call: UpstreamCall,
  target: Target,
  attempts: number,
  signal: AbortSignal,
): Promise<UpstreamAnswer | GatewayError> {
  const started = parts.clock.monotonic();
  const { provider, model } = target;
  const record = (status: number | string): void =>
    parts.observer.attempt({
      provider: provider.name,
      model,
      status,
      seconds: secondsSince(parts.clock, started),
    });
  try {
    requireCredential(call, target);
    const response = await provider.send(
      {
        endpoint: call.endpoint,
        headers: call.headers,
        key: target.key,
        body: call.body,
        edits: {
          ...(call.model === undefined || call.model === model ? {} : { model: JSON.stringify(model) }),
          ...call.edits,
        },
        stream: call.stream,
      },
      signal,
    );
    const answer = isEventStream(response)
      ? await beginStream(parts, call, target, attempts, response, started)
      : await readWhole(parts, call, target, attempts, response);
    record(answer instanceof GatewayError ? answer.code : answer.status);
    return answer;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asGatewayError(thrown);
    record(error.code);
    return error;
  }
}

/** Waits for the first event: until it is here, and unless it is an error, another target can still take over. */
async function beginStream(
  parts: CallUpstreamParts,
  call: UpstreamCall,
  target: Target,
  attempts: number,
  response: UpstreamResponse,
  started: number,
): Promise<UpstreamAnswer | GatewayError> {
  const rest = response.body[Symbol.asyncIterator]();
  const first = await firstEvent(rest);
  if (first.length === 0) return invalidAnswer('an empty stream');
  if (call.dialect.isErrorStart(first)) {
    await rest.return?.();
    return invalidAnswer('a stream that begins with an error');
  }
  parts.observer.firstToken(target.provider.name, target.model, secondsSince(parts.clock, started));
  return {
    type: 'stream',
    target,
    attempts,
    status: response.status,
    headers: response.headers,
    first,
    rest,
  };
}

/** A provider's packets may cut its first event: what comes until its blank line; at least one piece, if there is any. */
async function firstEvent(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let all: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  while (all.length < MOST_OF_FIRST_EVENT && !all.includes('\n\n') && !all.includes('\r\n\r\n')) {
    const next = await pieces.next();
    if (next.done) break;
    all = all.length === 0 ? asBuffer(next.value) : Buffer.concat([all, next.value]);
  }
  return all;
}

const asBuffer = (bytes: Uint8Array): Buffer<ArrayBufferLike> =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

async function readWhole(
  parts: CallUpstreamParts,
  call: UpstreamCall,
  target: Target,
  attempts: number,
  response: UpstreamResponse,
): Promise<UpstreamAnswer | GatewayError> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body) {
    pieces.push(piece);
    size += piece.length;
    if (size > parts.maxAnswerBytes) return invalidAnswer(`more than ${parts.maxAnswerBytes} bytes`, false);
  }
  const [only] = pieces;
  const body = pieces.length === 1 && only ? only : Buffer.concat(pieces, size);
  const isOk = response.status >= 200 && response.status < 300;
  if (isOk && !isJson(response))
    return invalidAnswer(`${response.headers['content-type'] ?? 'nothing'} instead of JSON`);
  if (isOk && call.stream) return invalidAnswer('a whole answer to a request for a stream');
  // Some servers compress although they were asked not to: such an answer is passed on unread.
  const isRead = isOk && call.endpoint === 'chat' && response.headers['content-encoding'] === undefined;
  const json = isRead ? parseObject(body) : undefined;
  if (isRead && !json) return invalidAnswer('JSON that cannot be read');
  return { type: 'whole', target, attempts, status: response.status, headers: response.headers, body, json };
}

/** The JSON object in these bytes, or undefined: a provider may send anything. */
function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(asBuffer(bytes).toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An error status stays one, whatever its body calls itself. */
const isEventStream = ({ status, headers }: UpstreamResponse): boolean =>
  status < 300 && (headers['content-type']?.startsWith('text/event-stream') ?? false);

const isJson = (response: UpstreamResponse): boolean =>
  /^application\/([\w.-]+\+)?json\b/.test(response.headers['content-type'] ?? '');

function requireCredential(call: UpstreamCall, target: Target): void {
  if (target.key || call.headers.authorization || call.headers['x-api-key']) return;
  throw new GatewayError({
    code: 'missing-upstream-key',
    status: 401,
    publicMessage: `No key for ${target.provider.name}: set one in the gateway's configuration (providers.${target.provider.name}.keys), or send your own with the request.`,
  });
}

function invalidAnswer(what: string, retryable = true): GatewayError {
  return new GatewayError({
    code: 'upstream-invalid-answer',
    status: 502,
    retryable,
    publicMessage: `The provider sent ${what}.`,
  });
}

function noTarget(): GatewayError {
  return new GatewayError({
    code: 'no-target',
    status: 503,
    retryable: true,
    publicMessage: 'No provider could be tried within the time allowed.',
  });
}

const secondsSince = (clock: Clock, started: number): number => (clock.monotonic() - started) / 1000;
