import { connect, type Socket } from 'node:net';
import { createResponseReader, type ReadResponse } from './response-reader.ts';

/** One exchange, with times in milliseconds of `performance.now()`. */
export type Exchange = {
  readonly sentAt: number;
  /** When the first byte of the body came; for a stream this is its first event. */
  readonly firstByteAt: number;
  readonly endedAt: number;
  readonly response: ReadResponse;
};

/** Why there is no answer. */
export type Failure = { readonly reason: string };

/** A keep-alive connection that carries one request at a time. */
export type Connection = {
  readonly send: (bytes: string, done: (result: Exchange | Failure) => void) => void;
  readonly close: () => void;
};

/** Where requests go. */
export type Target = { readonly host: string; readonly port: number };

const READ_BYTES = 65_536;

/** Opens a connection on the first `send`, and again after a failure or a `connection: close`. */
export function createConnection(target: Target, timeoutMs = 30_000): Connection {
  let socket: Socket | null = null;
  let reader = createResponseReader();
  const received = Buffer.allocUnsafeSlow(READ_BYTES);
  let waiting: ((result: Exchange | Failure) => void) | null = null;
  let sentAt = 0;
  let firstByteAt = 0;

  function settle(result: Exchange | Failure): void {
    const done = waiting;
    waiting = null;
    done?.(result);
  }

  function fail(broken: Socket, reason: string): void {
    if (broken !== socket) return;
    socket = null;
    broken.destroy();
    settle({ reason });
  }

  function take(from: Socket, bytes: Buffer): void {
    const now = performance.now();
    try {
      const state = reader.push(bytes);
      if (state === 'head') return;
      if (firstByteAt === 0) firstByteAt = now;
      if (state === 'body') return;
      if (!state.reusable) {
        socket = null;
        from.destroy();
      }
      settle({ sentAt, firstByteAt, endedAt: now, response: state });
    } catch (error) {
      fail(from, error instanceof Error ? error.message : 'unreadable');
    }
  }

  function open(): Socket {
    reader = createResponseReader();
    const fresh: Socket = connect({
      host: target.host,
      port: target.port,
      noDelay: true,
      // One buffer for all reads: a fresh one for each of a stream's chunks costs more than reading it.
      onread: {
        buffer: received,
        callback: (length) => {
          take(fresh, received.subarray(0, length));
          return true;
        },
      },
    });
    fresh.on('error', (error: NodeJS.ErrnoException) => fail(fresh, error.code ?? error.message));
    fresh.on('close', () => fail(fresh, 'closed before the end'));
    // A generous bound against hanging for ever, not a measured deadline.
    fresh.setTimeout(timeoutMs, () => fail(fresh, 'timeout'));
    return fresh;
  }

  return {
    send: (bytes, done) => {
      waiting = done;
      firstByteAt = 0;
      socket ??= open();
      sentAt = performance.now();
      socket.write(bytes);
    },
    close: () => {
      const open = socket;
      socket = null;
      open?.destroy();
      settle({ reason: 'closed by the load generator' });
    },
  };
}
