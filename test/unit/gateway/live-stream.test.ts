import { describe, expect, it } from 'vitest';
import { type LiveStream, type LiveStreamSource, startLiveStream } from '../../../src/gateway/live-stream.ts';

const KIB = 1024;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const piece = (text: string): Uint8Array => Buffer.from(text);
const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const bytes of stream) text += Buffer.from(bytes).toString();
  return text;
};

/** A source that a test feeds, and what became of it. */
function feed(overrides: Partial<LiveStreamSource> = {}) {
  const waiting: PromiseWithResolvers<IteratorResult<Uint8Array>>[] = [];
  const ready: IteratorResult<Uint8Array>[] = [];
  const told = { asked: 0, returned: false, finished: [] as unknown[] };
  const put = (result: IteratorResult<Uint8Array>): void => {
    const next = waiting.shift();
    if (next) next.resolve(result);
    else ready.push(result);
  };
  const stream = startLiveStream({
    first: piece('1'),
    rest: {
      next: () => {
        told.asked++;
        const result = ready.shift();
        if (result) return Promise.resolve(result);
        const next = Promise.withResolvers<IteratorResult<Uint8Array>>();
        waiting.push(next);
        return next.promise;
      },
      return: () => {
        told.returned = true;
        for (const next of waiting.splice(0)) next.resolve({ done: true, value: undefined });
        return Promise.resolve({ done: true, value: undefined });
      },
    },
    tap: (bytes) => bytes,
    finish: (failure) => {
      told.finished.push(failure);
      return undefined;
    },
    failed: (error) => told.finished.push(error),
    ...overrides,
  });
  return {
    stream,
    told,
    push: (bytes: Uint8Array | string): void =>
      put({ done: false, value: typeof bytes === 'string' ? piece(bytes) : bytes }),
    end: (): void => put({ done: true, value: undefined }),
    fail: (error: Error): void => waiting.shift()?.reject(error),
  };
}

const reader = (stream: LiveStream): AsyncIterator<Uint8Array> => stream.read()[Symbol.asyncIterator]();

describe('[C28] a live stream', () => {
  it('gives every reader the whole, whenever it joined', async () => {
    const { stream, push, end, told } = feed();
    const early = textOf(stream.read());
    push('2');
    await turn();
    const late = textOf(stream.read());
    push('3');
    end();
    await stream.done;
    expect(stream.joinable()).toBe(true);
    expect(await Promise.all([early, late, textOf(stream.read())])).toEqual(['123', '123', '123']);
    expect(told.finished).toEqual([undefined]);
  });

  it('readers get what the tap returns, and the last bytes of the end', async () => {
    const seen: string[] = [];
    const { stream, push, end } = feed({
      tap: (bytes) => {
        seen.push(Buffer.from(bytes).toString());
        return seen.length === 2 ? new Uint8Array(0) : bytes;
      },
      finish: () => piece('!'),
    });
    const text = textOf(stream.read());
    push('hidden');
    push('3');
    end();
    expect(await text).toBe('13!');
    expect(seen).toEqual(['1', 'hidden', '3']);
  });

  it('a source that fails ends with the bytes that tell of it', async () => {
    const error = new Error('cut');
    const failures: unknown[] = [];
    const { stream, fail } = feed({
      finish: (failure) => {
        failures.push(failure);
        return piece(' (cut)');
      },
    });
    const text = textOf(stream.read());
    await turn();
    fail(error);
    expect(await text).toBe('1 (cut)');
    expect(failures).toEqual([error]);
  });

  it('what throws at its end is told, and ends the readers', async () => {
    const bug = new Error('bug');
    const told: unknown[] = [];
    const { stream, end } = feed({
      finish: () => {
        throw bug;
      },
      failed: (error) => told.push(error),
    });
    const text = textOf(stream.read());
    end();
    await stream.done;
    expect(await text).toBe('1');
    expect(told).toEqual([bug]);
  });

  it('ends its source once the last reader has left, and only then', async () => {
    const { stream, told } = feed();
    const [a, b] = [reader(stream), reader(stream)];
    await a.next();
    await a.return?.();
    await turn();
    expect(told.returned).toBe(false);
    await b.return?.(); // before its first read
    await stream.done;
    expect(told.returned).toBe(true);
    expect(stream.joinable()).toBe(false);
    expect(told.finished).toEqual([expect.objectContaining({ code: 'abandoned' })]);
  });

  it('a reader that waits is woken by its own leaving', async () => {
    const { stream } = feed();
    const [a, b] = [reader(stream), reader(stream)];
    await a.next();
    const waiting = a.next();
    void a.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await b.next()).done).toBe(false);
  });

  it('reads no further ahead of its fastest reader than its bound', async () => {
    const { stream, push, told } = feed();
    const fast = reader(stream);
    for (let i = 0; i < 100; i++) push(new Uint8Array(64 * KIB));
    await turn();
    const ahead = told.asked;
    expect(ahead).toBeLessThan(10);
    for (let i = 0; i < 20; i++) await fast.next();
    await turn();
    expect(told.asked).toBeGreaterThan(ahead);
    expect(told.asked).toBeLessThan(ahead + 25);
  });

  it('goes on for the fastest while a slow one falls behind, and the slow one is told, not fed a gap', async () => {
    const { stream, push, end } = feed();
    const fast = reader(stream);
    const slow = reader(stream);
    const size = 256 * KIB;
    await fast.next();
    for (let i = 0; i < 60; i++) {
      push(new Uint8Array(size));
      await fast.next();
    }
    end();
    expect((await fast.next()).done).toBe(true);
    await stream.done;
    expect(stream.joinable()).toBe(false);
    await expect(slow.next()).rejects.toMatchObject({ code: 'client-too-slow' });
  });

  it('a reader within the bound of what is kept catches up', async () => {
    const { stream, push, end } = feed();
    const fast = reader(stream);
    const slow = stream.read();
    await fast.next();
    for (let i = 0; i < 20; i++) {
      push(new Uint8Array(256 * KIB));
      await fast.next();
    }
    end();
    await stream.done;
    let size = 0;
    for await (const bytes of slow) size += bytes.length;
    expect(size).toBe(1 + 20 * 256 * KIB);
  });
});
