import type { JsonValue } from '#core';

/** In the language since 2025 (https://github.com/tc39/proposal-json-parse-with-source) and in Node since 21. */
interface ExactJson {
  readonly rawJSON: (text: string) => JsonValue;
  readonly parse: (
    text: string,
    revive: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => JsonValue;
}
const json = JSON as unknown as ExactJson;

/** Most texts have no number that could lose a digit, and need no closer look. */
const MAY_LOSE = /\d{16}|\d[eE]/;

/**
 * `JSON.parse`, but numbers that JavaScript cannot hold keep their digits for the `JSON.stringify` to come: ids of 64 bits
 * stand in calls of tools.
 */
export function parseExact(text: string): JsonValue {
  return MAY_LOSE.test(text) ? json.parse(text, withDigits) : (JSON.parse(text) as JsonValue);
}

function withDigits(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && source !== undefined && !isHeld(value) ? json.rawJSON(source) : value;
}

/** Whether the number is surely the one that was written. */
function isHeld(number: number): boolean {
  return Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
}

/** Whether every number in the value is the one that was written. */
export function isExact(value: JsonValue | undefined): boolean {
  if (typeof value === 'number') return isHeld(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}
