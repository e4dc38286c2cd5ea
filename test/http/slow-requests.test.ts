import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { completion } from '../kit/answers.ts';
import { exchange } from '../kit/exchange.ts';
import { createGate } from '../kit/gate.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { type ScriptedUpstream, sendJson, startScriptedUpstream } from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';

const REQUEST_MS = 200;
const BODY = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
const HEAD = `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n`;

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: { 'cache.mode': 'off', 'server.requestTimeoutMs': REQUEST_MS },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

/** Sends the beginning at once and then a space now and then, for ever, and tells what came when the other side had enough. */
function trickle(beginning: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.write(beginning);
    const timer = setInterval(() => socket.write(' '), 20);
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(text);
    });
  });
}

it.each([
  ['headers', 'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nX: '],
  ['a body', HEAD.replace(/Length: \d+/, 'Length: 5000') + BODY],
])('%s that trickle are given up, and no provider is asked', async (_, beginning) => {
  expect(await trickle(beginning)).toMatch(/^HTTP\/1\.1 408 /);
  expect(upstream.received).toHaveLength(0);
  expect((await exchange(`${gateway.url}/livez`)).status).toBe(200);
});

it('an answer may take longer than a request, and the connection serves on', async () => {
  const gate = createGate();
  upstream.play(async (response) => {
    await gate.opened;
    sendJson(response, completion('at last'));
  });
  const started = performance.now();
  const answer = exchange(`${gateway.url}/v1/chat/completions`, { body: BODY });
  // As long as it takes until a request that began later was given up.
  expect(await trickle(HEAD.replace(/Length: \d+/, 'Length: 5000'))).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - started).toBeGreaterThan(REQUEST_MS);
  gate.open();
  expect((await answer).body.toString()).toBe(completion('at last'));
});
