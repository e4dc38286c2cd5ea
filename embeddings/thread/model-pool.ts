import { availableParallelism } from 'node:os';
import type { GatewayError } from '#core';
import { createModelThread, type ModelProgram, type ModelThreadOptions } from './model-thread.ts';

/** Copies of one model in threads of their own, behind one bounded queue. */
export interface ModelPool<Task, Result> {
  /** Rejects with the signal's reason, with `unavailable`, or at once with `busy` where too many wait. */
  readonly ask: (task: Task, signal: AbortSignal) => Promise<Result>;
  readonly close: () => Promise<void>;
}

export interface ModelPoolOptions extends ModelProgram {
  /** Threads, each with its own copy of the model and one core of work; default 1. */
  readonly threads?: number | undefined;
  /** Tasks that may wait for a thread; one more is refused. */
  readonly maxQueue: number;
  /** The error of a task that found the queue full; retryable. */
  readonly busy: (maxQueue: number) => GatewayError;
  readonly thread?: ModelThreadOptions;
}

interface Job<Task, Result> {
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Nothing is loaded until the first task. */
export function createModelPool<Task, Result>(options: ModelPoolOptions): ModelPool<Task, Result> {
  const count = Math.max(1, Math.min(options.threads ?? 1, availableParallelism()));
  const threads = Array.from({ length: count }, () =>
    createModelThread<Task, Result>(options, options.thread),
  );
  const queue: Job<Task, Result>[] = [];

  const nextJob = (): Job<Task, Result> | undefined => {
    for (;;) {
      const job = queue.shift();
      if (!job?.signal.aborted) return job;
    }
  };

  const pump = (): void => {
    for (const thread of threads) {
      if (thread.busy()) continue;
      const job = nextJob();
      if (!job) return;
      // An aborted job keeps its thread until inference ends; it cannot be interrupted, only ignored.
      thread.ask(job.task).then(job.resolve, job.reject).finally(pump);
    }
  };

  return {
    ask: (task, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (queue.length >= options.maxQueue) return Promise.reject(options.busy(options.maxQueue));
      return new Promise((resolve, reject) => {
        const abandon = (): void => {
          const at = queue.indexOf(job);
          if (at >= 0) queue.splice(at, 1);
          reject(signal.reason);
        };
        const job: Job<Task, Result> = {
          task,
          signal,
          resolve: (result) => {
            signal.removeEventListener('abort', abandon);
            resolve(result);
          },
          reject: (error) => {
            signal.removeEventListener('abort', abandon);
            reject(error);
          },
        };
        signal.addEventListener('abort', abandon, { once: true });
        queue.push(job);
        pump();
      });
    },
    close: async () => {
      for (const job of queue.splice(0)) job.reject(options.unavailable('closed'));
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
