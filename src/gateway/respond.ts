import type { Hit } from '#cache';
import { GatewayError, type ReplayOptions } from '#core';
import { type AnswerChatParts, type Asked, clientChat, dialectOf } from './asked.ts';
import { dollars, headerText, missHeaders } from './cache-headers.ts';
import type { GatewayAnswer } from './chat-call.ts';
import type { LiveStream } from './live-stream.ts';
import type { Outcome, UpstreamFailure } from './outcome.ts';
import { replayBody, replayHeaders, replayHit, type Wanted } from './replay.ts';
import { translateAnswer, translateAnswerHeaders, translateError, untoldParts } from './translate/answer.ts';
import { droppedFields } from './translate/request.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** A stored answer for this client. */
export function serveHit(parts: AnswerChatParts, asked: Asked, hit: Hit): GatewayAnswer {
  parts.observer.saved({ usage: hit.entry.usage, costNanos: hit.entry.costNanos });
  const from = dialectOf(asked, hit.entry.dialect) ?? asked.call.dialect;
  const answer = replayHit(hit, from, wantedBy(asked), replayOptions(parts));
  return {
    ...answer,
    headers: { ...answer.headers, ...droppedHeader(droppedFields(clientChat(asked), from.id)) },
  };
}

/**
 * An outcome for this client: the provider's bytes where client and provider speak one dialect and agree on the form,
 * its answer in the client's dialect or in the other form where they do not (a follower may want JSON of a stream, or
 * the reverse).
 * @param shared the outcome is another request's
 */
export async function respond(
  parts: AnswerChatParts,
  asked: Asked,
  outcome: Outcome,
  shared: boolean,
): Promise<GatewayAnswer> {
  if (outcome.type === 'hit') return serveHit(parts, asked, outcome.hit);
  const wanted = wantedBy(asked);
  const { answer } = outcome;
  const cost = outcome.type === 'whole' && !shared ? outcome.costNanos : undefined;
  const ours = {
    ...answerHeaders(asked, answer),
    ...missHeaders(asked.cacheCase.plan, outcome.reason, shared),
    ...(cost === undefined ? {} : { 'x-reprise-cost': dollars(cost) }),
  };
  const cache = shared ? 'shared' : asked.cacheCase.plan.read ? 'miss' : 'bypass';
  const told = (headers: Readonly<Record<string, string>>, body: GatewayAnswer['body']): GatewayAnswer => ({
    status: answer.status,
    headers: { ...headers, ...ours },
    body,
    cache,
  });

  if (outcome.type === 'stream') {
    if (wanted.stream && isReadBy(outcome, wanted)) {
      return told(streamHeaders(asked, answer), outcome.live.read());
    }
    await readToEnd(outcome.live, asked.call.signal);
  } else if (!outcome.body) return { ...told({}, ''), ...providerError(asked, outcome.answer, ours) };
  else if (!wanted.stream) return wholeAnswer(parts, asked, outcome, told);

  const body = outcome.type === 'stream' ? outcome.body() : outcome.body;
  if (!body) throw sharedStreamCut();
  const { codec } = answer.target.provider;
  return told(replayHeaders(wanted), replayBody(body, codec, wanted, replayOptions(parts)));
}

type Whole = Extract<Outcome, { type: 'whole' }>;
type Streamed = Extract<Outcome, { type: 'stream' }>;
type Told = (headers: Readonly<Record<string, string>>, body: GatewayAnswer['body']) => GatewayAnswer;

const isReadBy = (stream: Streamed, wanted: Wanted): boolean =>
  stream.dialect.id === wanted.dialect.id && stream.streamUsage === wanted.streamUsage;

/** A whole answer to a client that asked for one. */
function wholeAnswer(
  parts: AnswerChatParts,
  asked: Asked,
  { answer, body }: Whole,
  told: Told,
): GatewayAnswer {
  const { codec } = answer.target.provider;
  const { dialect } = asked.call;
  if (codec.id === dialect.id || !body) return told(answer.headers, answer.body);
  const translated = translateAnswer(body, codec, dialect, parts.clock.now());
  const dropped = [...droppedFields(clientChat(asked), codec.id), ...untoldParts(codec.decodeResponse(body))];
  const { headers, ...rest } = told(
    { ...translateAnswerHeaders(answer.headers, dialect), 'content-type': 'application/json' },
    JSON.stringify(translated),
  );
  return { ...rest, headers: { ...headers, ...droppedHeader(dropped) } };
}

function streamHeaders(
  { call }: Asked,
  { headers, target }: UpstreamAnswer,
): Readonly<Record<string, string>> {
  if (target.provider.codec.id === call.dialect.id) return headers;
  return {
    ...translateAnswerHeaders(headers, call.dialect),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  };
}

/** Waits for the whole stream. @throws the signal's reason when the client left meanwhile */
async function readToEnd(live: LiveStream, signal: AbortSignal): Promise<void> {
  const pieces = live.read()[Symbol.asyncIterator]();
  const leave = (): void => void pieces.return?.();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  while (!(await pieces.next()).done);
  signal.removeEventListener('abort', leave);
  signal.throwIfAborted();
}

/** A provider's own error, in its own words. */
export function respondWithFailure(asked: Asked, { answer }: UpstreamFailure): GatewayAnswer {
  const { plan } = asked.cacheCase;
  const ours = {
    ...answerHeaders(asked, answer),
    ...missHeaders(plan, plan.reason ?? 'upstream-error', false),
  };
  return { ...providerError(asked, answer, ours), cache: 'miss' };
}

/** The provider's bytes, or its words in the client's envelope where they speak different dialects. */
function providerError(
  { call }: Asked,
  answer: Whole['answer'],
  ours: Readonly<Record<string, string>>,
): Pick<GatewayAnswer, 'status' | 'headers' | 'body'> {
  const { codec } = answer.target.provider;
  if (codec.id === call.dialect.id) {
    return { status: answer.status, headers: { ...answer.headers, ...ours }, body: answer.body };
  }
  if (answer.status < 300) throw unreadAnswer();
  const error = translateError(answer.body, answer.status, codec);
  return {
    status: error.status,
    headers: {
      ...translateAnswerHeaders(answer.headers, call.dialect),
      'content-type': 'application/json',
      ...ours,
    },
    body: JSON.stringify(call.dialect.encodeError(error, call.requestId)),
  };
}

function answerHeaders(asked: Asked, { target, attempts }: UpstreamAnswer): Record<string, string> {
  return {
    'x-reprise-provider': target.provider.name,
    'x-reprise-model': headerText(target.model),
    'x-reprise-attempts': String(attempts),
    ...droppedHeader(droppedFields(clientChat(asked), target.provider.codec.id)),
  };
}

/** Nothing is dropped silently: what the answer's provider was not told is named. */
function droppedHeader(fields: readonly string[]): Record<string, string> {
  return fields.length === 0 ? {} : { 'x-reprise-dropped': headerText(fields.join(', '), LONGEST_LIST) };
}

/** Room for some dozens of fields; a longer list is cut, and its end says so. */
const LONGEST_LIST = 1024;

const wantedBy = ({ call, request }: Asked): Wanted => ({
  dialect: call.dialect,
  stream: request.stream,
  streamUsage: request.streamUsage,
});

const replayOptions = (parts: AnswerChatParts): ReplayOptions => ({
  now: parts.clock.now(),
  usage: parts.hitUsage,
});

/** Compressed, as a client of the provider's own API may have it: this one shares that one's answer. */
function unreadAnswer(): GatewayError {
  return new GatewayError({
    code: 'upstream-invalid-answer',
    status: 502,
    publicMessage: 'The provider sent a compressed answer, which cannot be translated.',
  });
}

function sharedStreamCut(): GatewayError {
  return new GatewayError({
    code: 'upstream-stream-cut',
    status: 502,
    retryable: true,
    publicMessage: 'The provider ended the answer before it was complete.',
  });
}
