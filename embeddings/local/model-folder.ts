import { basename } from 'node:path';
import { type GatewayError, numberOr } from '#core';
import { unusableModel } from '../embedder-errors.ts';
import { readModelJson, weightsChecksum } from '../thread/model-files.ts';

/** A sentence encoder on disk, in the layout transformers.js loads from a local folder. */
export interface ModelFolder {
  readonly folder: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly spaceId: string;
}

const NORMALISER_VERSION = 'n1';

/**
 * Reads what has to be known before the model is loaded, and names its embedding space by the weights' checksum.
 * @throws GatewayError `embedder-model` when a file is missing or unreadable
 */
export function readModelFolder(folder: string): ModelFolder {
  try {
    const config = readModelJson(folder, 'config.json');
    const tokenizer = readModelJson(folder, 'tokenizer_config.json');
    const dimensions = numberOr(config.hidden_size, undefined);
    if (dimensions === undefined) throw new Error('config.json has no hidden_size');
    return {
      folder,
      dimensions,
      maxTokens: Math.min(
        numberOr(tokenizer.model_max_length, 512),
        numberOr(config.max_position_embeddings, 512),
      ),
      spaceId: `${basename(folder)}@${weightsChecksum(folder).slice(0, 12)}/int8/mean/${NORMALISER_VERSION}`,
    };
  } catch (cause) {
    throw modelError(folder, cause instanceof Error ? cause.message : String(cause));
  }
}

function modelError(path: string, detail: string): GatewayError {
  return unusableModel(
    `The embedding model at ${path} cannot be used: ${detail}. Set cache.embedder.model to a bundled model or to a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx.`,
  );
}
