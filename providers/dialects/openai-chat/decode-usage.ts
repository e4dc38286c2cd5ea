import { type JsonValue, objectOr, UNKNOWN_USAGE, type Usage } from '#core';
import { tokenCount } from '../token-count.ts';

/** Usage as the `usage` field says it; `prompt_tokens` has the cached ones in it already. */
export function decodeUsage(value: JsonValue | undefined): Usage {
  if (value === undefined || value === null) return UNKNOWN_USAGE;
  const usage = objectOr(value);
  const details = objectOr(usage.prompt_tokens_details);
  return {
    inputTokens: tokenCount(usage.prompt_tokens),
    outputTokens: tokenCount(usage.completion_tokens),
    cachedInputTokens: tokenCount(details.cached_tokens),
    cacheWriteTokens: tokenCount(details.cache_write_tokens),
  };
}
