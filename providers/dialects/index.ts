import type { Dialect, DialectId } from '#core';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { openaiChat } from './openai-chat/index.ts';

export { anthropicMessages, openaiChat };

const DIALECTS: Readonly<Record<DialectId, Dialect>> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
};

/** The dialect of this id. */
export function dialectById(id: DialectId): Dialect {
  return DIALECTS[id];
}
