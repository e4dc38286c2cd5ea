import { isJsonObject, type JsonValue } from '#core';

/** The same usage with every count, at any depth, 0: a hit that shows that no tokens were bought. */
export function zeroUsage(usage: JsonValue): JsonValue {
  if (typeof usage === 'number') return 0;
  if (Array.isArray(usage)) return usage.map(zeroUsage);
  if (!isJsonObject(usage)) return usage;
  // fromEntries defines the fields, so that one called `__proto__` stays a field.
  return Object.fromEntries(
    Object.entries(usage).map(([field, value]) => [field, value === undefined ? value : zeroUsage(value)]),
  );
}
