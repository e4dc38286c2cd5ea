import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Transferable, Worker } from 'node:worker_threads';
import { threadUrl } from '#core';
import type { Found, IndexReply, IndexRequest, IndexThreadData } from './protocol.ts';

export interface IndexThreadOptions {
  readonly data: IndexThreadData;
  /** After a thread died, how long a new one is not tried: doubles up to a minute, back to this once one is ready. */
  readonly restartMs: number;
  /** The thread's program. */
  readonly program?: URL | undefined;
  /** Everything but the answers to searches. */
  readonly onReply: (reply: IndexReply) => void;
  /** The thread and all its indexes are gone; it is started again by itself. */
  readonly onDied: (why: string) => void;
}

/** The one thread that holds all indexes of a store, as functions; it is started again when it dies. */
export interface IndexThread {
  /** Starts the thread, unless it runs, is about to be tried again, or can never run. */
  readonly start: () => void;
  /** Sends to the thread; lost when there is none. */
  readonly post: (request: IndexRequest, transfer?: readonly Transferable[]) => void;
  /**
   * The nearest labels of one index; undefined when the thread cannot say, or not in time. @throws the reason of
   * `signal` as soon as that aborts
   */
  readonly search: (
    index: number,
    vector: Float32Array,
    limit: number,
    signal: AbortSignal,
  ) => Promise<Found | undefined>;
  /** Saves these indexes and ends the thread. */
  readonly close: (save: readonly number[]) => Promise<void>;
}

const MOST_RESTART_MS = 60_000;
/** A search that waits longer is answered by the scan. */
const ANSWER_MS = 1_000;
/** So long after a question without a word from the thread, further ones are not even sent … */
const SILENT_MS = 250;
/** … and so long after it, the thread is given up. */
const HUNG_MS = 30_000;
/** How long closing waits for snapshots. */
const CLOSE_MS = 15_000;

export function createIndexThread(options: IndexThreadOptions): IndexThread {
  const { data, restartMs, onReply, onDied } = options;
  const program = options.program ?? threadUrl(import.meta.url, './index.thread');
  const waiting = new Map<number, (found: Found | undefined) => void>();
  let worker: Worker | undefined;
  let restart: NodeJS.Timeout | undefined;
  let restartDelay = restartMs;
  let nextId = 0;
  let over = false;
  /** When the oldest question was asked after which the thread said nothing. */
  let unheardSince: number | undefined;

  const settleAll = (): void => {
    for (const settle of [...waiting.values()]) settle(undefined);
  };

  const died = (instance: Worker, why: string): void => {
    if (worker !== instance) return;
    worker = undefined;
    tryLater(why);
  };

  const tryLater = (why: string): void => {
    unheardSince = undefined;
    if (!over) {
      restart = setTimeout(start, restartDelay).unref();
      restartDelay = Math.min(restartDelay * 2, MOST_RESTART_MS);
      onDied(why);
    }
    settleAll();
  };

  const start = (): void => {
    clearTimeout(restart);
    restart = undefined;
    try {
      run(new Worker(program, { workerData: data }));
    } catch (error) {
      tryLater(String(error)); // no more threads, no memory
    }
  };

  const run = (instance: Worker): void => {
    worker = instance;
    instance.unref();
    instance.on('message', (reply: IndexReply) => {
      if (worker !== instance) return;
      unheardSince = undefined;
      switch (reply.type) {
        case 'found':
          waiting.get(reply.id)?.(reply.found);
          return;
        case 'failed':
          waiting.get(reply.id)?.(undefined);
          return;
        case 'missing':
          over = true;
          break;
        case 'ready':
          restartDelay = restartMs;
          break;
        default:
      }
      onReply(reply);
    });
    instance.on('error', (error) => died(instance, String(error)));
    instance.on('exit', (code) => died(instance, `exit code ${code}`));
  };

  const isSilent = (instance: Worker): boolean => {
    if (unheardSince === undefined) return false;
    const silence = performance.now() - unheardSince;
    if (silence > HUNG_MS) {
      died(instance, `no answer for ${HUNG_MS} ms`);
      void instance.terminate();
    }
    return silence > SILENT_MS;
  };

  return {
    start: () => {
      if (!over && !worker && !restart) start();
    },
    post: (request, transfer = []) => worker?.postMessage(request, transfer),
    search: (index, vector, limit, signal) => {
      const instance = worker;
      if (!instance || isSilent(instance)) return Promise.resolve(undefined);
      unheardSince ??= performance.now();
      return new Promise((resolve, reject) => {
        const id = nextId++;
        const settle = (act: () => void): void => {
          waiting.delete(id);
          clearTimeout(timer);
          signal.removeEventListener('abort', abandon);
          act();
        };
        const abandon = (): void => settle(() => reject(signal.reason));
        const timer = setTimeout(() => settle(() => resolve(undefined)), ANSWER_MS);
        waiting.set(id, (found) => settle(() => resolve(found)));
        signal.addEventListener('abort', abandon, { once: true });
        instance.postMessage({ type: 'search', id, index, vector, limit } satisfies IndexRequest);
      });
    },
    close: async (save) => {
      over = true;
      clearTimeout(restart);
      const instance = worker;
      settleAll();
      if (!instance) return;
      instance.ref();
      instance.postMessage({ type: 'close', save } satisfies IndexRequest);
      const late = new AbortController();
      await Promise.race([
        once(instance, 'exit').catch(() => {}),
        sleep(CLOSE_MS, undefined, { signal: late.signal }).catch(() => {}),
      ]);
      late.abort();
      await instance.terminate();
    },
  };
}
