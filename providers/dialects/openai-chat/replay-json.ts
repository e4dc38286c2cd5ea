import { type JsonObject, type ReplayOptions, randomId } from '#core';
import { zeroUsage } from '../zero-usage.ts';

/** A stored completion as a new one: fresh id and `created`, everything else as stored. */
export function replayJson(stored: JsonObject, options: ReplayOptions): JsonObject {
  return {
    ...stored,
    id: randomId('chatcmpl-', 29),
    created: Math.floor(options.now / 1000),
    ...(options.usage === 'zero' && stored.usage !== undefined ? { usage: zeroUsage(stored.usage) } : {}),
  };
}
