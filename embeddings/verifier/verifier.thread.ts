// A worker thread that holds one cross-encoder. One reading at a time: the int8 model's dynamic quantisation makes a
// logit depend on its batch mates.
import { workerData } from 'node:worker_threads';
import { AutoModelForSequenceClassification, AutoTokenizer, Tensor } from '@xenova/transformers';
import type { ModelThreadData } from '../thread/protocol.ts';
import { ONE_CORE, readyThread, serveModel } from '../thread/serve-model.ts';
import type { Reading } from '../verifier.ts';
import { pairTokens, type TokenReader } from './pair-tokens.ts';

const { folder, maxTokens } = workerData as ModelThreadData;

const name = readyThread(folder);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModelForSequenceClassification.from_pretrained(name, ONE_CORE);
const ids = (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false });
const [classify, separate] = tokenizer.encode('', { add_special_tokens: true });
if (classify === undefined || separate === undefined) throw new Error('the tokenizer has no special tokens');
const reader: TokenReader = { classify, separate, ids };

async function read(reading: Reading): Promise<number> {
  const tokens = pairTokens(reader, reading, maxTokens);
  const row = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const { logits } = await model({
    input_ids: row(tokens.ids),
    token_type_ids: row(tokens.segments),
    attention_mask: row(tokens.ids.map(() => 1)),
  });
  const logit = (logits.data as Float32Array)[0];
  if (logit === undefined || !Number.isFinite(logit)) throw new Error('the model gave no finite logit');
  return logit;
}

serveModel(read, () => []);
