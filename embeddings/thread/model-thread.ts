import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { GatewayError } from '#core';
import type { ModelReply, ModelRequest, ModelThreadData } from './protocol.ts';

/** One model thread as a function of one task; starts on first use, again after it died. */
export interface ModelThread<Task, Result> {
  readonly busy: () => boolean;
  /** One task at a time: the caller waits for `busy()` to be false. */
  readonly ask: (task: Task) => Promise<Result>;
  readonly close: () => Promise<void>;
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: GatewayError) => void;
}

/** What a thread runs, and how its owner says that it cannot. */
export interface ModelProgram {
  readonly program: URL;
  readonly data: ModelThreadData;
  /** The error of a task that got no answer; retryable. */
  readonly unavailable: (detail: string) => GatewayError;
}

export interface ModelThreadOptions {
  /** Longest time for one task; then the thread is given up, for inference cannot be interrupted. */
  readonly deadlineMs?: number;
  /** Longest time to load the model, before the first task. */
  readonly startMs?: number;
  /** After a thread died, how long a new one is not tried: doubles up to a minute, back to this after a success. */
  readonly restartMs?: number;
}

const DEADLINE_MS = 10_000;
const START_MS = 120_000;
const RESTART_MS = 1_000;
const MOST_RESTART_MS = 60_000;
/** How long closing waits for a text in work. */
const CLOSE_MS = 5_000;

export function createModelThread<Task, Result>(
  { program, data, unavailable }: ModelProgram,
  options: ModelThreadOptions = {},
): ModelThread<Task, Result> {
  const { deadlineMs = DEADLINE_MS, startMs = START_MS, restartMs = RESTART_MS } = options;
  let worker: Worker | undefined;
  let waiting: Waiting<Result> | undefined;
  let nextId = 0;
  let isReady = false;
  let deadline: NodeJS.Timeout | undefined;
  let restartDelay = restartMs;
  let restartAt = 0;
  let closed = false;

  const settle = (act: (waiting: Waiting<Result>) => void): void => {
    const current = waiting;
    waiting = undefined;
    clearTimeout(deadline);
    if (current) act(current);
  };

  const died = (instance: Worker, detail: string): void => {
    if (worker !== instance) return;
    worker = undefined;
    restartAt = performance.now() + restartDelay;
    restartDelay = Math.min(restartDelay * 2, MOST_RESTART_MS);
    settle(({ reject }) => reject(unavailable(`the model thread ended: ${detail}`)));
  };

  const setDeadline = (instance: Worker, ms: number): void => {
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      died(instance, `no answer within ${ms} ms`);
      askToEnd(instance);
    }, ms);
  };

  const start = (): Worker => {
    const instance = new Worker(program, { workerData: data });
    isReady = false;
    instance.unref();
    instance.on('message', (reply: ModelReply<Result>) => {
      if (worker !== instance) return; // it was given up, and somebody else has its place
      switch (reply.type) {
        case 'ready':
          isReady = true;
          if (waiting) setDeadline(instance, deadlineMs);
          return;
        case 'answer':
          restartDelay = restartMs;
          return settle(({ resolve }) => resolve(reply.result));
        case 'failed':
          return settle(({ reject }) => reject(unavailable(reply.message)));
      }
    });
    instance.on('error', (error) => died(instance, String(error)));
    instance.on('exit', (code) => died(instance, `exit code ${code}`));
    return instance;
  };

  return {
    busy: () => waiting !== undefined,
    ask: (task) => {
      if (closed) return Promise.reject(unavailable('closed'));
      if (!worker) {
        if (performance.now() < restartAt) return Promise.reject(unavailable('restarting'));
        worker = start();
      }
      const thread = worker;
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        setDeadline(thread, isReady ? deadlineMs : startMs);
        thread.postMessage({ type: 'ask', id: nextId++, task } satisfies ModelRequest<Task>);
      });
    },
    close: async () => {
      closed = true;
      const instance = worker;
      worker = undefined;
      settle(({ reject }) => reject(unavailable('closed')));
      if (!instance) return;
      askToEnd(instance);
      instance.ref(); // waited for, it has to keep the process alive
      const waited = new AbortController();
      const late = sleep(CLOSE_MS, undefined, { signal: waited.signal }).catch(() => {});
      await Promise.race([once(instance, 'exit'), late]);
      waited.abort();
      instance.unref();
    },
  };
}

/**
 * Never `terminate()`: ended amid inference, the runtime's native part aborts the whole process. The thread ends when
 * it reads this; one that hangs for ever is left behind and keeps nothing alive.
 */
function askToEnd(instance: Worker): void {
  instance.postMessage({ type: 'close' } satisfies ModelRequest<never>);
}
