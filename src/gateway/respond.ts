import type { Hit } from '#cache';
import { GatewayError, type ReplayOptions } from '#core';
import type { AnswerChatParts, Asked } from './asked.ts';
import { dollars, headerText, missHeaders } from './cache-headers.ts';
import type { GatewayAnswer } from './chat-call.ts';
import type { LiveStream } from './live-stream.ts';
import type { Outcome, UpstreamFailure } from './outcome.ts';
import { replayBody, replayHeaders, replayHit, type Wanted } from './replay.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** A stored answer for this client. */
export function serveHit(parts: AnswerChatParts, asked: Asked, hit: Hit): GatewayAnswer {
  parts.observer.saved({ usage: hit.entry.usage, costNanos: hit.entry.costNanos });
  return replayHit(hit, wantedBy(asked), replayOptions(parts));
}

/**
 * An outcome for this client: the provider's bytes where client and outcome agree on the form, a replay of the
 * finished answer where they do not (a follower may want JSON of a stream, or the reverse).
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
    ...answerHeaders(answer),
    ...missHeaders(asked.cacheCase.plan, outcome.reason, shared),
    ...(cost === undefined ? {} : { 'x-reprise-cost': dollars(cost) }),
  };
  const cache = shared ? 'shared' : asked.cacheCase.plan.read ? 'miss' : 'bypass';
  const asItCame = (body: GatewayAnswer['body']): GatewayAnswer => ({
    status: answer.status,
    headers: { ...answer.headers, ...ours },
    body,
    cache,
  });

  if (outcome.type === 'stream') {
    if (wanted.stream && wanted.streamUsage === outcome.streamUsage) return asItCame(outcome.live.read());
    await readToEnd(outcome.live, asked.call.signal);
  } else if (!wanted.stream || !outcome.body) return asItCame(outcome.answer.body);

  const body = outcome.type === 'stream' ? outcome.body() : outcome.body;
  if (!body) throw sharedStreamCut();
  return {
    status: answer.status,
    headers: { ...replayHeaders(wanted), ...ours },
    body: replayBody(body, wanted, replayOptions(parts)),
    cache,
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
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      ...answerHeaders(answer),
      ...missHeaders(asked.cacheCase.plan, asked.cacheCase.plan.reason ?? 'upstream-error', false),
    },
    body: answer.body,
    cache: 'miss',
  };
}

function answerHeaders({ target, attempts }: UpstreamAnswer): Record<string, string> {
  return {
    'x-reprise-provider': target.provider.name,
    'x-reprise-model': headerText(target.model),
    'x-reprise-attempts': String(attempts),
  };
}

const wantedBy = ({ call, request }: Asked): Wanted => ({
  dialect: call.dialect,
  stream: request.stream,
  streamUsage: request.streamUsage,
});

const replayOptions = (parts: AnswerChatParts): ReplayOptions => ({
  now: parts.clock.now(),
  usage: parts.hitUsage,
});

function sharedStreamCut(): GatewayError {
  return new GatewayError({
    code: 'upstream-stream-cut',
    status: 502,
    retryable: true,
    publicMessage: 'The provider ended the answer before it was complete.',
  });
}
