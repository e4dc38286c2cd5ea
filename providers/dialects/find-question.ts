import { isJsonObject, type JsonObject, type Question } from '#core';

/**
 * The text of the last message if a user wrote it and it has exactly one piece of text; other parts (images, tool
 * results) may stand beside it and stay in the request's identity. Text of nothing but white space asks nothing.
 * The messages were checked before: both dialects write them alike.
 */
export function findQuestion(messages: readonly JsonObject[]): Question | undefined {
  const last = messages.length - 1;
  const message = messages[last];
  if (message?.role !== 'user') return undefined;
  const { content } = message;
  if (typeof content === 'string') return question(content, ['messages', last, 'content']);
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((part, i) => (isJsonObject(part) && part.type === 'text' ? [i] : []));
  const [at] = texts;
  if (at === undefined || texts.length > 1) return undefined;
  const part = content[at];
  const text = isJsonObject(part) ? part.text : undefined;
  return typeof text === 'string' ? question(text, ['messages', last, 'content', at, 'text']) : undefined;
}

function question(text: string, path: Question['path']): Question | undefined {
  return text.trim() === '' ? undefined : { text, path };
}
