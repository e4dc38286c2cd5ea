import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { GatewayAnswer } from '#gateway';
import { createApp } from '#http';
import { exchange } from '../kit/exchange.ts';
import { createGate } from '../kit/gate.ts';
import { startTestGateway, temporaryFolder } from '../kit/gateway.ts';
import { until } from '../kit/until.ts';
import { fakeParts } from '../unit/http/fake-parts.ts';

const ANSWER: GatewayAnswer = { status: 200, headers: {}, body: '{"answer":1}', cache: 'miss' };

const requestFor = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

it.each([
  ['/v1/chat/completions', /"type":"service_unavailable_error","param":null,"code":"stopping"/],
  ['/anthropic/v1/messages', /"type":"error","error":\{"type":"overloaded_error".*"error_code":"stopping"/],
])(
  '%s over a connection that was open: 503 in its API’s envelope, and the connection closes',
  async (path, envelope) => {
    const gate = createGate();
    let asked = 0;
    const app = createApp(
      fakeParts({
        answerChat: async () => {
          asked++;
          await gate.opened;
          return ANSWER;
        },
      }),
    );
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    const socket = connect(Number(url.port), url.hostname);
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.write(requestFor(path, '{}'));
    await until('the first request is in flight', () => asked === 1);
    const closed = app.close();
    await until('nobody else is let in', () =>
      exchange(url.href).then(
        () => false,
        () => true,
      ),
    );
    const arrived = once(app.server, 'request');
    socket.write(requestFor(path, '{}'));
    await arrived;
    gate.open();
    await Promise.all([closed, once(socket, 'close')]);
    const [, first, second] = text.split('HTTP/1.1 ');
    expect(first).toMatch(/^200 /);
    expect(first).toContain('{"answer":1}');
    expect(second).toMatch(/^503 /);
    expect(second).toMatch(/\r\nconnection: close\r\n/i);
    expect(second).toMatch(/\r\nx-should-retry: true\r\n/);
    expect(second).toMatch(envelope);
    expect(asked).toBe(1);
  },
);

it('within its grace a stopping gateway says so on /readyz, and serves', async () => {
  const dataDir = temporaryFolder();
  const gateway = await startTestGateway({
    env: {},
    dataDir,
    settings: { 'cache.mode': 'off', 'server.stopGraceSeconds': 1 },
  });
  const ready = () => exchange(`${gateway.url}/readyz`);
  expect((await ready()).status).toBe(200);
  const stopped = gateway.stop();
  const during = await ready();
  expect(during.status).toBe(503);
  expect(JSON.parse(during.body.toString())).toMatchObject({ status: 'stopping' });
  expect((await exchange(`${gateway.url}/livez`)).status).toBe(200);
  const chat = await exchange(`${gateway.url}/v1/chat/completions`, {
    body: '{"model":"m","messages":[{"role":"user","content":"hi"}]}',
  });
  expect(JSON.parse(chat.body.toString()).error.code).toBe('missing-upstream-key'); // not `stopping`
  await stopped;
  await expect(ready()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  rmSync(dataDir, { recursive: true, force: true });
});
