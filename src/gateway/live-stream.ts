import { GatewayError } from '#core';

/** Most bytes kept for those who join later, and most that one reader may lag behind the head. */
const RETAINED_BYTES = 8 * 1024 * 1024;
/** The source waits while even the fastest reader is this far behind. */
const HIGH_WATER = 256 * 1024;
const NOTHING = new Uint8Array(0);

/** One upstream stream for several clients: each reads from its beginning, at its own pace. */
export interface LiveStream {
  /** Whether the beginning is still there for one more reader. */
  readonly joinable: () => boolean;
  /** Adds a reader; leaving the loop early ends its interest. Rejects for a reader that lags too far behind. */
  readonly read: () => AsyncIterable<Uint8Array>;
  /** Resolves when the source was read to its end, or was given up. Never rejects. */
  readonly done: Promise<void>;
}

export interface LiveStreamSource {
  readonly first: Uint8Array;
  readonly rest: AsyncIterator<Uint8Array>;
  /** Sees every piece before any reader does; what it returns is what readers get. */
  readonly tap: (bytes: Uint8Array) => Uint8Array;
  /** Called once, when the source ended (`failure` undefined), failed or was left by all: gives the last bytes for readers. */
  readonly finish: (failure: unknown) => Uint8Array | undefined;
  /** `finish` itself threw: a bug, which must not end the process. */
  readonly failed: (error: unknown) => void;
}

interface Reader {
  /** Index of the next piece, counted from the stream's beginning. */
  at: number;
  /** Bytes handed over so far. */
  taken: number;
}

export function startLiveStream(source: LiveStreamSource): LiveStream {
  let pieces: Uint8Array[] = [];
  /** Pieces and bytes already forgotten. */
  let dropped = 0;
  let total = 0;
  let ended = false;
  let left = false;
  const readers = new Set<Reader>();
  let waiters: (() => void)[] = [];

  const notify = (): void => {
    const waiting = waiters;
    waiters = [];
    for (const wake of waiting) wake();
  };
  const changed = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));

  const joinable = (): boolean => dropped === 0 && !left;

  const fastest = (): number => {
    let most = 0;
    for (const reader of readers) most = Math.max(most, reader.taken);
    return most;
  };

  /** Past the bound nobody joins any more, and what every reader has is forgotten. */
  const forget = (): void => {
    if (total <= RETAINED_BYTES) return;
    let slowest = dropped + pieces.length;
    for (const reader of readers) {
      if (total - reader.taken <= RETAINED_BYTES) slowest = Math.min(slowest, reader.at);
    }
    if (slowest > dropped) {
      pieces = pieces.slice(slowest - dropped);
      dropped = slowest;
    }
  };

  const add = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    pieces.push(bytes);
    total += bytes.length;
    forget();
    notify();
  };

  const pump = async (): Promise<void> => {
    let failure: unknown;
    try {
      add(source.tap(source.first));
      for (;;) {
        while (!left && readers.size > 0 && total - fastest() > HIGH_WATER) await changed();
        if (left) break;
        const next = await source.rest.next();
        if (next.done) break;
        add(source.tap(next.value));
      }
      if (left) {
        failure = everybodyLeft();
        await source.rest.return?.();
      }
    } catch (error) {
      failure = error;
    }
    try {
      add(source.finish(failure) ?? NOTHING);
    } finally {
      ended = true;
      notify();
    }
  };

  const leave = (reader: Reader): void => {
    readers.delete(reader);
    if (readers.size === 0 && !ended) {
      left = true;
      // A pump that waits for the upstream's next piece is woken by ending the upstream.
      void source.rest.return?.();
    }
    notify();
  };

  // By hand and not as an async generator: a generator's frames survive the young generation with each stream.
  const iteratorOf = (reader: Reader): AsyncIterator<Uint8Array> => {
    const end = (): IteratorResult<Uint8Array> => {
      leave(reader);
      return { value: undefined, done: true };
    };
    return {
      next: async () => {
        for (;;) {
          if (!readers.has(reader)) return end();
          if (reader.at < dropped) {
            leave(reader);
            throw tooSlow();
          }
          const piece = pieces[reader.at - dropped];
          if (piece) {
            reader.at++;
            reader.taken += piece.length;
            if (waiters.length > 0) notify();
            return { value: piece, done: false };
          }
          if (ended) return end();
          await changed();
        }
      },
      return: async () => end(),
    };
  };

  const done = pump().catch(source.failed);
  return {
    joinable,
    done,
    read: () => {
      const reader: Reader = { at: 0, taken: 0 };
      readers.add(reader);
      return { [Symbol.asyncIterator]: () => iteratorOf(reader) };
    },
  };
}

function tooSlow(): GatewayError {
  return new GatewayError({
    code: 'client-too-slow',
    status: 499,
    publicMessage: 'The client read the stream too slowly and was left behind.',
  });
}

function everybodyLeft(): GatewayError {
  return new GatewayError({ code: 'abandoned', status: 499, publicMessage: 'The client left.' });
}
