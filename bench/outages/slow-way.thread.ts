import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

// A way to a port of the loopback, in a thread of its own: the load sleeps on its thread between two requests.
const { port }: { port: number } = workerData;
let delayMs = 0;

/** Passes bytes on in their order, each piece later by the delay of the moment it came. */
function pass(from: Socket, to: Socket): void {
  const waiting: { readonly dueAt: number; readonly act: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  // One timer: those of several pieces would not keep their order when the delay changes.
  const flush = (): void => {
    timer = undefined;
    while (waiting[0] && waiting[0].dueAt <= performance.now()) waiting.shift()?.act();
    if (waiting[0]) timer = setTimeout(flush, Math.ceil(waiting[0].dueAt - performance.now()));
  };
  const later = (act: () => void): void => {
    waiting.push({ dueAt: performance.now() + delayMs, act });
    if (!timer) flush();
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
