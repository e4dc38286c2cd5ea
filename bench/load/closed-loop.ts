import { type Connection, createConnection } from './connection.ts';
import { type BodySource, type Endpoint, requestText } from './request.ts';
import { createTally, type LoadResult } from './tally.ts';

/** A closed loop: each connection sends its next request when its last answer is whole. */
export type ClosedLoop = {
  readonly endpoint: Endpoint;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly body: BodySource;
  /** Called when warming up ends and when measuring ends, to read counters of the measured process. */
  readonly onWindow?: (edge: 'begin' | 'end') => void;
};

/**
 * Finds the throughput at a concurrency. Only answers that end inside the window are counted; latencies are
 * from the moment of sending, so they say nothing about what an overloaded server does to arrivals: for that
 * there is the open loop.
 */
export async function closedLoop(options: ClosedLoop): Promise<LoadResult> {
  const { endpoint, body } = options;
  const tally = createTally('closed');
  const connections: Connection[] = [];
  let index = 0;
  let measuring = false;
  let running = true;

  async function drive(connection: Connection): Promise<void> {
    await new Promise<void>((resolve) => {
      const next = (): void => {
        if (!running) {
          resolve();
          return;
        }
        const made = body(index++);
        if (typeof made === 'string') exchange(made);
        else made.then(exchange, () => resolve());
      };
      const exchange = (text: string): void => {
        connection.send(requestText(endpoint, text), (result) => {
          if (measuring) tally.add('sentAt' in result ? result.sentAt : 0, result);
          // A target that refuses connections must not be asked without a pause.
          if ('reason' in result) setTimeout(next, 10);
          else next();
        });
      };
      next();
    });
  }

  for (let count = 0; count < options.connections; count++) connections.push(createConnection(endpoint));
  const drives = connections.map(drive);
  await pause(options.warmUpSeconds * 1000);
  options.onWindow?.('begin');
  measuring = true;
  const begin = performance.now();
  await pause(options.seconds * 1000);
  measuring = false;
  const seconds = (performance.now() - begin) / 1000;
  options.onWindow?.('end');
  running = false;
  // The last answers are waited for a while, so that the next run starts on an idle server.
  await Promise.race([Promise.all(drives), pause(2000)]);
  for (const connection of connections) connection.close();
  return tally.result(seconds);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
