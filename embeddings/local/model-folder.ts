import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GatewayError, isJsonObject, type JsonObject, numberOr } from '#core';

/** A sentence encoder on disk, in the layout transformers.js loads from a local folder. */
export interface ModelFolder {
  readonly folder: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly spaceId: string;
}

const NORMALISER_VERSION = 'n1';
const BUNDLED = fileURLToPath(new URL('../models/', import.meta.url));

/** The folder of a bundled model, or the folder itself when a path is given. */
export function resolveModelFolder(modelOrFolder: string): string {
  const bundled = join(BUNDLED, modelOrFolder);
  return !modelOrFolder.includes('..') && existsSync(join(bundled, 'config.json')) ? bundled : modelOrFolder;
}

/**
 * Reads what has to be known before the model is loaded, and names its embedding space by the weights' checksum.
 * @throws GatewayError `embedder-model` when a file is missing or unreadable
 */
export function readModelFolder(folder: string): ModelFolder {
  const config = readJson(join(folder, 'config.json'));
  const tokenizer = readJson(join(folder, 'tokenizer_config.json'));
  const weights = join(folder, 'onnx', 'model_quantized.onnx');
  if (!existsSync(weights)) throw modelError(folder, 'onnx/model_quantized.onnx is missing');
  const dimensions = numberOr(config.hidden_size, undefined);
  if (dimensions === undefined) throw modelError(folder, 'config.json has no hidden_size');
  return {
    folder,
    dimensions,
    maxTokens: Math.min(
      numberOr(tokenizer.model_max_length, 512),
      numberOr(config.max_position_embeddings, 512),
    ),
    spaceId: `${basename(folder)}@${checksum(weights).slice(0, 12)}/int8/mean/${NORMALISER_VERSION}`,
  };
}

/** SHA-256 in pieces: the whole file in memory would stay with the process. */
function checksum(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(256 * 1024);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
      hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function readJson(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw modelError(path, cause instanceof Error ? cause.message : String(cause));
  }
  throw modelError(path, 'is not a JSON object');
}

function modelError(path: string, detail: string): GatewayError {
  return new GatewayError({
    code: 'embedder-model',
    status: 500,
    publicMessage: `The embedding model at ${path} cannot be used: ${detail}. Set cache.embedder.model to a bundled model or to a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx.`,
  });
}
