import { type JsonObject, type ReplayOptions, randomId } from '#core';
import { zeroUsage } from '../zero-usage.ts';

/** A stored message as a new one: fresh id, everything else as stored. The format has no time of creation. */
export function replayJson(stored: JsonObject, options: ReplayOptions): JsonObject {
  return {
    ...stored,
    id: randomId('msg_01', 22),
    ...(options.usage === 'zero' && stored.usage !== undefined ? { usage: zeroUsage(stored.usage) } : {}),
  };
}
