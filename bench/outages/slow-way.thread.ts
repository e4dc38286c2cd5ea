import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

// A way to a port of the loopback, in a thread of its own: the load sleeps on its thread between two requests.
const { port }: { port: number } = workerData;
let delayMs = 0;

/** Passes bytes on in their order, each piece later by the delay of the moment it came. */
function pass(from: Socket, to: Socket): void {
  let lastDueAt = 0;
  const later = (act: () => void): void => {
    lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
    const ms = lastDueAt - performance.now();
    if (ms <= 0) act();
    else setTimeout(act, ms);
  };
  from.setNoDelay(true);
  from.on('data', (bytes) => later(() => to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroy()));
  from.on('error', () => {});
}

const server = createServer({ allowHalfOpen: true }, (near) => {
  const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  pass(near, far);
  pass(far, near);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(address !== null && typeof address === 'object' ? address.port : 0);
});
parentPort?.on('message', (ms: number) => {
  delayMs = ms;
});
