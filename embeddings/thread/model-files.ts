import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject } from '#core';

const BUNDLED = fileURLToPath(new URL('../models/', import.meta.url));

/** The folder of a bundled model, or the folder itself when a path is given. */
export function resolveModelFolder(modelOrFolder: string): string {
  const bundled = join(BUNDLED, modelOrFolder);
  return !modelOrFolder.includes('..') && existsSync(join(bundled, 'config.json')) ? bundled : modelOrFolder;
}

/** SHA-256 of a model's weights, in pieces: the whole file in memory would stay with the process. @throws Error when there are none */
export function weightsChecksum(folder: string): string {
  const path = join(folder, 'onnx', 'model_quantized.onnx');
  if (!existsSync(path)) throw new Error('onnx/model_quantized.onnx is missing');
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

/** @throws Error when the file is missing or holds no JSON object */
export function readModelJson(folder: string, name: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  if (!isJsonObject(value)) throw new Error(`${name} is not a JSON object`);
  return value;
}
