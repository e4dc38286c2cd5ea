import { Worker } from 'node:worker_threads';
import { GatewayError, threadUrl } from '#core';
import type { Embedding } from '../embedder.ts';
import type { EmbedReply, EmbedRequest, ModelThreadData } from './protocol.ts';

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

/** After a thread died, how long a new one is not tried: doubles up to a minute, back to the first after a success. */
const RESTART_MS = { first: 1_000, most: 60_000 };

export function createModelThread(data: ModelThreadData): ModelThread {
  let worker: Worker | undefined;
  let waiting: Waiting | undefined;
  let nextId = 0;
  let restartDelay = RESTART_MS.first;
  let restartAt = 0;
  let closed = false;

  const settle = (act: (waiting: Waiting) => void): void => {
    const current = waiting;
    waiting = undefined;
    if (current) act(current);
  };

  const died = (instance: Worker, detail: string): void => {
    if (worker !== instance) return;
    worker = undefined;
    restartAt = performance.now() + restartDelay;
    restartDelay = Math.min(restartDelay * 2, RESTART_MS.most);
    settle(({ reject }) => reject(embedderUnavailable(`the model thread ended: ${detail}`)));
  };

  const start = (): Worker => {
    const instance = new Worker(threadUrl(import.meta.url, './model.thread'), { workerData: data });
    instance.unref();
    instance.on('message', (reply: EmbedReply) => {
      switch (reply.type) {
        case 'ready':
          return;
        case 'embedded':
          restartDelay = RESTART_MS.first;
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
        thread.postMessage({ id: nextId++, text } satisfies EmbedRequest);
      });
    },
    close: async () => {
      closed = true;
      const instance = worker;
      worker = undefined;
      settle(({ reject }) => reject(embedderUnavailable('closed')));
      await instance?.terminate();
    },
  };
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
