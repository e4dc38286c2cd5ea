import type { Worker } from 'node:worker_threads';
import { type Clock, GatewayError } from '#core';
import { storageUnavailable } from '../storage-errors.ts';
import { type Calls, CLOSE, type ThreadReply, type ThreadRequest } from './protocol.ts';

/** The main thread's side: calls to one worker thread, answered in order. */
export interface ThreadLink<C extends Calls> {
  /** Starts the thread. @throws GatewayError why it refuses to start */
  readonly start: () => Promise<void>;
  /** @throws GatewayError `storage-unavailable` when the thread died, is restarting, or has too much to do */
  readonly call: <Name extends keyof C & string>(
    name: Name,
    ask: C[Name]['ask'],
  ) => Promise<C[Name]['answer']>;
  /** Resolves when all calls made so far are answered and the thread has ended. */
  readonly close: () => Promise<void>;
}

export interface ThreadLinkOptions {
  readonly spawn: () => Worker;
  readonly clock: Clock;
  readonly onNote: (note: unknown) => void;
  /** Calls that may wait for an answer; one more is refused. */
  readonly maxWaiting?: number;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** After a thread died, how long a new one is not tried: doubles up to a minute, back to the first once one is ready. */
const RESTART_MS = { first: 100, most: 60_000 };
const DEFAULT_MAX_WAITING = 1_024;

/** A thread that dies takes its waiting calls with it and is started again by a later call. */
export function createThreadLink<C extends Calls>(options: ThreadLinkOptions): ThreadLink<C> {
  const { spawn, clock, onNote, maxWaiting = DEFAULT_MAX_WAITING } = options;
  const waiting = new Map<number, Waiting>();
  let starting: Waiting | undefined;
  let worker: Worker | undefined;
  let nextId = 0;
  let restartDelay = RESTART_MS.first;
  let restartAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  const failAll = (error: GatewayError): void => {
    starting?.reject(error);
    starting = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const ended = (instance: Worker, error: GatewayError): void => {
    if (worker !== instance) return;
    worker = undefined;
    restartAt = clock.monotonic() + restartDelay;
    restartDelay = Math.min(restartDelay * 2, RESTART_MS.most);
    failAll(error);
  };

  const settle = (id: number, act: (waiting: Waiting) => void): void => {
    const call = waiting.get(id);
    waiting.delete(id);
    // An idle thread does not keep the process alive; whoever waits for an answer, or for its end, does.
    if (waiting.size === 0 && !closed) worker?.unref();
    if (call) act(call);
  };

  const launch = (): Worker => {
    const instance = spawn();
    worker = instance;
    instance.on('message', (reply: ThreadReply) => {
      switch (reply.type) {
        case 'ready':
          restartDelay = RESTART_MS.first;
          starting?.resolve(undefined);
          starting = undefined;
          if (waiting.size === 0 && !closed) instance.unref();
          return;
        case 'refused':
          return ended(instance, new GatewayError(reply.error));
        case 'note':
          return onNote(reply.note);
        case 'done':
          return settle(reply.id, ({ resolve }) => resolve(reply.answer));
        case 'failed':
          return settle(reply.id, ({ reject }) => reject(new GatewayError(reply.error)));
      }
    });
    instance.on('error', (error) => ended(instance, storageUnavailable(`the thread died: ${error}`, error)));
    instance.on('exit', (code) => ended(instance, storageUnavailable(`the thread ended with code ${code}`)));
    return instance;
  };

  const call = (instance: Worker, name: string, ask: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      instance.ref();
      instance.postMessage({ id, name, ask } satisfies ThreadRequest);
    });

  return {
    start: () =>
      new Promise((resolve, reject) => {
        starting = { resolve: () => resolve(), reject };
        launch();
      }),
    call: async (name, ask) => {
      if (closed) throw storageUnavailable('closed');
      if (waiting.size >= maxWaiting) throw storageUnavailable(`${maxWaiting} calls are waiting`);
      if (!worker && clock.monotonic() < restartAt) throw storageUnavailable('the thread is restarting');
      return call(worker ?? launch(), name, ask);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      const instance = worker;
      if (!instance) return;
      const exited = new Promise((resolve) => instance.once('exit', resolve));
      await call(instance, CLOSE, undefined).finally(() => exited);
    },
  };
}
