import type { FinishedAnswer, Hit, MissReason, Prepared } from '#cache';
import { GatewayError, type JsonObject, type StreamFilter } from '#core';
import { isRetryableStatus } from '#routing';
import type { AnswerChatParts, Asked } from './asked.ts';
import { callUpstream, type UpstreamAnswer } from './call-upstream.ts';
import { type LiveStream, startLiveStream } from './live-stream.ts';
import type { GatewayObserver } from './observer.ts';

type Whole = Extract<UpstreamAnswer, { type: 'whole' }>;
type Streamed = Extract<UpstreamAnswer, { type: 'stream' }>;

/** What a flight comes to, for the one who led it and for all who joined. */
export type Outcome =
  | { readonly type: 'hit'; readonly hit: Hit }
  | {
      readonly type: 'whole';
      readonly answer: Whole;
      readonly reason: MissReason;
      /** The answer, when it was a readable 2xx. */
      readonly body: JsonObject | undefined;
      readonly costNanos: number | undefined;
      /** Resolves when the answer was handed to the cache. */
      readonly settled: Promise<void>;
    }
  | {
      readonly type: 'stream';
      readonly answer: Streamed;
      readonly reason: MissReason;
      readonly live: LiveStream;
      /** Whether the stream, as readers get it, ends with usage. */
      readonly streamUsage: boolean;
      /** The whole answer once the stream ended well. */
      readonly body: () => JsonObject | undefined;
      readonly settled: Promise<void>;
    };

/** A provider's own error after the last attempt: thrown, so that a flight fails; answered as it came. */
export class UpstreamFailure extends GatewayError {
  readonly answer: Whole;

  constructor(answer: Whole) {
    super({
      code: 'upstream-error',
      status: answer.status,
      retryable: true,
      publicMessage: `The provider answered ${answer.status}.`,
    });
    this.answer = answer;
  }
}

/** A miss on its way: why it is one, and what the lookup worked out before. */
interface Missed {
  readonly reason: MissReason;
  readonly prepared?: Prepared | undefined;
}

/**
 * Asks the route's targets, and stores the answer once it has left.
 * @throws UpstreamFailure when the last target answered with an error that another attempt might have mended
 */
export async function askUpstream(
  parts: AnswerChatParts,
  asked: Asked,
  missed: Missed,
  signal: AbortSignal,
): Promise<Outcome> {
  const { call, request, route } = asked;
  const started = parts.clock.monotonic();
  const hidden = request.stream && !request.streamUsage ? call.dialect.hiddenUsage : undefined;
  const answer = await callUpstream(
    parts,
    {
      endpoint: 'chat',
      dialect: call.dialect,
      route,
      headers: call.headers,
      body: call.raw,
      model: request.model,
      stream: request.stream,
      edits: hidden?.edits(call.body) ?? {},
    },
    signal,
  );
  const underway: Underway = { parts, asked, missed, answer, started };
  return answer.type === 'whole'
    ? takeWhole(underway, answer)
    : takeStream(underway, answer, hidden?.createFilter());
}

interface Underway {
  readonly parts: AnswerChatParts;
  readonly asked: Asked;
  readonly missed: Missed;
  readonly answer: UpstreamAnswer;
  /** Monotonic milliseconds when the first target was asked. */
  readonly started: number;
}

function takeWhole(underway: Underway, answer: Whole): Outcome {
  if (isRetryableStatus(answer.status)) throw new UpstreamFailure(answer);
  const body = answer.json;
  const finished = body && finish(underway, body);
  return {
    type: 'whole',
    answer,
    reason: underway.missed.reason,
    body,
    costNanos: finished?.costNanos,
    settled: afterAnswer(underway.parts.observer, () => {
      if (finished) store(underway, { ...finished, bodyBytes: answer.body.length });
    }),
  };
}

function takeStream(underway: Underway, answer: Streamed, filter: StreamFilter | undefined): Outcome {
  const { asked, missed, parts } = underway;
  const { dialect, requestId } = asked.call;
  const reader = dialect.createStreamReader();
  let finished: Finished | undefined;

  const live = startLiveStream({
    first: answer.first,
    rest: answer.rest,
    tap: (bytes) => {
      reader.push(bytes);
      return filter ? filter.push(bytes) : bytes;
    },
    finish: (failure) => {
      const end = reader.finish();
      if (end.type === 'complete') {
        finished = finish(underway, end.body);
        return filter?.flush();
      }
      parts.observer.used({ usage: end.usage, costNanos: parts.costOf(answer.target.model, end.usage) });
      if (end.type !== 'cut') return undefined; // whole but too long to store, or an error in the provider's own words
      if (failure instanceof GatewayError && failure.code === 'abandoned') return undefined; // we cut it, and nobody listens
      parts.observer.cutStream(answer.target.provider.name, answer.target.model);
      return Buffer.from(`\n\n${dialect.encodeStreamError(cutStream(failure), requestId)}`);
    },
    failed: () => parts.observer.cutStream(answer.target.provider.name, answer.target.model),
  });

  return {
    type: 'stream',
    answer,
    reason: missed.reason,
    live,
    streamUsage: asked.request.streamUsage,
    body: () => finished?.body,
    settled: live.done.then(() =>
      afterAnswer(parts.observer, () => {
        if (finished) store(underway, { ...finished, bodyBytes: JSON.stringify(finished.body).length });
      }),
    ),
  };
}

type Finished = Omit<FinishedAnswer, 'bodyBytes'>;

/** A complete answer: counted, and ready for the cache. */
function finish({ parts, asked, answer, missed, started }: Underway, body: JsonObject): Finished {
  const { provider, model } = answer.target;
  const response = asked.call.dialect.decodeResponse(body);
  const costNanos = parts.costOf(model, response.usage);
  parts.observer.used({ usage: response.usage, costNanos });
  return {
    body,
    response,
    costNanos,
    latencyMs: Math.round(parts.clock.monotonic() - started),
    prepared: missed.prepared,
    provenance: {
      requestId: asked.call.requestId,
      credential: asked.call.caller.credential,
      provider: provider.name,
      model,
    },
  };
}

function store({ parts, asked }: Underway, answer: FinishedAnswer): void {
  if (asked.cacheCase.plan.write) parts.observer.write(parts.cache.store(asked.cacheCase, answer));
}

/** Runs once the event loop has sent what is ready to go, and before it reads the next request (C21). Never throws. */
function afterAnswer(observer: GatewayObserver, work: () => void): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      try {
        work();
      } catch {
        observer.write('failed'); // an answer that cannot be stored must not cost the process
      }
      resolve();
    });
  });
}

function cutStream(cause: unknown): GatewayError {
  return new GatewayError({
    code: 'upstream-stream-cut',
    status: 502,
    retryable: true,
    publicMessage:
      'The provider ended the stream before the answer was complete. What came so far is not the whole answer.',
    cause,
  });
}
