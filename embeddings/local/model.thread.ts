// A worker thread that holds one model. Inference is synchronous and would stop the event loop that carries bytes.
// One text at a time: the int8 model's dynamic quantisation makes a vector depend on its batch mates.
import { workerData } from 'node:worker_threads';
import { AutoModel, AutoTokenizer } from '@xenova/transformers';
import type { Embedding } from '../embedder.ts';
import type { ModelThreadData } from '../thread/protocol.ts';
import { ONE_CORE, readyThread, serveModel } from '../thread/serve-model.ts';
import { coveredPrefix } from './covered-prefix.ts';

const SPECIAL_TOKENS = 2;
const { folder, maxTokens } = workerData as ModelThreadData;

const name = readyThread(folder);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModel.from_pretrained(name, ONE_CORE);
const unknownId = tokenizer.unk_token_id;
const countTokens = (text: string): number => tokenizer.encode(text, { add_special_tokens: false }).length;

async function embed(text: string): Promise<Embedding> {
  const covered = coveredPrefix(text, maxTokens - SPECIAL_TOKENS, countTokens);
  const inputs = tokenizer(covered, { truncation: true, max_length: maxTokens });
  const { last_hidden_state: states } = await model(inputs);
  const ids = inputs.input_ids.data as BigInt64Array;
  return {
    vector: meanOfTokens(states.data as Float32Array, ids.length),
    coveredChars: covered.length,
    unknownShare: unknownShare(ids),
  };
}

/** One text and no padding, so every token counts: mean over tokens, then unit length. */
function meanOfTokens(states: Float32Array, tokens: number): Float32Array {
  const dimensions = states.length / tokens;
  const mean = new Float32Array(dimensions);
  for (let token = 0, at = 0; token < tokens; token++) {
    for (let d = 0; d < dimensions; d++, at++) mean[d] = (mean[d] ?? 0) + (states[at] ?? 0);
  }
  let square = 0;
  for (const value of mean) square += value * value;
  const scale = 1 / Math.sqrt(square);
  for (let d = 0; d < dimensions; d++) mean[d] = (mean[d] ?? 0) * scale;
  return mean;
}

function unknownShare(ids: BigInt64Array): number {
  const words = ids.length - SPECIAL_TOKENS;
  if (words <= 0 || unknownId === undefined) return 0;
  const wanted = BigInt(unknownId);
  let unknown = 0;
  for (const id of ids) if (id === wanted) unknown++;
  return unknown / words;
}

serveModel(embed, ({ vector }) => [vector.buffer as ArrayBuffer]);
