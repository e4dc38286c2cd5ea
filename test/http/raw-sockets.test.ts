import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../kit/exchange.ts';
import { leaveAfter, rawExchange } from '../kit/raw-socket.ts';
import { type Stack, startStack } from '../kit/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ settings: { 'cache.match': 'exact' }, mock: { answerTokens: 5, record: 10 } });
});
afterAll(() => stack.dispose());
afterEach(async () => {
  expect((await exchange(`${stack.gateway.url}/livez`)).status).toBe(200);
});

const HEAD = ['Host: localhost', 'Authorization: Bearer sk-client', 'Content-Type: application/json'].join(
  '\r\n',
);
const bodyOf = (question: string, fields: object = {}): string =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: question }], ...fields });
const request = (body: string, more = '', version = '1.1'): string =>
  `POST /v1/chat/completions HTTP/${version}\r\n${HEAD}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const send = (pieces: readonly (string | Uint8Array)[], until = /$^/) =>
  rawExchange(stack.gateway.url, pieces, until);

describe('what is no HTTP', () => {
  it.each([
    ['noise', '\u0000\u0001\u0002 not http\r\n\r\n'],
    ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    ['a wrong version', 'GET / HTTP/9.9\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n'],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n'],
  ])('%s is refused and the connection closed', async (_, bytes) => {
    expect((await send([bytes])).text).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('headers without end are 431', async () => {
    const { text } = await send([
      `GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('a request that could be read in two ways is refused, not smuggled', async () => {
    const before = stack.upstream.requests();
    const body = bodyOf('smuggled');
    for (const lines of [
      `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`,
      `Content-Length: ${body.length}\r\nContent-Length: 5`,
      'Transfer-Encoding: chunked, identity',
    ]) {
      const { text } = await send([
        `POST /v1/chat/completions HTTP/1.1\r\n${HEAD}\r\n${lines}\r\n\r\n${body}`,
      ]);
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(stack.upstream.requests()).toBe(before);
  });
});

describe('clients that leave', () => {
  it('in the headers or in the body ask no provider', async () => {
    const before = stack.upstream.requests();
    const whole = request(bodyOf('half'));
    for (const length of [5, 40, whole.indexOf('\r\n\r\n') + 4, whole.length - 1]) {
      await leaveAfter(stack.gateway.url, whole.slice(0, length));
    }
    expect(stack.upstream.requests()).toBe(before);
  });

  it('before their answer is written are no event', async () => {
    for (let i = 0; i < 20; i++) await leaveAfter(stack.gateway.url, request(bodyOf(`gone ${i}`)));
  });
});

describe('unusual but right', () => {
  it('a body in pieces of one byte', async () => {
    const whole = request(bodyOf('piece by piece'), 'Connection: close\r\n');
    const { text } = await send([...whole]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('a chunked body whose chunks cut characters', async () => {
    const bytes = Buffer.from(bodyOf('Größe 😀'));
    const chunks = [...bytes].flatMap((byte) => ['1\r\n', Buffer.from([byte]), '\r\n']);
    const head = `POST /v1/chat/completions HTTP/1.1\r\n${HEAD}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    expect((await send([head, ...chunks, '0\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stack.upstream.seen().at(-1)?.body).toBe(bytes.toString());
  });

  it('requests one behind the other on one connection are answered in order', async () => {
    const models = ['first', 'second', 'third'];
    const all = models.map((model) => request(bodyOf('in order', { model }))).join('');
    const { text } = await send([all], /"model":"third".*\}$/s);
    expect([...text.matchAll(/"model":"(\w+)"/g)].map(([, model]) => model)).toEqual(models);
  });

  it('HTTP/1.0 gets a stream without chunks, ended by the connection', async () => {
    const { text } = await send([request(bodyOf('old client', { stream: true }), '', '1.0')]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).not.toContain('transfer-encoding');
    expect(text).toMatch(/\r\n\r\ndata: \{/);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('Expect: 100-continue is answered before the body is sent', async () => {
    const body = bodyOf('go on');
    const head = request(body, 'Expect: 100-continue\r\nConnection: close\r\n').slice(0, -body.length);
    expect((await send([head], /100 Continue/)).text).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
  });
});
