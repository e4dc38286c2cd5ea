import { type JsonValue, objectOr, type Usage } from '#core';
import { tokenCount } from '../token-count.ts';

/** Usage with the input as one number: `input_tokens` counts only what was neither read from nor written to the prompt cache. */
export function decodeUsage(value: JsonValue | undefined): Usage {
  const usage = objectOr(value);
  const fresh = tokenCount(usage.input_tokens);
  const read = tokenCount(usage.cache_read_input_tokens);
  const written = tokenCount(usage.cache_creation_input_tokens);
  return {
    inputTokens: fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0),
    outputTokens: tokenCount(usage.output_tokens),
    cachedInputTokens: read,
    cacheWriteTokens: written,
  };
}
