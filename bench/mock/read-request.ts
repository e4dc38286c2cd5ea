import { isJsonObject, type JsonObject, type JsonValue } from '#core';
import type { MockDialect } from './dialect.ts';

/** The parts of a chat request that a stand-in answers to. */
export type ChatAsk = {
  readonly kind: 'chat';
  readonly model: string;
  readonly question: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly promptTokens: number;
};

/** A request that the provider would refuse, with its status and sentence. */
export type Refused = { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Reads a chat body as far as the answer depends on it. */
export function readChat(body: JsonObject, dialect: MockDialect): ChatAsk | Refused {
  const { model, messages } = body;
  if (typeof model !== 'string') {
    return refuse(
      dialect.name === 'anthropic' ? 'model: Field required' : 'you must provide a model parameter',
    );
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return refuse(
      dialect.name === 'anthropic' ? 'messages: Field required' : "Missing required parameter: 'messages'.",
    );
  }
  if (dialect.name === 'anthropic' && typeof body.max_tokens !== 'number') {
    return refuse('max_tokens: Field required');
  }
  const question = lastUserText(messages);
  const options = body.stream_options;
  return {
    kind: 'chat',
    model,
    question,
    stream: body.stream === true,
    includeUsage: isJsonObject(options) && options.include_usage === true,
    promptTokens: 3 + Math.ceil(question.length / 4),
  };
}

/** The embedding inputs of a body: a string, a list of strings, or token lists (read as their numbers). */
export function readInputs(input: JsonValue | undefined): readonly string[] | null {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) return null;
  if (typeof input[0] === 'number') return [input.join(' ')];
  return input.map((item) => (Array.isArray(item) ? item.join(' ') : String(item)));
}

function refuse(message: string): Refused {
  return { kind: 'refused', status: 400, message };
}

function lastUserText(messages: readonly JsonValue[]): string {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (isJsonObject(message) && message.role === 'user') return contentText(message.content);
  }
  return '';
}

function contentText(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.flatMap((part) =>
    isJsonObject(part) && typeof part.text === 'string' ? [part.text] : [],
  );
  return texts.join('\n');
}
