import { describe, expect, it } from 'vitest';
import { createResponseReader, headerOf } from '../../bench/load/response-reader.ts';

const WITH_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nCache-Status: reprise; hit\r\n\r\nhello world';
const CHUNKED =
  'HTTP/1.1 429 Too Many Requests\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nd;x=1\r\n0\r\n\r\n worldly\r\n0\r\n\r\n';

function read(text: string, cuts: readonly number[]) {
  const reader = createResponseReader();
  const states = [];
  let from = 0;
  for (const cut of [...cuts, text.length]) {
    // One memory for all reads, as the connection has it: nothing may be kept by reference.
    const bytes = Buffer.from(text.slice(from, cut));
    states.push(reader.push(bytes));
    bytes.fill(0);
    from = cut;
  }
  return states;
}

describe('response reader', () => {
  it.each([
    ['a length', WITH_LENGTH, { status: 200, bodyBytes: 11 }],
    ['chunks', CHUNKED, { status: 429, bodyBytes: 18 }],
  ])('reads an answer with %s wherever it is cut', (_, text, expected) => {
    expect(read(text, [])[0]).toMatchObject({ ...expected, reusable: true });
    for (let one = 1; one < text.length; one++) {
      for (let two = one + 1; two < text.length; two += 7) {
        const states = read(text, [one, two]);
        expect(states.at(-1)).toMatchObject(expected);
        expect(states.slice(0, -1).every((state) => typeof state === 'string')).toBe(true);
      }
    }
  });

  it('says head until the first byte of the body, then body', () => {
    const bodyAt = WITH_LENGTH.indexOf('hello');
    expect(read(WITH_LENGTH, [20, bodyAt, bodyAt + 1]).slice(0, 3)).toEqual(['head', 'head', 'body']);
  });

  it('reads the next answer of the same connection', () => {
    const reader = createResponseReader();
    reader.push(Buffer.from(WITH_LENGTH));
    expect(reader.push(Buffer.from(CHUNKED))).toMatchObject({ status: 429, bodyBytes: 18 });
  });

  it('reads headers whatever their case, and says when the connection is to be closed', () => {
    const [done] = read('HTTP/1.1 204 No Content\r\nCONNECTION: Close\r\nX-A: b\r\n\r\n', []);
    expect(done).toMatchObject({ status: 204, bodyBytes: 0, reusable: false });
    expect(typeof done === 'object' && headerOf(done.head, 'x-a')).toBe('b');
    expect(typeof done === 'object' && headerOf(done.head, 'x-b')).toBeUndefined();
  });

  it.each([
    ['another protocol', 'SSH-2.0-x\r\n\r\n'],
    ['bytes past the end', `${WITH_LENGTH}!`],
    ['a broken chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('throws on %s', (_, text) => {
    expect(() => read(text, [])).toThrow();
  });
});
