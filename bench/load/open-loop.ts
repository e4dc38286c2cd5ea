import { type Connection, createConnection } from './connection.ts';
import { type BodySource, type Endpoint, requestText } from './request.ts';
import { createTally, type LoadResult, type Tally } from './tally.ts';

/** An open loop: requests arrive at a constant rate, whatever the server does. */
export type OpenLoop = {
  readonly endpoint: Endpoint;
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly body: BodySource;
  /** Requests that find this many in flight wait, and their wait counts; default 1,000. */
  readonly maxConnections?: number;
  /** Joins several windows into one tally. */
  readonly tally?: Tally;
  readonly onWindow?: (edge: 'begin' | 'end') => void;
  /** Ends the arrivals early; those in flight are waited for. */
  readonly signal?: AbortSignal;
};

/** Milliseconds before a due time at which sleeping ends and spinning begins: a futex wakes this late. */
const WAKE_EARLY_MS = 0.12;

/**
 * Measures latency at a rate. Each request has an intended time, and its latency counts from there: a server
 * that stops for a while makes all the requests of that while late, as it would for real clients ("coordinated
 * omission" is what a closed loop does instead). Between two requests the thread sleeps when nothing is in
 * flight and waits for the socket otherwise, because a generator that spins would take the core from the mock.
 */
export async function openLoop(options: OpenLoop): Promise<LoadResult> {
  const { endpoint, body, perSecond, maxConnections = 1000 } = options;
  const tally = options.tally ?? createTally('open');
  const idle: Connection[] = [];
  const all: Connection[] = [];
  const queue: number[] = [];
  const warmUp = Math.round(options.warmUpSeconds * perSecond);
  const last = warmUp + Math.round(options.seconds * perSecond);
  let inFlight = 0;
  let index = 0;

  function dispatch(dueAt: number, number: number): void {
    const connection = idle.pop() ?? (all.length < maxConnections ? open() : undefined);
    if (connection === undefined) {
      queue.push(dueAt, number);
      return;
    }
    inFlight++;
    const made = body(number);
    if (typeof made === 'string') exchange(connection, made, dueAt, number);
    else
      made.then(
        (text) => exchange(connection, text, dueAt, number),
        () => release(connection),
      );
  }

  function exchange(connection: Connection, text: string, dueAt: number, number: number): void {
    connection.send(requestText(endpoint, text), (result) => {
      if (number >= warmUp) tally.add(dueAt, result);
      release(connection);
    });
  }

  function release(connection: Connection): void {
    inFlight--;
    idle.push(connection);
    const [dueAt, number] = queue.splice(0, 2);
    if (dueAt !== undefined && number !== undefined) dispatch(dueAt, number);
  }

  function open(): Connection {
    const connection = createConnection(endpoint);
    all.push(connection);
    return connection;
  }

  const begin = performance.now();
  const dueOf = (number: number) => begin + (number * 1000) / perSecond;
  await new Promise<void>((resolve) => {
    const pump = (): void => {
      while (index < last && dueOf(index) <= performance.now()) {
        if (index === warmUp) options.onWindow?.('begin');
        dispatch(dueOf(index), index);
        index++;
      }
      if (index >= last || options.signal?.aborted) resolve();
      else waitFor(dueOf(index) - performance.now(), inFlight > 0, pump);
    };
    pump();
  });
  await drained(() => inFlight === 0);
  options.onWindow?.('end');
  for (const connection of all) connection.close();
  return tally.result(options.seconds);
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function waitFor(ms: number, busy: boolean, then: () => void): void {
  // Timers are as coarse as a millisecond and may be one late.
  if (ms > 2.5) setTimeout(then, ms - 1.5);
  else {
    if (!busy && ms > WAKE_EARLY_MS) Atomics.wait(sleeper, 0, 0, ms - WAKE_EARLY_MS);
    setImmediate(then);
  }
}

/** Waits, for 30 seconds at the most, until the last answers have come. */
async function drained(isDrained: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isDrained() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
