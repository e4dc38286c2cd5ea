import { basename } from 'node:path';
import { objectOr, threadUrl } from '#core';
import { readModelJson, resolveModelFolder, weightsChecksum } from '../thread/model-files.ts';
import { createModelPool } from '../thread/model-pool.ts';
import type { Reading, Verifier } from '../verifier.ts';
import { verifierBusy, verifierModel, verifierUnavailable } from './verifier-errors.ts';

export interface LocalVerifierOptions {
  /** A bundled verifier's name, or a folder in the layout of transformers.js. */
  readonly folder: string;
  /** Model threads, each with its own copy of the model (about 60 MB) and one core of work; default 1. */
  readonly threads?: number;
  /** Readings that may wait for a thread; one more is refused. */
  readonly maxQueue?: number;
}

const MAX_QUEUE = 64;
/** As in training (train/encoder.py). */
const MAX_TOKENS = 256;
/** A reading takes milliseconds; a thread that needs longer is given up. */
const DEADLINE_MS = 2_000;

/**
 * A cross-encoder in worker threads. Nothing is loaded until the first reading; read one to warm it.
 * @throws GatewayError `verifier-model` when the folder holds no usable model
 */
export function createLocalVerifier(options: LocalVerifierOptions): Verifier {
  const folder = resolveModelFolder(options.folder);
  const pool = createModelPool<Reading, number>({
    program: threadUrl(import.meta.url, './verifier.thread'),
    data: { folder, maxTokens: MAX_TOKENS },
    threads: options.threads,
    maxQueue: options.maxQueue ?? MAX_QUEUE,
    unavailable: verifierUnavailable,
    busy: verifierBusy,
    thread: { deadlineMs: DEADLINE_MS },
  });
  return {
    read: pool.ask,
    id: `${basename(folder)}@${checkFolder(folder).slice(0, 12)}`,
    close: pool.close,
  };
}

/** @returns the weights' checksum @throws GatewayError `verifier-model` */
function checkFolder(folder: string): string {
  try {
    const labels = objectOr(readModelJson(folder, 'config.json').id2label);
    if (Object.keys(labels).length !== 1) throw new Error('config.json does not name exactly one label');
    readModelJson(folder, 'tokenizer.json');
    return weightsChecksum(folder);
  } catch (cause) {
    throw verifierModel(folder, cause instanceof Error ? cause.message : String(cause));
  }
}
