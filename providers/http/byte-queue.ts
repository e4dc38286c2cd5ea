/** Bytes between a socket that pushes and a reader that pulls, holding the socket back while the reader is behind. */
export interface ByteQueue extends AsyncIterable<Uint8Array> {
  readonly push: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

export interface ByteQueueHooks {
  /** More than `HIGH_WATER` bytes wait. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** The reader left before the end. */
  readonly abandon: () => void;
}

const HIGH_WATER = 256 * 1024;

/** One reader only. */
export function createByteQueue(hooks: ByteQueueHooks): ByteQueue {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let paused = false;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;

  const notify = (): void => {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  };

  /** Everything that waits, as one piece: a reader that fell behind catches up in one write. */
  const take = (): Uint8Array => {
    const [first = new Uint8Array(0)] = chunks;
    const all = chunks.length === 1 ? first : Buffer.concat(chunks, size);
    chunks = [];
    size = 0;
    if (paused) {
      paused = false;
      hooks.resume();
    }
    return all;
  };

  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    while (size === 0 && !ended && !failure) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (size > 0) return { value: take(), done: false };
    if (failure) throw failure.error;
    return { value: undefined, done: true };
  };

  return {
    push: (bytes) => {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      size += bytes.length;
      if (size > HIGH_WATER && !paused) {
        paused = true;
        hooks.pause();
      }
      notify();
    },
    end: () => {
      ended = true;
      notify();
    },
    fail: (error) => {
      failure ??= { error };
      notify();
    },
    [Symbol.asyncIterator]: () => ({
      next,
      return: () => {
        if (!ended && !failure) hooks.abandon();
        return Promise.resolve({ value: undefined, done: true });
      },
    }),
  };
}
