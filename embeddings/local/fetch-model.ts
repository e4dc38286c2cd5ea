import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type GatewayError, makeFolder } from '#core';
import { unusableModel } from '../embedder-errors.ts';

/** Files of a sentence encoder in the layout of transformers.js; the last one has the weights. */
const REQUIRED = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
] as const;

/** `owner/name`, as hubs name models; paths begin with a dot, a slash or a drive. */
const HUB_NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

const FILE_DEADLINE_MS = 600_000;

export interface FetchModelOptions {
  /** What the configuration names: a bundled model, a folder, or a model of the hub. */
  readonly model: string;
  /** Folder under which models of the hub are kept. */
  readonly modelsDir: string;
  /** Address of the hub; default https://huggingface.co (transformers.js 4.3.1, `env.remoteHost`). */
  readonly hub?: string | undefined;
  /** Told as a file comes: bytes so far, and of how many where the hub says so. */
  readonly onProgress?: (file: string, bytes: number, total: number | undefined) => void;
}

/**
 * What to give to `createLocalEmbedder`: a name or folder as it is; a model of the hub as the folder it was fetched
 * into, once. A file that breaks off is not kept.
 * @throws GatewayError `embedder-model` when the hub does not have it or cannot be reached
 */
export async function fetchModel(options: FetchModelOptions): Promise<string> {
  const { model, modelsDir, hub = 'https://huggingface.co' } = options;
  if (existsSync(join(model, 'config.json')) || !HUB_NAME.test(model)) return model;
  const folder = join(modelsDir, model); // owner/name: transformers.js takes no other form of a hub's name
  for (const file of REQUIRED) {
    const path = join(folder, file);
    if (existsSync(path)) continue;
    makeFolder(dirname(path), 0o700);
    try {
      // Template of the address: transformers.js 4.3.1, `env.remotePathTemplate`.
      await download(`${hub.replace(/\/+$/, '')}/${model}/resolve/main/${file}`, path, (bytes, total) =>
        options.onProgress?.(file, bytes, total),
      );
    } catch (cause) {
      throw notFetched(model, file, cause);
    }
  }
  return folder;
}

async function download(
  url: string,
  path: string,
  onBytes: (bytes: number, total: number | undefined) => void,
): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FILE_DEADLINE_MS) });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
  const length = Number(response.headers.get('content-length'));
  const total = length > 0 ? length : undefined;
  let bytes = 0;
  const counted = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      bytes += piece.length;
      onBytes(bytes, total);
      done(null, piece);
    },
  });
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream),
    counted,
    createWriteStream(`${path}.part`),
  );
  renameSync(`${path}.part`, path);
}

function notFetched(model: string, file: string, cause: unknown): GatewayError {
  const reason =
    cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
  return unusableModel(
    `The embedding model ${model} could not be fetched (${file}: ${reason}). Set cache.embedder.model to the bundled all-MiniLM-L6-v2, or to a folder that holds a model.`,
    cause,
  );
}
