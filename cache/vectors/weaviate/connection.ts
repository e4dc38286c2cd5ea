import { type Clock, GatewayError } from '#core';
import { boundedCall } from './bounded-call.ts';
import { createLastUse } from './last-use.ts';
import { reasonOf, weaviateUnavailable } from './problems.ts';
import type { Session } from './session.ts';

export interface ConnectionOptions {
  /** @param closing aborts when nobody needs the session any more */
  readonly open: (closing: AbortSignal) => Promise<Session>;
  readonly clock: Clock;
  /** After a failed attempt to connect calls are refused at once for this long, in milliseconds. */
  readonly pauseMs: number;
  /** Longest wait for the answer that shows that a connection still serves, in milliseconds. */
  readonly pingMs: number;
  /** Calls under way at most; one more is refused. */
  readonly maxInFlight: number;
}

export interface CallLimits {
  readonly ms: number;
  readonly signal?: AbortSignal;
}

/**
 * Connects when it is first needed and again when the server came back, and never lets a call wait past its limits.
 *
 * A session that a call failed on is not used again, nor is one on which several calls ended without any answer: the
 * next call connects anew. A new connection costs some milliseconds; the old one may be one to a machine that is gone,
 * and gRPC would wait up to two minutes before it looked again. Calls under way on the old one end as they would have:
 * a server that refuses writes, because its disk is full, may still answer them.
 */
export interface Connection {
  /** @throws GatewayError `vector-store-unavailable`; the signal's reason when that aborts first */
  readonly run: <T>(
    limits: CallLimits,
    work: (session: Session, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
  /** Resolves when the server answers; connects if need be, pause or not, and rejects with why that fails. */
  readonly check: () => Promise<void>;
  readonly close: () => void;
}

/** Calls in a row that ended without an answer before the connection is taken for dead. */
const UNANSWERED = 3;

export function createConnection(options: ConnectionOptions): Connection {
  const { open, clock, pauseMs, pingMs, maxInFlight } = options;
  const closing = new AbortController();
  const uses = createLastUse();
  let session: Session | undefined;
  let opening: Promise<Session> | undefined;
  let lastFailure: unknown;
  let retryAt = Number.NEGATIVE_INFINITY;
  let unanswered = 0;
  let inFlight = 0;

  const drop = (dropped: Session): void => {
    if (session !== dropped) return;
    session = undefined;
    uses.closeAfterLast(dropped);
  };

  const connect = (): Promise<Session> => {
    opening ??= open(closing.signal)
      .then((opened) => {
        if (closing.signal.aborted) {
          opened.close();
          throw closing.signal.reason;
        }
        unanswered = 0;
        lastFailure = undefined;
        session = opened;
        return opened;
      })
      .catch((error: unknown) => {
        lastFailure = error;
        retryAt = clock.monotonic() + pauseMs;
        throw error;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  };

  /** Once connecting failed, calls are refused until it succeeded: one of them tries again now and then, the others do not wait for it. */
  const connected = (): Promise<Session> | Session => {
    if (session) return session;
    const failed = lastFailure !== undefined;
    if (failed && (opening || clock.monotonic() < retryAt)) {
      throw weaviateUnavailable(`left alone for a moment after: ${reasonOf(lastFailure)}`, lastFailure);
    }
    return connect();
  };

  const work = async <T>(
    call: (session: Session, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    inFlight++;
    try {
      const used = await connected();
      signal.throwIfAborted();
      const end = uses.begin(used);
      const noAnswer = (): void => {
        if (++unanswered >= UNANSWERED) drop(used);
        end();
      };
      signal.addEventListener('abort', noAnswer, { once: true });
      try {
        const result = await call(used, signal);
        unanswered = 0;
        return result;
      } catch (error) {
        if (!signal.aborted) drop(used);
        throw error;
      } finally {
        signal.removeEventListener('abort', noAnswer);
        end();
      }
    } finally {
      inFlight--;
    }
  };

  const answers = async (asked: Session): Promise<boolean> => {
    const late = (): Error => weaviateUnavailable('no answer');
    try {
      await boundedCall({ ms: pingMs, signals: [closing.signal], late }, asked.ping);
      return true;
    } catch {
      closing.signal.throwIfAborted();
      return false;
    }
  };

  return {
    run: async ({ ms, signal }, call) => {
      if (inFlight >= maxInFlight) throw weaviateUnavailable(`${inFlight} calls are already under way`);
      const signals = signal ? [closing.signal, signal] : [closing.signal];
      const late = (): Error => weaviateUnavailable(`no answer within ${ms} ms`);
      try {
        return await boundedCall({ ms, signals, late }, (ended) => work(call, ended));
      } catch (error) {
        if (signal?.aborted && error === signal.reason) throw error;
        throw error instanceof GatewayError ? error : weaviateUnavailable(reasonOf(error), error);
      }
    },
    check: async () => {
      closing.signal.throwIfAborted();
      const asked = session;
      if (asked && (await answers(asked))) return;
      if (asked) drop(asked);
      await connect();
    },
    close: () => {
      closing.abort(weaviateUnavailable('closed'));
      if (session) drop(session);
      uses.closeAll();
    },
  };
}
