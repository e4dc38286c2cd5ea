import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A way to a port of this machine that can be made slow. */
export interface SlowWay {
  /** Where it begins. */
  readonly port: number;
  /** Milliseconds that bytes take in each direction; 0 at first. */
  readonly delay: (ms: number) => void;
  readonly close: () => Promise<void>;
}

/** Opens a way to `port` of the loopback. */
export async function openSlowWay(port: number): Promise<SlowWay> {
  const worker = new Worker(new URL('./slow-way.thread.ts', import.meta.url), { workerData: { port } });
  const [begin]: number[] = await once(worker, 'message');
  return {
    port: begin ?? 0,
    delay: (ms) => worker.postMessage(ms),
    close: async () => void (await worker.terminate()),
  };
}
