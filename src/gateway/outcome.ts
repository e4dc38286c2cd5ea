import type { FinishedAnswer, Hit, MissReason, Prepared } from '#cache';
import { type Dialect, GatewayError, type HiddenUsage, type JsonObject, type StreamFilter } from '#core';
import { retryAfterMs } from '#routing';
import { type AnswerChatParts, type Asked, clientChat } from './asked.ts';
import { callUpstream } from './call-upstream.ts';
import { type LiveStream, startLiveStream } from './live-stream.ts';
import type { GatewayObserver } from './observer.ts';
import { foreignFields, refusedFields, translateRequest } from './translate/request.ts';
import { translateStream } from './translate/stream.ts';
import type { Translation, UpstreamAnswer } from './upstream-answer.ts';
import { hasLostRace } from './verify/race.ts';

type Whole = Extract<UpstreamAnswer, { type: 'whole' }>;
type Streamed = Extract<UpstreamAnswer, { type: 'stream' }>;

/** What a flight comes to, for the one who led it and for all who joined. */
export type Outcome =
  | { readonly type: 'hit'; readonly hit: Hit }
  | {
      readonly type: 'whole';
      readonly answer: Whole;
      readonly reason: MissReason;
      /** The answer as its provider sent it, when it was a readable 2xx. */
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
      /** The dialect in which readers get it. */
      readonly dialect: Dialect;
      /** Whether the stream, as readers get it, ends with usage. */
      readonly streamUsage: boolean;
      /** The whole answer, in its provider's dialect, once the stream ended well. */
      readonly body: () => JsonObject | undefined;
      readonly settled: Promise<void>;
    };

/** A provider's own error after the last attempt: thrown, so that a flight fails; answered as it came. */
export class UpstreamFailure extends GatewayError {
  readonly answer: Whole;

  /** @param promotes another request for the same answer may try at once */
  constructor(answer: Whole, promotes: boolean) {
    super({
      code: 'upstream-error',
      status: answer.status,
      retryable: promotes,
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
      body: ownBody(asked),
      model: request.model,
      stream: request.stream,
      usageEdits: hidden?.edits(call.body) ?? {},
      translation: translationOf(asked),
    },
    signal,
  );
  const underway: Underway = { parts, asked, missed, answer, started, signal };
  return answer.type === 'whole'
    ? takeWhole(underway, answer)
    : takeStream(underway, answer, filterFor(underway, answer, hidden));
}

/** The bytes that came. Only what another dialect's answers left in the history is taken out: its provider has no use for it. */
function ownBody({ call, request }: Asked): Uint8Array {
  if (foreignFields(request).length === 0) return call.raw;
  return Buffer.from(JSON.stringify(call.dialect.withoutForeign(call.body)));
}

function translationOf(asked: Asked): Translation {
  const chat = clientChat(asked);
  const drops = asked.route.unsupported === 'drop';
  return {
    refused: (to) => (drops ? [] : refusedFields(chat, to)),
    outgoing: (target) => translateRequest(chat, target),
  };
}

/** What stands between the provider's bytes and the client's: a translation, or the removal of usage nobody asked for. */
function filterFor(
  { parts, asked }: Underway,
  { target }: Streamed,
  hidden: HiddenUsage | undefined,
): StreamFilter | undefined {
  const { codec, canAddStreamUsage } = target.provider;
  const { dialect, requestId } = asked.call;
  if (codec.id === dialect.id) return canAddStreamUsage ? hidden?.createFilter() : undefined;
  return translateStream(codec, dialect, {
    now: parts.clock.now(),
    includeUsage: asked.request.streamUsage,
    requestId,
  });
}

interface Underway {
  readonly parts: AnswerChatParts;
  readonly asked: Asked;
  readonly missed: Missed;
  readonly answer: UpstreamAnswer;
  /** Monotonic milliseconds when the first target was asked. */
  readonly started: number;
  /** Aborts when nobody needs the answer any more. */
  readonly signal: AbortSignal;
}

function takeWhole(underway: Underway, answer: Whole): Outcome {
  if (answer.failed) {
    // A provider that asked to be left alone is left alone by those who wait for the same answer, too.
    throw new UpstreamFailure(answer, retryAfterMs(answer.headers, underway.parts.clock.now()) === undefined);
  }
  const body = answer.json;
  const finished = body && finish(underway, body);
  return {
    type: 'whole',
    answer,
    reason: underway.missed.reason,
    body,
    costNanos: finished?.costNanos,
    settled: afterAnswer(underway.parts.observer, () => {
      if (finished) store(underway, finished, () => answer.body.length);
    }),
  };
}

function takeStream(underway: Underway, answer: Streamed, filter: StreamFilter | undefined): Outcome {
  const { asked, missed, parts, signal } = underway;
  const { dialect, requestId } = asked.call;
  const reader = answer.target.provider.codec.createStreamReader();
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
      const held = filter?.flush() ?? NOTHING;
      if (end.type === 'complete') {
        finished = finish(underway, end.body);
        return held;
      }
      parts.observer.used({ usage: end.usage, costNanos: parts.costOf(answer.target.model, end.usage) });
      if (end.type === 'unreadable' && (failure === undefined || reader.ended())) return held;
      if (end.type === 'error') {
        parts.observer.brokenStream(answer.target.provider.name, answer.target.model, 'stream-error');
        return Buffer.concat([held, END_OF_EVENT]); // the provider said it in its own words; they must be dispatched
      }
      if (isLeaving(failure, signal)) return undefined; // we cut it, and nobody listens
      parts.observer.brokenStream(answer.target.provider.name, answer.target.model, 'stream-cut');
      if (filter?.hasFailed?.()) return held; // and said so
      const event = dialect.encodeStreamError(cutStream(failure), requestId);
      return Buffer.concat([held, END_OF_EVENT, Buffer.from(event)]);
    },
    failed: () => parts.observer.brokenStream(answer.target.provider.name, answer.target.model, 'stream-cut'),
  });

  return {
    type: 'stream',
    answer,
    reason: missed.reason,
    live,
    dialect,
    streamUsage: asked.request.streamUsage,
    body: () => finished?.body,
    settled: live.done.then(() =>
      afterAnswer(parts.observer, () => {
        if (finished) store(underway, finished, serialisedBytes);
      }),
    ),
  };
}

const NOTHING = new Uint8Array(0);
/** A blank line dispatches what came before it; one more changes nothing. */
const END_OF_EVENT = Buffer.from('\n\n');

const isLeaving = (failure: unknown, signal: AbortSignal): boolean =>
  signal.aborted || (failure instanceof GatewayError && failure.code === 'abandoned');

type Finished = Omit<FinishedAnswer, 'bodyBytes'>;

/** A complete answer: counted, and ready for the cache. */
function finish({ parts, asked, answer, missed, started }: Underway, body: JsonObject): Finished {
  const { provider, model } = answer.target;
  const response = provider.codec.decodeResponse(body);
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

/** Only the route's first choice is stored (C20): what stood in for it must not answer once it is back. */
function store(
  { parts, asked, answer: from, signal }: Underway,
  finished: Finished,
  bodyBytes: (body: JsonObject) => number,
): void {
  const [first] = asked.route.targets;
  const { provider, model } = from.target;
  if (!asked.cacheCase.plan.write || hasLostRace(signal)) return;
  if (provider !== first?.provider || model !== first.model) parts.observer.write('failover');
  else
    parts.observer.write(
      parts.cache.store(
        { ...asked.cacheCase, dialect: provider.dialect }, // kept as the provider said it
        { ...finished, bodyBytes: bodyBytes(finished.body) },
      ),
    );
}

/** A stream has no body to measure; making one is worth it only where it is stored. */
const serialisedBytes = (body: JsonObject): number => Buffer.byteLength(JSON.stringify(body));

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
