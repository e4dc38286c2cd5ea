import { connect } from 'node:net';

/** What came back over a bare connection until the other side closed it. */
export interface RawAnswer {
  readonly text: string;
}

/**
 * Writes bytes as they are, each piece once the one before has left, and reads until the server closes the connection,
 * which it does when `until` has come too.
 */
export function rawExchange(
  url: string,
  pieces: readonly (string | Uint8Array)[],
  until: RegExp,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (until.test(text)) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve({ text }));
    const writeFrom = (at: number): void => {
      const piece = pieces[at];
      if (piece === undefined || socket.destroyed) return;
      socket.write(piece, () => setImmediate(writeFrom, at + 1));
    };
    socket.once('connect', () => writeFrom(0));
  });
}

/** Sends part of a request and goes away. */
export function leaveAfter(url: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, () => socket.destroy()));
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}
