import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { GatewayError, threadUrl } from '#core';
import type { Embedding } from '../embedder.ts';
import type { EmbedReply, ModelRequest, ModelThreadData } from './protocol.ts';

/** One model thread as a function of one text; starts on first use, again after it died. */
export interface ModelThread {
  readonly busy: () => boolean;
  /** One text at a time: the caller waits for `busy()` to be false. */
  readonly embed: (text: string) => Promise<Embedding>;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (embedding: Embedding) => void;
  readonly reject: (error: GatewayError) => void;
}

export interface ModelThreadOptions {
  /** Longest time for one text; then the thread is given up, for inference cannot be interrupted. */
  readonly deadlineMs?: number;
  /** Longest time to load the model, before the first text. */
  readonly startMs?: number;
  /** After a thread died, how long a new one is not tried: doubles up to a minute, back to this after a success. */
  readonly restartMs?: number;
  /** The thread's program. */
  readonly program?: URL;
}

const DEADLINE_MS = 10_000;
const START_MS = 120_000;
const RESTART_MS = 1_000;
const MOST_RESTART_MS = 60_000;
/** How long closing waits for a text in work. */
const CLOSE_MS = 5_000;

export function createModelThread(data: ModelThreadData, options: ModelThreadOptions = {}): ModelThread {
  const { deadlineMs = DEADLINE_MS, startMs = START_MS, restartMs = RESTART_MS } = options;
  const program = options.program ?? threadUrl(import.meta.url, './model.thread');
  let worker: Worker | undefined;
  let waiting: Waiting | undefined;
  let nextId = 0;
  let isReady = false;
  let deadline: NodeJS.Timeout | undefined;
  let restartDelay = restartMs;
  let restartAt = 0;
  let closed = false;

  const settle = (act: (waiting: Waiting) => void): void => {
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
    settle(({ reject }) => reject(embedderUnavailable(`the model thread ended: ${detail}`)));
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
    instance.on('message', (reply: EmbedReply) => {
      if (worker !== instance) return; // it was given up, and somebody else has its place
      switch (reply.type) {
        case 'ready':
          isReady = true;
          if (waiting) setDeadline(instance, deadlineMs);
          return;
        case 'embedded':
          restartDelay = restartMs;
          return settle(({ resolve }) => resolve(reply.embedding));
        case 'failed':
          return settle(({ reject }) => reject(embedderUnavailable(reply.message)));
      }
    });
    instance.on('error', (error) => died(instance, String(error)));
    instance.on('exit', (code) => died(instance, `exit code ${code}`));
    return instance;
  };

  return {
    busy: () => waiting !== undefined,
    embed: (text) => {
      if (closed) return Promise.reject(embedderUnavailable('closed'));
      if (!worker) {
        if (performance.now() < restartAt) return Promise.reject(embedderUnavailable('restarting'));
        worker = start();
      }
      const thread = worker;
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        setDeadline(thread, isReady ? deadlineMs : startMs);
        thread.postMessage({ type: 'embed', id: nextId++, text } satisfies ModelRequest);
      });
    },
    close: async () => {
      closed = true;
      const instance = worker;
      worker = undefined;
      settle(({ reject }) => reject(embedderUnavailable('closed')));
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
  instance.postMessage({ type: 'close' } satisfies ModelRequest);
}

/** The embedder cannot answer now: `embedder-unavailable`, retryable; a cache lookup treats it as unavailable. */
export function embedderUnavailable(detail: string): GatewayError {
  return new GatewayError({
    code: 'embedder-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The embedding model cannot be reached at the moment.',
    message: `embedder unavailable: ${detail}`,
  });
}
