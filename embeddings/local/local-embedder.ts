import { threadUrl } from '#core';
import type { Embedder, Embedding } from '../embedder.ts';
import { embedderBusy, embedderUnavailable } from '../embedder-errors.ts';
import { resolveModelFolder } from '../thread/model-files.ts';
import { createModelPool } from '../thread/model-pool.ts';
import { readModelFolder } from './model-folder.ts';

export interface LocalEmbedderOptions {
  /** A bundled model's name, or a folder in the layout of transformers.js. */
  readonly folder: string;
  /** Model threads, each with its own copy of the model (about 60 MB) and one core of work; default 1. */
  readonly threads?: number;
  /** Texts that may wait for a thread; one more is refused. */
  readonly maxQueue?: number;
}

const MAX_QUEUE = 256;

/**
 * The ONNX model in worker threads. Nothing is loaded until the first text; embed one to warm it.
 * @throws GatewayError `embedder-model` when the folder holds no usable model
 */
export function createLocalEmbedder(options: LocalEmbedderOptions): Embedder {
  const model = readModelFolder(resolveModelFolder(options.folder));
  const pool = createModelPool<string, Embedding>({
    program: threadUrl(import.meta.url, './model.thread'),
    data: { folder: model.folder, maxTokens: model.maxTokens },
    threads: options.threads,
    maxQueue: options.maxQueue ?? MAX_QUEUE,
    unavailable: embedderUnavailable,
    busy: embedderBusy,
  });
  return {
    embed: (texts, signal) => Promise.all(texts.map((text) => pool.ask(text, signal))),
    spaceId: model.spaceId,
    dimensions: model.dimensions,
    maxTokens: model.maxTokens,
    close: pool.close,
  };
}
