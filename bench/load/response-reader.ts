/** What is known of an answer once it is whole. */
export type ReadResponse = {
  readonly status: number;
  /** Header lines, lower case, without the status line's text. */
  readonly head: string;
  readonly bodyBytes: number;
  /** Whether the connection can carry another request. */
  readonly reusable: boolean;
};

/** A reader of the HTTP/1.1 answers of one connection, one answer at a time. */
export type ResponseReader = {
  /**
   * Takes the bytes that came. Gives `head` while nothing of the body has come, `body` when some of it has,
   * and the answer at its end. Throws on what is not HTTP/1.1, or on bytes past the end. The bytes are read
   * during the call only: the caller may use their memory again.
   */
  readonly push: (bytes: Buffer) => 'head' | 'body' | ReadResponse;
};

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);
const MAX_HEAD_BYTES = 65_536;

/**
 * Reads answers with a length or in chunks, which is all that the measured servers send. It keeps no body: a
 * load generator that shares a core with the provider has to cost less than what it measures.
 */
export function createResponseReader(): ResponseReader {
  let pending: Buffer = NOTHING;
  let head = '';
  let status = 0;
  let bodyBytes = 0;
  /** Bytes of the body, or of the current chunk with its line end, that are still to come. */
  let left = 0;
  let chunked = false;
  let lastChunk = false;

  function finish(rest: number): ReadResponse {
    if (rest > 0) throw new Error('bytes after the end of the answer');
    const done = { status, head, bodyBytes, reusable: !head.includes('\r\nconnection: close') };
    head = '';
    pending = NOTHING;
    return done;
  }

  function readHead(bytes: Buffer, end: number): void {
    const text = bytes.toString('latin1', 0, end + 2);
    if (!text.startsWith('HTTP/1.1 ')) throw new Error('not an HTTP/1.1 answer');
    status = Number(text.slice(9, 12));
    head = text.slice(text.indexOf('\r\n')).toLowerCase();
    bodyBytes = 0;
    lastChunk = false;
    chunked = head.includes('\r\ntransfer-encoding: chunked');
    left = chunked ? 0 : Number(headerOf(head, 'content-length') ?? 0);
  }

  /** Reads chunks from `at`; gives where the answer ends, or -1 when more has to come. */
  function readChunks(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (left > 0) {
        const taken = Math.min(left, bytes.length - at);
        left -= taken;
        at += taken;
        if (left === 0 && lastChunk) return at;
        continue;
      }
      const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
      if (lineEnd === -1) {
        pending = Buffer.from(bytes.subarray(at));
        return -1;
      }
      const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
      if (Number.isNaN(size)) throw new Error('not a chunk size');
      lastChunk = size === 0;
      bodyBytes += size;
      left = size + 2;
      at = lineEnd + 2;
    }
    return -1;
  }

  return {
    push: (incoming) => {
      const bytes = pending.length === 0 ? incoming : Buffer.concat([pending, incoming]);
      pending = NOTHING;
      let at = 0;
      if (head === '') {
        const end = bytes.indexOf(HEAD_END);
        if (end === -1) {
          if (bytes.length > MAX_HEAD_BYTES) throw new Error('a head without an end');
          pending = Buffer.from(bytes);
          return 'head';
        }
        readHead(bytes, end);
        at = end + 4;
      }
      if (chunked) {
        const end = readChunks(bytes, at);
        if (end !== -1) return finish(bytes.length - end);
        return bodyBytes > 0 ? 'body' : 'head';
      }
      const body = bytes.length - at;
      bodyBytes += body;
      left -= body;
      if (left <= 0) return finish(-left);
      return bodyBytes > 0 ? 'body' : 'head';
    },
  };
}

/** A header's value out of a lower-case head; undefined when it is not there. */
export function headerOf(head: string, name: string): string | undefined {
  const start = head.indexOf(`\r\n${name}:`);
  if (start === -1) return undefined;
  const from = start + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end === -1 ? undefined : end).trim();
}
