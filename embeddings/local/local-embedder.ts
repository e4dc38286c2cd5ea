import { availableParallelism } from 'node:os';
import { GatewayError } from '#core';
import type { Embedder, Embedding } from '../embedder.ts';
import { readModelFolder, resolveModelFolder } from './model-folder.ts';
import { createModelThread, embedderUnavailable, type ModelThread } from './model-thread.ts';

export interface LocalEmbedderOptions {
  /** A bundled model's name, or a folder in the layout of transformers.js. */
  readonly folder: string;
  /** Model threads, each with its own copy of the model (about 60 MB) and one core of work; default 1. */
  readonly threads?: number;
  /** Texts that may wait for a thread; one more is refused. */
  readonly maxQueue?: number;
}

interface Job {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly resolve: (embedding: Embedding) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The ONNX model in worker threads. Nothing is loaded until the first text; embed one to warm it.
 * @throws GatewayError `embedder-model` when the folder holds no usable model
 */
export function createLocalEmbedder(options: LocalEmbedderOptions): Embedder {
  const model = readModelFolder(resolveModelFolder(options.folder));
  const maxQueue = options.maxQueue ?? 256;
  const count = Math.max(1, Math.min(options.threads ?? 1, availableParallelism()));
  const threads = Array.from({ length: count }, () => createModelThread(model));
  const queue: Job[] = [];

  const run = (thread: ModelThread, job: Job): void => {
    // An aborted job keeps its thread until inference ends; it cannot be interrupted, only ignored.
    thread.embed(job.text).then(job.resolve, job.reject).finally(pump);
  };

  const pump = (): void => {
    for (const thread of threads) {
      if (thread.busy()) continue;
      const job = nextJob();
      if (!job) return;
      run(thread, job);
    }
  };

  const nextJob = (): Job | undefined => {
    for (;;) {
      const job = queue.shift();
      if (!job?.signal.aborted) return job;
    }
  };

  const embedOne = (text: string, signal: AbortSignal): Promise<Embedding> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (queue.length >= maxQueue) return Promise.reject(embedderBusy(maxQueue));
    return new Promise((resolve, reject) => {
      const abandon = (): void => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
      };
      const job: Job = {
        text,
        signal,
        resolve: (embedding) => {
          signal.removeEventListener('abort', abandon);
          resolve(embedding);
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
  };

  return {
    embed: (texts, signal) => Promise.all(texts.map((text) => embedOne(text, signal))),
    spaceId: model.spaceId,
    dimensions: model.dimensions,
    maxTokens: model.maxTokens,
    close: async () => {
      for (const job of queue.splice(0)) job.reject(embedderUnavailable('closed'));
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** More texts wait than can be embedded in time: `embedder-busy`, retryable. */
function embedderBusy(maxQueue: number): GatewayError {
  return new GatewayError({
    code: 'embedder-busy',
    status: 503,
    retryable: true,
    publicMessage: 'The embedding model has more to do than it can do in time.',
    message: `embedder busy: ${maxQueue} texts are waiting`,
  });
}
