import { hash32 } from './answer-text.ts';
import { seededRandom } from './random.ts';

/**
 * A deterministic unit vector for a text: the normalised sum of a random direction per word. Texts that share
 * words are closer, which is all that a stand-in for an embedding model needs.
 */
function mockVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const random = seededRandom(hash32(word));
    for (let index = 0; index < dimensions; index++) vector[index] = (vector[index] ?? 0) + random() - 0.5;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/**
 * The body of `POST /v1/embeddings`
 * (https://platform.openai.com/docs/api-reference/embeddings). The openai package asks for base64 by itself.
 */
export function embeddingsBody(
  model: string,
  inputs: readonly string[],
  dimensions: number,
  encoding: 'float' | 'base64',
): string {
  const tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return JSON.stringify({
    object: 'list',
    data: inputs.map((text, index) => {
      const vector = mockVector(text, dimensions);
      const embedding =
        encoding === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);
      return { object: 'embedding', index, embedding };
    }),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}
