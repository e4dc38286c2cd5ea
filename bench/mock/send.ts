import type { ServerResponse } from 'node:http';
import type { Plan } from './plan.ts';

/** When the first and the next bytes of an answer go out, in milliseconds. */
export type Pace = {
  readonly firstMs: number;
  /** Between two events of a stream; 0 sends one event per turn of the event loop. */
  readonly betweenMs: number;
};

/** Sends what was planned. A client that leaves ends it: no timer outlives its connection. */
export function send(
  response: ServerResponse,
  plan: Plan,
  pace: Pace,
  idHeader: readonly [string, string],
): void {
  if (plan.kind === 'stall') return;
  const begin = () => {
    if (response.destroyed) return;
    if (plan.kind === 'reset') response.socket?.resetAndDestroy();
    else if (plan.kind === 'body') sendBody(response, plan, idHeader);
    else sendStream(response, plan, pace.betweenMs, idHeader);
  };
  if (pace.firstMs > 0) later(response, pace.firstMs, begin);
  else begin();
}

function sendBody(
  response: ServerResponse,
  plan: Extract<Plan, { kind: 'body' }>,
  idHeader: readonly [string, string],
): void {
  const headers = [
    'content-type',
    plan.type,
    'content-length',
    String(Buffer.byteLength(plan.body)),
    ...idHeader,
  ];
  if (plan.retryAfter !== undefined) headers.push('retry-after', plan.retryAfter);
  response.writeHead(plan.status, headers);
  if (plan.ending === 'end') {
    response.end(plan.body);
    return;
  }
  // The first byte of the half must have left before the connection goes, or no answer was begun at all.
  const half = plan.body.slice(0, plan.body.length >> 1);
  response.write(half, () => {
    if (plan.ending === 'cut') response.socket?.destroy();
  });
}

function sendStream(
  response: ServerResponse,
  plan: Extract<Plan, { kind: 'stream' }>,
  betweenMs: number,
  idHeader: readonly [string, string],
): void {
  const { frames, ending } = plan;
  response.writeHead(200, [
    'content-type',
    'text/event-stream; charset=utf-8',
    'cache-control',
    'no-cache',
    'transfer-encoding',
    'chunked',
    ...idHeader,
  ]);
  response.flushHeaders();
  let next = 0;
  const step = () => {
    const { socket } = response;
    if (socket === null || socket.destroyed) return;
    const frame = frames[next];
    next++;
    if (frame === undefined) {
      finish(response, ending);
      return;
    }
    // Past the headers the chunks are written straight to the socket: `response.write` turns each into four
    // pieces and costs twice as much, which a benchmark of the gateway would pay on the generator's core.
    const chunk = `${Buffer.byteLength(frame).toString(16)}\r\n${frame}\r\n`;
    if (ending === 'end' && next === frames.length) {
      // The terminal event and the end of the body leave together, as from the real servers.
      socket.cork();
      socket.write(chunk);
      response.end();
      socket.uncork();
      return;
    }
    socket.write(chunk);
    if (betweenMs > 0) later(response, betweenMs, step);
    else setImmediate(step);
  };
  step();
}

function finish(response: ServerResponse, ending: 'end' | 'stall' | 'cut'): void {
  if (ending === 'end') response.end();
  else if (ending === 'cut') response.socket?.destroy();
}

function later(response: ServerResponse, ms: number, run: () => void): void {
  const forget = () => clearTimeout(timer);
  const timer = setTimeout(() => {
    response.off('close', forget);
    run();
  }, ms);
  response.once('close', forget);
}
