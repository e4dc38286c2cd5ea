import { type JsonObject, listOr, type StreamReader } from '#core';
import { type GrowingObject, setField } from '../merge.ts';
import { type Assembly, createReader, findError, parseEvent, type Step } from '../stream-reader.ts';
import { type ChoiceAssembly, createChoices } from './assemble-choices.ts';
import { decodeUsage } from './decode-usage.ts';

/**
 * Reads a stream of chat completion chunks and puts together the body that the JSON endpoint would have sent.
 * Only `data: [DONE]` ends an answer: a connection that closes after a finish reason may have lost the usage.
 */
export function createStreamReader(): StreamReader {
  return createReader(assembleCompletion());
}

/** Whether a stream's first bytes hold an error event. */
export function errorAtStart(bytes: Uint8Array): JsonObject | undefined {
  return findError(bytes, createStreamReader);
}

function assembleCompletion(): Assembly {
  const top: GrowingObject = { object: 'chat.completion' };
  let choices: ChoiceAssembly | undefined = createChoices();

  function take(data: string, name: string | undefined): Step {
    if (name === 'error') return 'error';
    if (data.startsWith('[DONE]')) return 'end';
    if (data === '') return 'more'; // a keep-alive
    const chunk = parseEvent(data);
    if (chunk === undefined) return 'unreadable';
    if (isError(chunk)) return 'error';
    mergeTop(top, chunk);
    for (const choice of listOr(chunk.choices)) choices?.take(choice);
    return 'more';
  }

  return {
    take,
    drop: () => {
      choices = undefined;
    },
    body: () => ({ ...top, choices: choices?.finish() ?? [] }),
    usage: () => decodeUsage(top.usage),
  };
}

/** An error in OpenAI's envelope, or bare with `object: 'error'` as vLLM and Mistral send it. */
function isError(chunk: JsonObject): boolean {
  return Boolean(chunk.error) || chunk.object === 'error';
}

function mergeTop(top: GrowingObject, chunk: JsonObject): void {
  for (const field in chunk) {
    const value = chunk[field];
    switch (field) {
      case 'choices':
      case 'object':
      case 'obfuscation': // padding against traffic analysis, new in every chunk and in no JSON answer
        break;
      case 'id':
      case 'created':
      case 'model':
        // Azure sends them empty in the chunks with its content filter's results.
        if (!top[field]) top[field] = value;
        break;
      default:
        // Lists too: what stands at the top is sent whole, by some (Perplexity's citations) in every chunk.
        if (value !== null) setField(top, field, value);
        else if (!Object.hasOwn(top, field) && field !== 'usage') setField(top, field, null);
    }
  }
}
