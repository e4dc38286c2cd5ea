import { isJsonObject, listOr, objectOr } from '#core';
import type { ResolvedModel } from './resolve-model.ts';
import type { RawVector } from './unit-vector.ts';
import { bearer, tokenCount, type Wire, type WireAnswer } from './wire.ts';

/**
 * `POST /v1/embeddings` of OpenAI: https://github.com/openai/openai-node, src/client.ts and src/resources/embeddings.ts
 * of 7.55.0 (2026-11-21): at most 2,048 texts of 8,192 tokens, 300,000 tokens in all; longer ones are refused with 400
 * (https://github.com/pingcap/autoflow/issues/265).
 *
 * Vectors come as base64 of 32-bit floats: a third of the bytes, and no numbers to parse.
 */
export function openaiWire(model: ResolvedModel): Wire {
  return {
    ...compatible(model, 'base64'),
    baseUrl: 'https://api.openai.com/v1',
    needsKey: true,
    maxTexts: 512,
  };
}

/**
 * The same API as others serve it. base64 is not asked for: some refuse it, some ignore it
 * (https://github.com/vllm-project/vllm/issues/5734, https://github.com/runpod-workers/worker-infinity-embedding/issues/30;
 * 2026-11-21); what comes is read in either form. Nor can it be known whether a long text is refused or cut: Ollama cuts,
 * Text Embeddings Inference does either (https://github.com/huggingface/text-embeddings-inference/issues/356; 2026-11-21).
 */
export function openaiCompatibleWire(model: ResolvedModel): Wire {
  return { ...compatible(model, undefined), refusesLongTexts: false };
}

function compatible(
  { model, dimensions, sendsDimensions }: ResolvedModel,
  encoding: 'base64' | undefined,
): Wire {
  return {
    baseUrl: undefined,
    path: '/embeddings',
    keyHeader: bearer,
    needsKey: false,
    maxTexts: 32, // Text Embeddings Inference takes no more by default (`max_client_batch_size`; unverified)
    refusesLongTexts: true,
    prefix: '',
    use: '',
    body: (texts) => ({
      model,
      input: texts,
      ...(sendsDimensions ? { dimensions } : {}),
      ...(encoding ? { encoding_format: encoding } : {}),
    }),
    read: readAnswer,
  };
}

function readAnswer({ data, usage }: Parameters<Wire['read']>[0], count: number): WireAnswer | undefined {
  const rows = listOr(data);
  if (rows.length !== count) return undefined;
  const vectors: (RawVector | undefined)[] = Array(count).fill(undefined);
  for (const [position, row] of rows.entries()) {
    if (!isJsonObject(row)) return undefined;
    const { index = position } = row; // nobody promises that rows come in order
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count)
      return undefined;
    if (vectors[index]) return undefined; // two vectors for one text, so none for another
    vectors[index] = readVector(row.embedding);
  }
  const { prompt_tokens: prompt, total_tokens: total } = objectOr(usage);
  return { vectors, tokens: tokenCount(prompt) ?? tokenCount(total) };
}

function readVector(embedding: unknown): RawVector | undefined {
  if (typeof embedding !== 'string') return Array.isArray(embedding) ? embedding : undefined;
  const bytes = Buffer.from(embedding, 'base64');
  const vector = new Float32Array(Math.floor(bytes.length / 4));
  for (let d = 0; d < vector.length; d++) vector[d] = bytes.readFloatLE(d * 4);
  return vector;
}
