import type { EncodeStreamOptions, Ending, JsonObject, StreamEncoder } from '#core';
import { encodeFinish, encodeUsage } from './encode-response.ts';
import { encodeStreamError } from './errors.ts';
import { type SignedReasoning, signedReasoning } from './reasoning.ts';

/** Writes an answer of another dialect as chunks of a chat completion, as it comes. */
export function createStreamEncoder({ now, includeUsage }: EncodeStreamOptions): StreamEncoder {
  let head: JsonObject = {};
  let ending: Ending = { finishReason: undefined };
  let usage: JsonObject | undefined;
  let calls = 0;
  const signed: SignedReasoning[] = [];

  const chunk = (delta: JsonObject, finish: string | null = null): string =>
    frame({
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(includeUsage ? { usage: null } : {}),
    });

  /** Why it ended comes after everything it says; signed reasoning whole and once, so that no client has to merge it. */
  const close = (): string => {
    const extensions = signed.length > 0 ? chunk({ extensions: signedReasoning(signed) }) : '';
    const refusal = ending.refusal === undefined ? '' : chunk({ refusal: ending.refusal });
    const last = chunk({}, encodeFinish(ending, calls > 0));
    const counted = includeUsage && usage ? frame({ ...head, choices: [], usage }) : '';
    return `${extensions}${refusal}${last}${counted}data: [DONE]\n\n`;
  };

  return (event) => {
    switch (event.type) {
      case 'start':
        head = {
          id: event.id ?? '',
          object: 'chat.completion.chunk',
          created: Math.floor(now / 1000),
          model: event.model ?? '',
        };
        // Null and not empty: a turn that only calls tools has no text.
        return chunk({ role: 'assistant', content: null, refusal: null });
      case 'text':
        return chunk({ content: event.text });
      case 'refusal':
        return chunk({ refusal: event.text });
      case 'reasoning':
        return chunk({ reasoning_content: event.text });
      case 'reasoning-end':
        signed.push({ index: event.at, block: event.raw });
        return '';
      case 'tool-call':
        calls = Math.max(calls, event.call + 1);
        return chunk({
          tool_calls: [
            {
              index: event.call,
              id: event.id,
              type: 'function',
              function: { name: event.name, arguments: '' },
            },
          ],
        });
      case 'tool-arguments':
        return chunk({ tool_calls: [{ index: event.call, function: { arguments: event.text } }] });
      case 'finish':
        ending = event.ending;
        return '';
      case 'usage':
        usage = encodeUsage(event.usage, event.reasoningTokens);
        return '';
      case 'end':
        return close();
      case 'error':
        return encodeStreamError(event.error);
    }
  };
}

const frame = (chunk: JsonObject): string => `data: ${JSON.stringify(chunk)}\n\n`;
