import type { JsonValue } from '#core';

/** A count of tokens, or undefined: what is no count is unknown, never zero. */
export function tokenCount(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
