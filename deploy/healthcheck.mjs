// The health check of the image, exit code 0 or 1.
//   node healthcheck.mjs           the gateway in this container answers /readyz with 200: it serves and is not stopping
//   node healthcheck.mjs worker    the Redis that the worker takes its jobs from answers
import { connect } from 'node:net';

const DEADLINE_MS = 4_000;

async function gatewayIsReady() {
  const port = process.env.REPRISE_SERVER__PORT || process.env.REPRISE_PORT || '8080';
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  return answer.ok;
}

/** Any reply will do, a demand for a password too: a Redis that hangs or is gone gives none. */
function queueAnswers() {
  const { hostname, port } = new URL(process.env.REPRISE_CACHE__QUEUE__URL ?? 'redis://127.0.0.1:6379');
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379) });
    socket.setTimeout(DEADLINE_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => resolve(false));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', () => {
      resolve(true);
      socket.destroy();
    });
  });
}

const check = process.argv[2] === 'worker' ? queueAnswers : gatewayIsReady;
process.exitCode = (await check().catch(() => false)) ? 0 : 1;
