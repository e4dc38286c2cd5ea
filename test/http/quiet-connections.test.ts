import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestGateway } from '../kit/gateway.ts';

it('a connection that never sent a request does not hold a stopping gateway back', {
  timeout: 15_000,
}, async () => {
  const gateway = await startTestGateway({ env: {}, settings: { 'cache.mode': 'off' } });
  const { port, hostname } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await gateway.dispose(); // would wait for 30 s
  await closed;
  expect(socket.destroyed).toBe(true);
});
