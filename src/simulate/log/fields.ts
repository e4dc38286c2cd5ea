import { isJsonObject, type JsonObject, type JsonValue } from '#core';

const NANOS_PER_DOLLAR = 1e9;

/** The first of some fields that says anything: not missing, not null, not an empty text. */
export function firstOf(fields: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** A number, also one that a CSV file has as text. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A text that is not empty; a number counts as its digits. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value, read as JSON where an export wrote it as text. */
export function unwrapped(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

/** The object, also one that is written as text; undefined where it is none or has no fields. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  const object = unwrapped(value);
  return isJsonObject(object) && Object.keys(object).length > 0 ? object : undefined;
}

/** Nano-dollars from dollars; undefined where it is no sum of money. */
export function nanosOf(value: JsonValue | undefined): number | undefined {
  const dollars = numberOf(value);
  return dollars === undefined || dollars < 0 ? undefined : Math.round(dollars * NANOS_PER_DOLLAR);
}

/**
 * Milliseconds since the epoch from a date or from seconds, milli-, micro- or nanoseconds since the epoch, told apart
 * by their size. A date without a zone is UTC: so LiteLLM and Langfuse write theirs.
 */
export function timeOf(value: JsonValue | undefined): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return epochMs(number);
  if (typeof value !== 'string') return undefined;
  const date = value.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d|[A-Z]{3})$/i.test(date) ? date : withZone(date));
  return Number.isNaN(ms) ? undefined : ms;
}

const withZone = (date: string): string => (date.includes('T') ? `${date}Z` : date);

function epochMs(number: number): number | undefined {
  if (number >= 1e17) return number / 1e6;
  if (number >= 1e14) return number / 1e3;
  if (number >= 1e11) return number;
  return number >= 1e8 ? number * 1e3 : undefined;
}
